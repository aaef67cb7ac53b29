import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from './config';
import { closeDataFolder, openDataFolder } from './data-folder';
import { endLeftoverContainers, startInfrastructure } from './infrastructure/infrastructure';
import { openInstallation } from './installation';
import { assertPortsFree } from './ports';
import { runProgram } from './program';
import { runCommand } from './run-command';
import { COULD_NOT_RUN } from './running-stack';
import { installEnvironment, programOf } from './services';
import { infrastructurePortUses, infrastructurePorts } from './stack-ports';
import { databaseName } from './stack';

/** Brings the ledger of this data folder to this release, with Postgres and Kafka alone: no service may run meanwhile. */
async function main(): Promise<number> {
  const config = readConfig();
  const dataDirectory = dataDirectoryOf(config);
  const ports = infrastructurePorts(config);
  const log = (line: string): void => console.error(line);
  const supervisor = await openDataFolder(dataDirectory, log);
  try {
    await endLeftoverContainers({ config, dataDirectory, ports });
    await assertPortsFree(infrastructurePortUses(config));
    const addresses = await startInfrastructure({
      ...{ config, dataDirectory, ports, supervisor, log, dockerMode: 'compose' },
    });
    const settings = { addresses, databaseName, installation: openInstallation(dataDirectory), config };
    const { code } = await runCommand(process.execPath, [programOf('ledger-service', 'upgrade/upgrade.js')], {
      cwd: repository,
      env: { ...inheritedEnvironment(), ...installEnvironment(settings) },
      onTerminal: true,
    });
    await addresses.stop();
    return code ?? COULD_NOT_RUN;
  } finally {
    await supervisor.stop();
    closeDataFolder(dataDirectory);
  }
}

void runProgram(main, COULD_NOT_RUN);
