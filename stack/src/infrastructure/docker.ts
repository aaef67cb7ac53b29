import { join } from 'node:path';
import { inheritedEnvironment, repository } from '../config';
import { describeError } from '../program';
import { lastLines, runCommand } from '../run-command';
import { until } from '../until';
import { Addresses } from './environment';
import { kafkaIsReady } from './kafka-readiness';

export interface DockerOptions {
  /** Tells the containers and volumes of one data folder from those of another. */
  project: string;
  postgresPassword: string;
  ports: { postgres: number; kafka: number };
  heapMb: number;
}

export interface DockerServers extends Addresses {
  stop(): Promise<void>;
}

/** Docker was there but could not do it; the next way of infrastructure is taken. */
export class DockerUnusable extends Error {}

const answersWithinMs = 5_000;
const pulledWithinMs = 300_000;
const startedWithinMs = 180_000;

const composeImages = ['postgres:18', 'apache/kafka:4.1.1'];
/** Testcontainers runs the start scripts of Confluent's image; 8.1 holds Kafka 4.1. */
const testImages = { postgres: 'postgres:18', kafka: 'confluentinc/cp-kafka:8.1.0' };

/** Throws DockerUnusable unless a daemon answers and has, or can pull, the images. */
export async function assertDocker(mode: 'compose' | 'testcontainers'): Promise<void> {
  const info = await docker(['info', '--format', '{{.ServerVersion}}'], answersWithinMs);
  if (info.code !== 0) throw new DockerUnusable('no Docker daemon answers');
  if (mode === 'compose' && (await docker(['compose', 'version'], answersWithinMs)).code !== 0) {
    throw new DockerUnusable('Docker has no compose command');
  }
  const images = mode === 'compose' ? composeImages : Object.values(testImages);
  for (const image of images) {
    if ((await docker(['image', 'inspect', image], answersWithinMs)).code === 0) continue;
    const { code, output } = await docker(['pull', '--quiet', image], pulledWithinMs);
    if (code !== 0) throw new DockerUnusable(`Docker cannot pull ${image}: ${lastLines(output, 1)}`);
  }
}

/** Starts docker-compose.yml and waits until both servers answer. */
export async function startCompose(options: DockerOptions): Promise<DockerServers> {
  const up = await compose(options, ['up', '--detach', '--wait'], startedWithinMs);
  const broker = `127.0.0.1:${options.ports.kafka}`;
  if (up.code !== 0 || !(await until(() => kafkaIsReady(broker), { withinMs: 90_000 }))) {
    await stopCompose(options);
    throw new DockerUnusable(
      `docker compose did not bring up Postgres and Kafka: ${lastLines(up.output, 5)}`,
    );
  }
  return {
    kafkaBrokers: [broker],
    adminDatabaseUrl: `postgres://postgres:${options.postgresPassword}@127.0.0.1:${options.ports.postgres}/postgres`,
    stop: () => stopCompose(options),
  };
}

/** Stops the containers; their volumes keep the data. */
export async function stopCompose(options: DockerOptions): Promise<void> {
  await compose(options, ['stop'], startedWithinMs);
}

function compose(
  { project, postgresPassword, ports, heapMb }: DockerOptions,
  args: string[],
  withinMs: number,
) {
  const file = join(repository, 'docker-compose.yml');
  return docker(['compose', '--project-name', project, '--file', file, ...args], withinMs, {
    PACIOLI_POSTGRES_PASSWORD: postgresPassword,
    PACIOLI_POSTGRES_PORT: String(ports.postgres),
    PACIOLI_KAFKA_PORT: String(ports.kafka),
    PACIOLI_KAFKA_HEAP_MB: String(heapMb),
  });
}

function docker(args: string[], withinMs: number, env: NodeJS.ProcessEnv = {}) {
  return runCommand('docker', args, { withinMs, env: { ...inheritedEnvironment(), ...env } });
}

/** Starts throw-away containers on ports of their own choice; Testcontainers removes them if this process dies. */
export async function startTestcontainers(): Promise<DockerServers> {
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async (): Promise<void> => {
    for (const container of started.reverse()) await container.stop();
  };
  try {
    // Loaded here alone: they are large, and most runs need neither.
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const { KafkaContainer } = await import('@testcontainers/kafka');
    const postgres = await new PostgreSqlContainer(testImages.postgres)
      .withCommand(['postgres', '-c', 'max_connections=200', '-c', 'fsync=off', '-c', 'timezone=UTC'])
      .start();
    started.push(postgres);
    const kafka = await new KafkaContainer(testImages.kafka)
      .withKraft()
      .withEnvironment(testKafkaSettings)
      .start();
    started.push(kafka);
    const userInfo = `${postgres.getUsername()}:${postgres.getPassword()}`;
    return {
      kafkaBrokers: [`${kafka.getHost()}:${kafka.getMappedPort(9093)}`],
      adminDatabaseUrl: `postgres://${userInfo}@${postgres.getHost()}:${postgres.getPort()}/postgres`,
      stop,
    };
  } catch (error) {
    await stop();
    throw new DockerUnusable(`containers do not start: ${describeError(error)}`);
  }
}

const testKafkaSettings = {
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
  KAFKA_MESSAGE_MAX_BYTES: String(32 * 1024 * 1024),
};
