import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config, inheritedEnvironment, repository } from '../config';
import { lastLines, runCommand } from '../run-command';
import { ProcessSpec } from '../supervised-process';
import { kafkaIsReady } from './kafka-readiness';

export interface EmbeddedKafkaOptions {
  dataDirectory: string;
  /** Where the jars of each version are, or are to be put; several data folders can share them. */
  libraries: string;
  port: number;
  controllerPort: number;
  heapMb: Config['PACIOLI_KAFKA_HEAP_MB'];
  javaHome: Config['JAVA_HOME'];
  log: (line: string) => void;
}

const oldestJava = 17;
const pom = join(repository, 'stack/kafka/pom.xml');

/** Fetches Kafka and formats its storage, where that has not been done yet, and answers how to run the broker. */
export async function prepareEmbeddedKafka(options: EmbeddedKafkaOptions): Promise<ProcessSpec> {
  const java = options.javaHome ? join(options.javaHome, 'bin/java') : 'java';
  await assertJava(java);
  const jars = await fetchLibraries(options.libraries, options.log);
  const directory = join(options.dataDirectory, 'kafka');
  const properties = join(directory, 'server.properties');
  mkdirSync(directory, { recursive: true });
  writeFileSync(properties, serverProperties(options, join(directory, 'data')));
  const classPath = ['-cp', join(jars, '*')];
  if (!existsSync(join(directory, 'data', 'meta.properties')))
    await formatStorage(java, classPath, properties);
  const broker = `127.0.0.1:${options.port}`;
  return {
    name: 'kafka',
    command: java,
    args: [
      `-Xmx${options.heapMb}m`,
      '-server',
      '-XX:+ExitOnOutOfMemoryError',
      ...warnings,
      ...classPath,
      'kafka.Kafka',
      properties,
    ],
    env: inheritedEnvironment(),
    cwd: directory,
    stopSignal: 'SIGTERM',
    stopWithinMs: 30_000,
    ready: () => kafkaIsReady(broker),
    readyWithinMs: 90_000,
  };
}

/** The broker's warnings and errors go to its standard error, and so into its log file. */
const warnings = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
];

async function assertJava(java: string): Promise<void> {
  const { code, output } = await runCommand(java, ['-version']);
  const found = code === 0 ? javaVersion(output) : null;
  if (found !== null && found >= oldestJava) return;
  throw new Error(
    `Kafka needs Java ${oldestJava} or newer: ${found === null ? `${java} cannot be run` : `${java} is version ${found}`}. ` +
      'Install it (Debian and Ubuntu: apt install openjdk-17-jre-headless; macOS: brew install openjdk), or set JAVA_HOME.',
  );
}

/** The major version in what `java -version` prints; null when there is none. */
export function javaVersion(output: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : null;
}

/**
 * Fetches the jars by Maven, once for each version of the pom, and answers their folder. A folder that is there is
 * complete and is never changed: another broker may be running from it.
 */
async function fetchLibraries(libraries: string, log: (line: string) => void): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(pom)).digest('hex');
  const folder = join(libraries, digest.slice(0, 16));
  if (existsSync(folder)) return folder;
  log('Kafka is fetched by Maven (43 MB, unless ~/.m2 has it)');
  const unfinished = `${folder}.${process.pid}`;
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`];
  const { code, output } = await runCommand('mvn', ['-B', '-q', '-f', pom, ...goal]);
  if (code !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(
      'Kafka could not be fetched by Maven (mvn). If Maven is missing, install it ' +
        `(Debian and Ubuntu: apt install maven; macOS: brew install maven). It said:\n${lastLines(output)}`,
    );
  }
  // Another program may have been as quick.
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  return folder;
}

async function formatStorage(java: string, classPath: string[], properties: string): Promise<void> {
  const { code, output } = await runCommand(java, [
    ...warnings,
    ...classPath,
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    newClusterId(),
    '--config',
    properties,
    '--ignore-formatted',
  ]);
  if (code !== 0) throw new Error(`Kafka could not format its storage:\n${lastLines(output)}`);
}

/** Sixteen random bytes in URL-safe base64, as Kafka makes them itself; a leading dash would look like an option. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/** One node, broker and controller at once, reachable from this machine alone. */
function serverProperties({ port, controllerPort }: EmbeddedKafkaOptions, logDirectory: string): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    // Named in the configuration and not in the stored metadata, so that the controller's port can be changed.
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDirectory,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'min.insync.replicas': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'message.max.bytes': 32 * 1024 * 1024,
    // A broker that was killed can register again only when its old session is over: with the default of
    // nine seconds, that is most of the time until it serves again.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
