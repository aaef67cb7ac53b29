import { dataDirectoryOf, readConfig } from './config';
import { runProgram } from './program';
import { COULD_NOT_RUN, findRunningStack, runOnStack } from './running-stack';

/** Lists, shows and sends again the dead letters of a running stack. Answers the exit code. */
function main(): Promise<number> {
  const stack = findRunningStack(dataDirectoryOf(readConfig()));
  return runOnStack(stack, 'ledger-service', 'dead-letters/dlq.js', process.argv.slice(2));
}

void runProgram(main, COULD_NOT_RUN);
