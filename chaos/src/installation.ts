import { createLog } from '@pacioli/service/log';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { database } from '@pacioli/postgres/database';
import {
  dataDirectoryOf,
  inheritedEnvironment,
  readConfig,
  repository,
  type Config,
} from '@pacioli/stack/config';
import { closeDataFolder, openDataFolder } from '@pacioli/stack/data-folder';
import { removeCluster } from '@pacioli/stack/infrastructure/embedded-postgres';
import { startInfrastructure, type Infrastructure } from '@pacioli/stack/infrastructure/infrastructure';
import { openInstallation } from '@pacioli/stack/installation';
import { freePorts } from '@pacioli/stack/ports';
import { readRecords } from '@pacioli/stack/process-record';
import {
  install,
  programOf,
  serviceEnvironment,
  type ServiceName,
  type ServiceSettings,
} from '@pacioli/stack/services';
import type { Supervisor } from '@pacioli/stack/supervisor';
import { until } from '@pacioli/stack/until';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS, type MutantName } from './mutants';

type Database = ReturnType<typeof database>;

/** What runs, by the names of its processes. */
export const APIS = ['payment-api-0', 'payment-api-1'] as const;
export const LEDGERS = ['ledger-service-0', 'ledger-service-1'] as const;
export const SERVICES = [...APIS, ...LEDGERS] as const;
export type Service = (typeof SERVICES)[number];

/** A whole installation of its own, with two of each service, that is to be harmed. */
export class Installation {
  private constructor(
    private readonly supervisor: Supervisor,
    private readonly infrastructure: Infrastructure,
    private readonly folder: string,
    private readonly settings: ServiceSettings,
    private readonly ports: Record<Service, number>,
    readonly admin: Database,
  ) {}

  static async open(say: (line: string) => void): Promise<Installation> {
    const config: Config = { ...readConfig(), KAFKA_BROKERS: undefined, ADMIN_DATABASE_URL: undefined };
    const folder = join(dataDirectoryOf(config), 'chaos');
    const supervisor = await openDataFolder(folder, say);
    removeCluster(folder);
    for (const name of ['kafka/data', 'log', 'failpoints']) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
    for (const name of ['armed', 'fired']) mkdirSync(join(folder, 'failpoints', name), { recursive: true });
    const [postgres, kafka, kafkaController, ...free] = (await freePorts(7, 27_000)) as [
      number,
      number,
      number,
      ...number[],
    ];
    const infrastructure = await startInfrastructure({
      config,
      dataDirectory: folder,
      kafkaLibraries: join(dataDirectoryOf(config), 'kafka', 'lib'),
      ports: { postgres, kafka, kafkaController },
      dockerMode: 'compose',
      supervisor,
      log: say,
    });
    const settings: ServiceSettings = {
      addresses: infrastructure,
      databaseName: 'pacioli',
      installation: openInstallation(folder),
      config: { ...config, LOG_LEVEL: 'info', INSTALLATION_PREFIX: '' },
      ports: { 'payment-api': 0, 'ledger-service': 0, reconciliation: 0 },
    };
    mkdirSync(supervisor.folders.log, { recursive: true });
    await install(settings, supervisor.folders.log);
    const url = Object.assign(new URL(infrastructure.adminDatabaseUrl), { pathname: '/pacioli' }).href;
    const admin = await database({
      url,
      applicationName: 'chaos',
      poolSize: 2,
      schema: 'ledger',
    }).initialize();
    const ports = Object.fromEntries(SERVICES.map((name, at) => [name, free[at]!])) as Record<
      Service,
      number
    >;
    return new Installation(supervisor, infrastructure, folder, settings, ports, admin);
  }

  /** Starts every service, with a bug if one is named; what dies from now on is started again. */
  async start(mutant?: MutantName): Promise<void> {
    for (const sql of mutant === undefined ? [] : MUTANTS[mutant].sql) await this.admin.query(sql);
    await Promise.all(SERVICES.map((name) => this.startService(name, mutant)));
  }

  get kafka(): KafkaSettings {
    const brokers = this.infrastructure.kafkaBrokers;
    return { brokers, clientId: 'chaos', log: createLog('chaos', 'silent') };
  }

  get urls(): string[] {
    return APIS.map((name) => this.urlOf(name));
  }

  urlOf(name: Service): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  /** The pid of a service or server; undefined while it is down. */
  pidOf(name: string): number | undefined {
    return readRecords(this.supervisor.folders.run).find((record) => record.name === name)?.pid;
  }

  /** Whether every service says that it can work, which it can only with Kafka and Postgres. */
  async isReady(): Promise<boolean> {
    const answers = await Promise.all(
      SERVICES.map((name) =>
        fetch(`${this.urlOf(name)}/health/ready`, { signal: AbortSignal.timeout(5_000) }),
      ),
    );
    return answers.every(({ status }) => status === 200);
  }

  async becomesReady(withinMs: number): Promise<boolean> {
    return await until(() => this.isReady(), { withinMs });
  }

  /** Makes the first process that reaches a crash point die there. */
  arm(point: string): void {
    writeFileSync(join(this.folder, 'failpoints', 'armed', point), '');
  }

  /** Takes back what has not fired, and says what that was. */
  disarm(): string[] {
    const armed = join(this.folder, 'failpoints', 'armed');
    return readdirSync(armed).map((point) => {
      rmSync(join(armed, point), { force: true });
      return point;
    });
  }

  /** How often a crash point has fired. */
  timesFired(point: string): number {
    const fired = readdirSync(join(this.folder, 'failpoints', 'fired'));
    return fired.filter((name) => name.startsWith(`${point}.`)).length;
  }

  async close(keep: boolean): Promise<void> {
    await this.admin.destroy();
    await this.supervisor.stop();
    await this.infrastructure.stop();
    closeDataFolder(this.folder);
    if (keep) return;
    removeCluster(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startService(name: Service, mutant: MutantName | undefined): Promise<void> {
    const service = name.slice(0, -2) as ServiceName;
    const environment = serviceEnvironment(service, this.settings);
    const preload = join(repository, 'chaos', 'dist', 'preload', 'main.js');
    await this.supervisor.start({
      name,
      command: process.execPath,
      args: ['--require', preload, programOf(service, 'main.js')],
      cwd: repository,
      env: {
        ...inheritedEnvironment(),
        ...environment,
        PORT: String(this.ports[name]),
        ...(service === 'payment-api' && { REPLICA_ORDINAL: name.slice(-1) }),
        ...{ CHAOS_FOLDER: join(this.folder, 'failpoints'), CHAOS_SERVICE: name, CHAOS_MUTANT: mutant },
      },
      stopSignal: 'SIGTERM',
      stopWithinMs: 15_000,
      ready: async () => (await fetch(`${this.urlOf(name)}/health/ready`)).status === 200,
      readyWithinMs: 60_000,
    });
  }
}
