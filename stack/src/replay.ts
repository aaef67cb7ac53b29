import { dataDirectoryOf, readConfig } from './config';
import { runProgram } from './program';
import { COULD_NOT_RUN, findRunningStack, runOnStack } from './running-stack';
import { install } from './services';
import { join } from 'node:path';

/** Replays the topic of a running stack into another database of its server, which is made ready first. */
async function main(): Promise<number> {
  const config = readConfig();
  const dataDirectory = dataDirectoryOf(config);
  const stack = findRunningStack(dataDirectory);
  const args = process.argv.slice(2);
  const into = args[args.indexOf('--into') + 1];
  const replay = (...more: string[]) =>
    runOnStack(stack, 'ledger-service', 'replay/replay.js', [...args, ...more]);
  // Nothing is made for what can not be done.
  const tried = await replay('--try');
  if (tried !== 0 || args.includes('--help')) return tried;
  if (args.includes('--into') && into !== undefined) {
    const rolePassword = decodeURIComponent(
      new URL(stack.environments['ledger-service']['DATABASE_URL']!).password,
    );
    const installation = { rolePassword, cursorKey: '' };
    const ports = { 'payment-api': 0, 'ledger-service': 0, reconciliation: 0 };
    const settings = { addresses: stack, databaseName: into, installation, config, ports };
    await install(settings, join(dataDirectory, 'log'));
  }
  return await replay();
}

void runProgram(main, COULD_NOT_RUN);
