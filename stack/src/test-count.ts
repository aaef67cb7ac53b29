/** What Jest writes about a run, as far as it is used here. */
interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  /** Test files that could not be run at all. */
  numRuntimeErrorTestSuites: number;
}

/**
 * Counts a run's tests. A file that could not be run counts as a failed test, and so does a run that failed
 * without one or left no result.
 *
 * @param result what Jest wrote with --json, or null
 * @param code Jest's exit code
 */
export function countTests(result: string | null, code: number): { passed: number; failed: number } {
  if (result === null) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(result) as JestResult;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
