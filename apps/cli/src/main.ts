#!/usr/bin/env node
import 'reflect-metadata';
import { CommandFactory } from 'nest-commander';
import { NotFound } from './not-found';
import { PacioliModule } from './pacioli.module';

const NOT_FOUND = 1;
const COULD_NOT_RUN = 2;

/**
 * Exit code: 0 when it is answered, 1 when what was asked for is not there or is found to be wrong, 2 when it could not run.
 */
async function main(): Promise<void> {
  // The parser reports through an exception what it would end the process with; it has said why by then.
  const errorHandler = (error: Error) => {
    throw error;
  };
  await CommandFactory.run(PacioliModule, {
    ...{ logger: false, abortOnError: false, errorHandler },
    serviceErrorHandler: (error) => void (process.exitCode = exitCodeOf(error)),
  });
}

function exitCodeOf(error: Error): number {
  const { exitCode } = error as { exitCode?: number };
  if (exitCode !== undefined) return exitCode === 0 ? 0 : COULD_NOT_RUN;
  process.stderr.write(`${error.message}\n`);
  return error instanceof NotFound ? NOT_FOUND : COULD_NOT_RUN;
}

main().catch((error: Error) => {
  process.exitCode = exitCodeOf(error);
});
