import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectoryOf, exportToChildren, readConfig, repository } from './config';
import { needsInfrastructure, specsBelow } from './asked-specs';
import { closeDataFolder, openDataFolder } from './data-folder';
import { removeCluster } from './infrastructure/embedded-postgres';
import { Infrastructure, startInfrastructure } from './infrastructure/infrastructure';
import { freePorts } from './ports';
import { stopSignal } from './stop-signal';

interface TestInfrastructure {
  infrastructure: Infrastructure;
  /** Stops the embedded servers and gives the data folder free. */
  close: () => Promise<void>;
}

let running: TestInfrastructure | null = null;

/** What Jest tells its global setup, as far as it is used here. */
export interface JestConfig {
  rootDir: string;
  testPathPatterns: { toExecutor(options: { rootDir: string }): { isMatch(path: string): boolean } };
}

/**
 * Brings up a Postgres and a Kafka for one run of the tests, empty, in a data folder and on ports of their own, so
 * that a stack that runs in the same clone is not touched. The tests find them by TEST_KAFKA_BROKERS and
 * TEST_ADMIN_DATABASE_URL. A run that asks for pure tests alone gets none.
 */
export async function startTestInfrastructure(jest: JestConfig): Promise<void> {
  const asked = jest.testPathPatterns.toExecutor({ rootDir: jest.rootDir });
  const folders = ['apps', 'libs', 'stack', 'bench', 'chaos', 'tests'].map((folder) =>
    join(repository, folder),
  );
  if (!specsBelow(folders).some((spec) => asked.isMatch(spec) && needsInfrastructure(spec))) return;
  running = await start((line) => console.error(line));
  const { kafkaBrokers, adminDatabaseUrl } = running.infrastructure;
  exportToChildren({ TEST_KAFKA_BROKERS: kafkaBrokers.join(','), TEST_ADMIN_DATABASE_URL: adminDatabaseUrl });
}

export async function stopTestInfrastructure(): Promise<void> {
  if (running === null) return;
  const { infrastructure, close } = running;
  running = null;
  await infrastructure.stop();
  await close();
}

async function start(log: (line: string) => void): Promise<TestInfrastructure> {
  const config = readConfig();
  const shared = dataDirectoryOf(config);
  const dataDirectory = join(shared, 'test');
  const supervisor = await openDataFolder(dataDirectory, log);
  const close = async (): Promise<void> => {
    await supervisor.stop();
    // It may lie outside of the data folder, where nobody would look for it.
    removeCluster(dataDirectory);
    closeDataFolder(dataDirectory);
  };
  // Jest leaves without its global teardown when it is interrupted.
  void stopSignal()
    .then(close)
    .then(() => process.exit(1));
  try {
    wipe(dataDirectory);
    // Another clone may be looking for ports at this moment too; beginning at different places keeps them apart.
    const [postgres = 0, kafka = 0, kafkaController = 0] = await freePorts(
      3,
      20_000 + (process.pid % 900) * 10,
    );
    const infrastructure = await startInfrastructure({
      config,
      dataDirectory,
      kafkaLibraries: join(shared, 'kafka', 'lib'),
      ports: { postgres, kafka, kafkaController },
      dockerMode: 'testcontainers',
      supervisor,
      log,
    });
    return { infrastructure, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Removes what earlier tests left, but for the folder of the lock, which is held. */
function wipe(dataDirectory: string): void {
  removeCluster(dataDirectory);
  for (const name of readdirSync(dataDirectory)) {
    if (name !== 'run') rmSync(join(dataDirectory, name), { recursive: true, force: true });
  }
}
