import { countTests } from './test-count';

const result = (numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number): string =>
  JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });

describe('the count of a run', () => {
  it('is that of Jest', () => {
    expect(countTests(result(7, 2, 0), 1)).toEqual({ passed: 7, failed: 2 });
  });

  it('has a file that cannot run as a failed test', () => {
    expect(countTests(result(7, 1, 2), 1)).toEqual({ passed: 7, failed: 3 });
  });

  it('never says that nothing failed when the run failed', () => {
    expect(countTests(result(7, 0, 0), 1)).toEqual({ passed: 7, failed: 1 });
    expect(countTests(null, 1)).toEqual({ passed: 0, failed: 1 });
  });
});
