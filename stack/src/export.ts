import { dataDirectoryOf, readConfig } from './config';
import { runProgram } from './program';
import { COULD_NOT_RUN, findRunningStack, runOnStack } from './running-stack';

/** Prints what a book of a running stack posted, in a form of plain text accounting. Answers the exit code. */
function main(): Promise<number> {
  const stack = findRunningStack(dataDirectoryOf(readConfig()));
  return runOnStack(stack, 'payment-api', 'export/export.js', process.argv.slice(2));
}

void runProgram(main, COULD_NOT_RUN);
