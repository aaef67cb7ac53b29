import { dataDirectoryOf, readConfig } from './config';
import { closeDataFolder, openDataFolder } from './data-folder';
import { endLeftoverContainers, startInfrastructure } from './infrastructure/infrastructure';
import { assertPortsFree } from './ports';
import { runProgram } from './program';
import { databaseName } from './stack';
import { infrastructurePortUses, infrastructurePorts } from './stack-ports';
import { stopSignal } from './stop-signal';

/**
 * Brings up Postgres and Kafka without any service, prints their addresses as one line of JSON, and stays until
 * Ctrl-C: for work on a service or its tests, or on LedgerDB with the services stopped. Its address is the
 * administrator's there, whether or not it was made yet.
 */
async function main(): Promise<number> {
  const config = readConfig();
  const dataDirectory = dataDirectoryOf(config);
  const ports = infrastructurePorts(config);
  const stopped = stopSignal();
  const log = (line: string): void => console.error(line);
  const supervisor = await openDataFolder(dataDirectory, log);
  try {
    await endLeftoverContainers({ config, dataDirectory, ports });
    await assertPortsFree(infrastructurePortUses(config));
    const up = startInfrastructure({ config, dataDirectory, ports, supervisor, log, dockerMode: 'compose' });
    const infrastructure = await Promise.race([up, stopped.then(() => null)]);
    if (infrastructure === null) return 0;
    const { kafkaBrokers, adminDatabaseUrl, how } = infrastructure;
    const ledgerUrl = Object.assign(new URL(adminDatabaseUrl), { pathname: databaseName }).href;
    console.log(
      JSON.stringify({
        ...{ KAFKA_BROKERS: kafkaBrokers.join(','), ADMIN_DATABASE_URL: adminDatabaseUrl },
        ...{ LEDGER_DATABASE_URL: ledgerUrl, how },
      }),
    );
    await stopped;
    await infrastructure.stop();
    return 0;
  } finally {
    await supervisor.stop();
    closeDataFolder(dataDirectory);
  }
}

void runProgram(main);
