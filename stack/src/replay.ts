import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from './config';
import { runProgram } from './program';
import { runCommand } from './run-command';
import { findRunningStack } from './running-stack';
import { install, programOf } from './services';
import { join } from 'node:path';

/** Replays the topic of a running stack into another database of its server, which is made ready first. */
async function main(): Promise<number> {
  const config = readConfig();
  const dataDirectory = dataDirectoryOf(config);
  const stack = findRunningStack(dataDirectory);
  const args = process.argv.slice(2);
  const environment = stack.environments['ledger-service'];
  const into = args[args.indexOf('--into') + 1];
  if (args.includes('--into') && into !== undefined && into !== stack.databaseName) {
    const rolePassword = decodeURIComponent(new URL(environment['DATABASE_URL']!).password);
    const installation = { rolePassword, cursorKey: '' };
    const ports = { 'payment-api': 0, 'ledger-service': 0, reconciliation: 0 };
    const settings = { addresses: stack, databaseName: into, installation, config, ports };
    await install(settings, join(dataDirectory, 'log'));
  }
  const program = programOf('ledger-service', 'replay/replay.js');
  const { code } = await runCommand(process.execPath, [program, ...args], {
    cwd: repository,
    env: { ...inheritedEnvironment(), ...environment },
    onTerminal: true,
  });
  return code ?? 1;
}

void runProgram(main);
