import { readOptions, USAGE } from './reconcile-options';

describe('The options of the command', () => {
  it('ask for a run of everything, if they do not say', () => {
    expect(readOptions([])).toEqual({
      ...{ of: { scope: 'full' }, json: false, html: undefined, csv: undefined },
    });
    expect(readOptions(['--full'])).toMatchObject({ of: { scope: 'full' } });
    expect(readOptions(['--incremental', '--json'])).toMatchObject({
      of: { scope: 'incremental' },
      json: true,
    });
  });

  it('ask for a stored run, and for files', () => {
    expect(readOptions(['--report', 'run_1', '--html', 'a.html', '--csv', 'a.csv'])).toEqual({
      ...{ of: { stored: 'run_1' }, json: false, html: 'a.html', csv: 'a.csv' },
    });
  });

  it('are explained when they ask for it', () => {
    expect(readOptions(['--help'])).toBeNull();
    for (const name of ['full', 'incremental', 'report', 'html', 'csv', 'json', 'help'])
      expect(USAGE).toMatch(new RegExp(`^  --${name} `, 'm'));
  });

  it('are refused when they contradict each other, lack a value or are unknown', () => {
    expect(() => readOptions(['--full', '--incremental'])).toThrow('either --full or --incremental');
    expect(() => readOptions(['--incremental', '--report', 'run_1'])).toThrow(
      'either --full or --incremental',
    );
    expect(() => readOptions(['--html'])).toThrow('--html');
    expect(() => readOptions(['--fast'])).toThrow('--fast');
    expect(() => readOptions(['fast'])).toThrow('fast');
  });
});
