import { readOverloadOptions } from './options';

describe('the options of the overload', () => {
  it('have a value each when nothing is given, and are read from the command line', () => {
    expect(readOverloadOptions([])).toEqual({ seconds: 60, times: 10, connections: 12_000 });
    expect(readOverloadOptions(['--times', '3', '--seconds=5'])).toMatchObject({ times: 3, seconds: 5 });
  });

  it.each([
    [['--seconds', '0'], '--seconds must be a whole number above zero'],
    [['--times', 'many'], '--times must be a whole number above zero'],
    [['--fast'], '--fast'],
  ])('that make no sense are refused with the usage: %s', (args, message) => {
    expect(() => readOverloadOptions(args)).toThrow(message);
    expect(() => readOverloadOptions(args)).toThrow('npm run bench:overload -- [options]');
  });
});
