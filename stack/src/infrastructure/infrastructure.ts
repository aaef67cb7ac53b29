import { join } from 'node:path';
import { Config } from '../config';
import { Installation, openInstallation, saveInstallation } from '../installation';
import { Supervisor } from '../supervisor';
import {
  DockerOptions,
  DockerServers,
  DockerUnusable,
  assertDocker,
  startCompose,
  startTestcontainers,
  stopCompose,
} from './docker';
import { prepareEmbeddedKafka } from './embedded-kafka';
import { prepareEmbeddedPostgres } from './embedded-postgres';
import { Addresses, addressesFromEnvironment } from './environment';

export interface InfrastructureOptions {
  config: Config;
  dataDirectory: string;
  /** Where Kafka's jars are kept; `<data folder>/kafka/lib` unless given. */
  kafkaLibraries?: string;
  ports: { postgres: number; kafka: number; kafkaController: number };
  dockerMode: 'compose' | 'testcontainers';
  /** Runs the embedded servers, starts them again when they die, and stops them. */
  supervisor: Supervisor;
  /** Receives one line about each way that is taken or passed over. */
  log: (line: string) => void;
}

export interface Infrastructure extends Addresses {
  how: 'environment' | 'docker' | 'embedded';
  /** Stops what this program started; servers from the environment are left alone. */
  stop(): Promise<void>;
}

/**
 * Postgres and Kafka by the first way that is there: addresses in the environment, Docker, or embedded in this
 * data folder. Throws an error that says what to install when none is.
 */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const given = addressesFromEnvironment(options.config);
  if (given) {
    options.log('Postgres and Kafka: the addresses in the environment');
    return { ...given, how: 'environment', stop: async () => undefined };
  }
  const installation = openInstallation(options.dataDirectory);
  const servers = await startDocker(options, installation);
  if (servers) return { ...servers, how: 'docker' };
  return await startEmbedded(options, installation);
}

/** Null when Docker cannot be used, after a line that says why. */
async function startDocker(
  options: InfrastructureOptions,
  installation: Installation,
): Promise<DockerServers | null> {
  if (installation.infrastructure === 'embedded') return null;
  try {
    await assertDocker(options.dockerMode);
    if (options.dockerMode === 'testcontainers') return await startTestcontainers();
    const servers = await startCompose(dockerOptions(options, installation));
    saveInstallation(options.dataDirectory, { ...installation, infrastructure: 'docker' });
    return servers;
  } catch (error) {
    if (!(error instanceof DockerUnusable)) throw error;
    if (installation.infrastructure === 'docker') {
      throw new Error(
        `The data of ${options.dataDirectory} is in Docker volumes, but ${error.message}. ` +
          'Start Docker, or set PACIOLI_DATA to another folder to begin anew.',
      );
    }
    options.log(`Docker is not used (${error.message}); Postgres and Kafka run embedded`);
    return null;
  }
}

/** Stops containers that a killed run left behind: they would hold the ports that this one needs. */
export async function endLeftoverContainers(
  options: Pick<InfrastructureOptions, 'config' | 'dataDirectory' | 'ports'>,
): Promise<void> {
  const installation = openInstallation(options.dataDirectory);
  if (installation.infrastructure === 'docker') await stopCompose(dockerOptions(options, installation));
}

/** How docker-compose.yml is run for this data folder. */
function dockerOptions(
  { config, ports }: Pick<InfrastructureOptions, 'config' | 'ports'>,
  installation: Installation,
): DockerOptions {
  return {
    project: `pacioli-${installation.id}`,
    postgresPassword: installation.postgresPassword,
    ports,
    heapMb: config.PACIOLI_KAFKA_HEAP_MB,
  };
}

async function startEmbedded(
  { config, dataDirectory, kafkaLibraries, ports, dockerMode, supervisor, log }: InfrastructureOptions,
  installation: Installation,
): Promise<Infrastructure> {
  const [postgres, kafka] = await Promise.all([
    prepareEmbeddedPostgres({
      dataDirectory,
      port: ports.postgres,
      password: installation.postgresPassword,
      durable: dockerMode === 'compose',
      buffersMb: config.PACIOLI_POSTGRES_BUFFERS_MB,
      log,
    }),
    prepareEmbeddedKafka({
      dataDirectory,
      libraries: kafkaLibraries ?? join(dataDirectory, 'kafka', 'lib'),
      port: ports.kafka,
      controllerPort: ports.kafkaController,
      heapMb: config.PACIOLI_KAFKA_HEAP_MB,
      javaHome: config.JAVA_HOME,
      log,
    }),
  ]);
  saveInstallation(dataDirectory, { ...installation, infrastructure: 'embedded' });
  await Promise.all([supervisor.start(postgres), supervisor.start(kafka)]);
  return {
    kafkaBrokers: [`127.0.0.1:${ports.kafka}`],
    adminDatabaseUrl: `postgres://postgres:${installation.postgresPassword}@127.0.0.1:${ports.postgres}/postgres`,
    how: 'embedded',
    stop: () => supervisor.stop(),
  };
}
