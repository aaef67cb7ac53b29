import { readOptions } from './options';

describe('the options of the benchmark', () => {
  it('have a value each when nothing is given', () => {
    expect(readOptions([])).toEqual({
      clients: [10, 50, 200],
      seconds: 4,
      rounds: 3,
      payments: 200_000,
      profile: false,
    });
  });

  it('are read from the command line', () => {
    const given = readOptions(['--clients', '1,20', '--only', 'posted', '--seconds=2', '--profile']);
    expect(given).toMatchObject({ clients: [1, 20], only: 'posted', seconds: 2, profile: true });
  });

  it.each([
    [['--clients', '0'], '--clients: must be whole numbers'],
    [['--clients', '10,,50'], '--clients: must be whole numbers'],
    [['--seconds', '1.5'], '--seconds: must be a whole number'],
    [['--only', 'speed'], '--only'],
    [['--fast'], '--fast'],
  ])('that make no sense are refused with the usage: %s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow('npm run bench -- [options]');
  });
});
