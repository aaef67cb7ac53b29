import { dataDirectoryOf, readConfig } from './config';
import { runProgram } from './program';
import { COULD_NOT_RUN, RunningStack, findRunningStack, runOnStack } from './running-stack';

/** Runs the reconciliation on a running stack; it prints its own report. Answers its exit code. */
export const reconcile = (stack: RunningStack, args: string[]): Promise<number> =>
  runOnStack(stack, 'reconciliation', 'reconcile.js', args);

async function main(): Promise<number> {
  return await reconcile(findRunningStack(dataDirectoryOf(readConfig())), process.argv.slice(2));
}

if (require.main === module) void runProgram(main, COULD_NOT_RUN);
