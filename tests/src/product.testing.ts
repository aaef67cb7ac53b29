import { deadLetterTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { dataDirectoryOf, readConfig, repository, type Config } from '@pacioli/stack/config';
import { removeCluster } from '@pacioli/stack/infrastructure/embedded-postgres';
import { startInfrastructure, type Infrastructure } from '@pacioli/stack/infrastructure/infrastructure';
import { freePorts } from '@pacioli/stack/ports';
import { readRecords } from '@pacioli/stack/process-record';
import { runCommand, type CommandResult } from '@pacioli/stack/run-command';
import {
  install,
  programOf,
  serviceEnvironment,
  serviceNames,
  serviceSpec,
  startServices,
  type ServiceName,
  type ServiceSettings,
} from '@pacioli/stack/services';
import { Supervisor } from '@pacioli/stack/supervisor';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';

/** Roles belong to the cluster, which all tests share, and so does their password. */
const ROLE_PASSWORD = 'rolepassword-dev-123';

/** One more process of a service. */
export interface Replica {
  /** Of the process, for `signal` and `pidOf`. */
  name: string;
  url: string;
}

/** The built services as processes of their own, with a database and topics of their own. */
export class Product {
  private replicas = 0;

  private constructor(
    private readonly supervisor: Supervisor,
    private readonly infrastructure: Infrastructure | null,
    private readonly folder: string,
    readonly settings: ServiceSettings,
    /** How processes ended, and which are ready again, as the supervisor says it. */
    readonly said: readonly string[],
  ) {}

  /** On the servers that all tests share. */
  static async open(environment: Partial<Config> = {}): Promise<Product> {
    const ground = newGround();
    const addresses = {
      kafkaBrokers: process.env['TEST_KAFKA_BROKERS']!.split(','),
      adminDatabaseUrl: process.env['TEST_ADMIN_DATABASE_URL']!,
    };
    return Product.start(ground, null, addresses, environment);
  }

  /** With a Postgres and a Kafka of its own, which the test may kill or freeze. */
  static async openAlone(environment: Partial<Config> = {}): Promise<Product> {
    const ground = newGround();
    const { folder, supervisor } = ground;
    const [postgres, kafka, kafkaController] = await freePorts(3, randomPort());
    const { KAFKA_BROKERS: _, ADMIN_DATABASE_URL: __, ...config } = readConfig();
    const infrastructure = await startInfrastructure({
      config,
      dataDirectory: folder,
      kafkaLibraries: join(dataDirectoryOf(config), 'kafka', 'lib'),
      ports: { postgres: postgres!, kafka: kafka!, kafkaController: kafkaController! },
      dockerMode: 'testcontainers',
      supervisor,
      log: () => undefined,
    });
    return Product.start(ground, infrastructure, infrastructure, environment);
  }

  private static async start(
    { supervisor, folder, said }: Ground,
    infrastructure: Infrastructure | null,
    addresses: ServiceSettings['addresses'],
    environment: Partial<Config>,
  ): Promise<Product> {
    const [api, ledger, reconciliation] = await freePorts(3, randomPort());
    const name = randomBytes(4).toString('hex');
    const settings: ServiceSettings = {
      addresses,
      databaseName: `e2e_${name}`,
      installation: { rolePassword: ROLE_PASSWORD, cursorKey: randomBytes(32).toString('hex') },
      config: { ...readConfig(), LOG_LEVEL: 'info', INSTALLATION_PREFIX: `e2e-${name}-`, ...environment },
      ports: { 'payment-api': api!, 'ledger-service': ledger!, reconciliation: reconciliation! },
    };
    const product = new Product(supervisor, infrastructure, folder, settings, said);
    try {
      mkdirSync(supervisor.folders.log, { recursive: true });
      await install(settings, supervisor.folders.log);
      await startServices(supervisor, settings);
    } catch (error) {
      await product.close();
      throw error;
    }
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.ports['payment-api']}`;
  }

  urlOf(service: ServiceName): string {
    return `http://127.0.0.1:${this.settings.ports[service]}`;
  }

  /** Starts one more process of a service beside those that run; `environment` is set for it alone. */
  async startReplica(
    service: 'payment-api' | 'ledger-service',
    environment: Record<string, string> = {},
  ): Promise<Replica> {
    this.replicas += 1;
    const [port] = await freePorts(1, randomPort());
    const ports = { ...this.settings.ports, [service]: port! };
    const spec = serviceSpec(service, { ...this.settings, ports });
    const name = `${service}-${this.replicas}`;
    const env = { ...spec.env, REPLICA_ORDINAL: String(this.replicas), ...environment };
    await this.supervisor.start({ ...spec, name, env });
    return { name, url: `http://127.0.0.1:${port}` };
  }

  get kafka(): KafkaSettings {
    const { addresses } = this.settings;
    return { brokers: addresses.kafkaBrokers, clientId: 'test', log: pino({ level: 'silent' }) };
  }

  get prefix(): string {
    return this.settings.config.INSTALLATION_PREFIX;
  }

  /** Reads what the API publishes. */
  paymentEvents(): Promise<TopicReader> {
    return TopicReader.open(this.kafka, paymentEventsTopic(this.prefix));
  }

  /** Reads what the ledger could never decide. */
  deadLetters(): Promise<TopicReader> {
    return TopicReader.open(this.kafka, deadLetterTopic(this.prefix));
  }

  /** Runs the install step again, with another configuration. */
  async install(environment: Partial<Config>): Promise<void> {
    const { settings, supervisor } = this;
    await install({ ...settings, config: { ...settings.config, ...environment } }, supervisor.folders.log);
  }

  logOf(name: ServiceName): string {
    return readFileSync(join(this.supervisor.folders.log, `${name}.log`), 'utf8');
  }

  /** What a service says of its readiness, or its metrics; empty while it is not running. */
  async page(service: ServiceName, path: '/health/ready' | '/metrics'): Promise<string> {
    const answer = await fetch(this.urlOf(service) + path).catch(() => undefined);
    return (await answer?.text()) ?? '';
  }

  /** The pid of a service or server that is running now. */
  pidOf(name: string): number {
    const record = readRecords(this.supervisor.folders.run).find((one) => one.name === name);
    if (record === undefined) throw new Error(`${name} is not running: ${serviceNames.join(', ')}`);
    return record.pid;
  }

  /** A signal to a process; SIGKILL's victim is started again by the supervisor. */
  signal(name: string, signal: NodeJS.Signals): void {
    process.kill(this.pidOf(name), signal);
  }

  /** Runs the reconciliation once, as `npm run reconcile` does. */
  reconcile(...args: string[]): Promise<CommandResult> {
    return runCommand(process.execPath, [programOf('reconciliation', 'reconcile.js'), ...args], {
      cwd: repository,
      env: { ...process.env, ...serviceEnvironment('reconciliation', this.settings), PORT: '0' },
    });
  }

  async close(): Promise<void> {
    await this.supervisor.stop();
    await this.infrastructure?.stop();
    removeCluster(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Ground {
  folder: string;
  supervisor: Supervisor;
  said: string[];
}

function newGround(): Ground {
  const folder = newFolder();
  const said: string[] = [];
  return { folder, said, supervisor: new Supervisor(folder, (line) => void said.push(line)) };
}

/** Below .pacioli, which the embedded Postgres can enter whoever runs the tests. */
function newFolder(): string {
  const parent = join(dataDirectoryOf(readConfig()), 'test-products');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'product-'));
}

const randomPort = () => 20_000 + Math.floor(Math.random() * 900) * 10;
