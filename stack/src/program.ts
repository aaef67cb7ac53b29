/**
 * Runs a program to its end. A fault is shown by its message, which says what to do; anything else is a bug, and
 * is shown with its stack. A command that is still under way then, a download say, ends with the program.
 *
 * @param main answers the exit code
 * @param couldNotRun the exit code of a fault, where 1 says something else
 */
export async function runProgram(main: () => Promise<number>, couldNotRun = 1): Promise<never> {
  try {
    process.exit(await main());
  } catch (error) {
    console.error(describeError(error));
    process.exit(couldNotRun);
  }
}

export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
