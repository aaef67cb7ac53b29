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
import { startInfrastructure } from '@pacioli/stack/infrastructure/infrastructure';
import { openInstallation, saveInstallation } from '@pacioli/stack/installation';
import { freePorts } from '@pacioli/stack/ports';
import { readRecords } from '@pacioli/stack/process-record';
import { runCommand, type CommandResult } from '@pacioli/stack/run-command';
import {
  answersReady,
  install,
  programOf,
  serviceEnvironment,
  type ServiceName,
  type ServiceSettings,
} from '@pacioli/stack/services';
import type { SupervisedProcess } from '@pacioli/stack/supervised-process';
import type { Supervisor } from '@pacioli/stack/supervisor';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Link } from './faults/link';
import { SmallDisk } from './faults/small-disk';
import { MUTANTS, type MutantName } from './mutants';

type Database = ReturnType<typeof database>;

/** What runs, by the names of its processes. */
export const APIS = ['payment-api-0', 'payment-api-1'] as const;
export const LEDGERS = ['ledger-service-0', 'ledger-service-1'] as const;
export const SERVICES = [...APIS, ...LEDGERS] as const;
export type Service = (typeof SERVICES)[number];
/** The ways between services and servers. */
export const LINKS = ['api-kafka', 'api-postgres', 'ledger-kafka', 'ledger-postgres'] as const;
export type LinkName = (typeof LINKS)[number];

/** A whole installation of its own, with two of each service, that is to be harmed. */
export class Installation {
  private mutant: MutantName | undefined;
  private readonly running = new Map<Service, SupervisedProcess>();

  private closing: Promise<void> | undefined;

  private constructor(
    private readonly ground: Ground,
    private readonly settings: ServiceSettings,
    private readonly ports: Record<Service | 'twin', number>,
    readonly admin: Database,
    readonly links: Record<LinkName, Link>,
  ) {}

  /** Makes one in a folder of its own. What fails on the way leaves nothing behind. */
  static async open(say: (line: string) => void): Promise<Installation> {
    const config: Config = { ...readConfig(), KAFKA_BROKERS: undefined, ADMIN_DATABASE_URL: undefined };
    const ground = await openGround(join(dataDirectoryOf(config), 'chaos'), say);
    try {
      return await Installation.build(ground, config, say);
    } catch (error) {
      await giveBack(ground, false);
      throw error;
    }
  }

  private static async build(
    ground: Ground,
    config: Config,
    say: (line: string) => void,
  ): Promise<Installation> {
    const { folder, supervisor } = ground;
    // Another clone may be looking for ports at this moment too; beginning at different places keeps them apart.
    const [postgres, kafka, kafkaController, ...free] = (await freePorts(
      8,
      24_000 + (process.pid % 500) * 10,
    )) as [number, number, number, ...number[]];
    const addresses = await startInfrastructure({
      config,
      dataDirectory: folder,
      kafkaLibraries: join(dataDirectoryOf(config), 'kafka', 'lib'),
      ports: { postgres, kafka, kafkaController },
      dockerMode: 'compose',
      supervisor,
      log: say,
    });
    const settings: ServiceSettings = {
      addresses,
      databaseName: 'pacioli',
      installation: openInstallation(folder),
      config: { ...config, LOG_LEVEL: 'info', INSTALLATION_PREFIX: '' },
      ports: { 'payment-api': 0, 'ledger-service': 0, reconciliation: 0 },
    };
    mkdirSync(supervisor.folders.log, { recursive: true });
    await install(settings, supervisor.folders.log);
    const url = Object.assign(new URL(addresses.adminDatabaseUrl), { pathname: '/pacioli' }).href;
    const admin = await database({
      url,
      applicationName: 'chaos',
      poolSize: 2,
      schema: 'ledger',
    }).initialize();
    const ports = Object.fromEntries([...SERVICES, 'twin'].map((name, at) => [name, free[at]!])) as Record<
      Service | 'twin',
      number
    >;
    const link = async (name: LinkName) =>
      [name, await Link.open(name.endsWith('-kafka') ? kafka : postgres)] as const;
    const links = Object.fromEntries(await Promise.all(LINKS.map(link))) as Record<LinkName, Link>;
    return new Installation(ground, settings, ports, admin, links);
  }

  /** Starts every service, with a bug if one is named; what dies from now on is started again. */
  async start(mutant?: MutantName): Promise<void> {
    this.mutant = mutant;
    for (const sql of mutant === undefined ? [] : MUTANTS[mutant].sql) await this.admin.query(sql);
    await Promise.all(SERVICES.map((name) => this.startService(name)));
  }

  /** Where the database lies, if it could be put there. */
  get disk(): SmallDisk | undefined {
    return this.ground.disk;
  }

  get kafka(): KafkaSettings {
    const brokers = this.settings.addresses.kafkaBrokers;
    return { brokers, clientId: 'chaos', log: createLog('chaos', 'silent') };
  }

  get urls(): string[] {
    return APIS.map((name) => `http://127.0.0.1:${this.ports[name]}`);
  }

  /** The pid of a service or server; undefined while it is down. */
  pidOf(name: string): number | undefined {
    return readRecords(this.ground.supervisor.folders.run).find((record) => record.name === name)?.pid;
  }

  /** What a service or server has written to its log. */
  logOf(name: string): string {
    const file = join(this.ground.supervisor.folders.log, `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Whether every service says that it can work, which it can only with Kafka and Postgres. */
  async isReady(): Promise<boolean> {
    const answers = await Promise.all(SERVICES.map((name) => answersReady(this.ports[name])));
    return answers.every(Boolean);
  }

  /** Sends a signal to the first process that reaches a crash point so many times from now on, from within. */
  arm(point: string, signal: 'SIGKILL' | 'SIGSTOP', times = 1): void {
    // The same process may have met it before, as a zombie that was let go on.
    rmSync(join(this.ground.folder, 'failpoints', 'fired', `${point}.${this.firedAt(point)}`), {
      force: true,
    });
    const file = join(this.ground.folder, 'failpoints', point);
    writeFileSync(file, `${signal} ${times}`);
    // Whoever finds it armed finds it whole.
    renameSync(file, join(this.ground.folder, 'failpoints', 'armed', point));
  }

  /** Takes back what has not fired. */
  disarm(): void {
    const armed = join(this.ground.folder, 'failpoints', 'armed');
    for (const point of readdirSync(armed)) rmSync(join(armed, point), { force: true });
  }

  /** The process that has met its fate at a crash point since it was armed. */
  firedAt(point: string): number | undefined {
    const fired = readdirSync(join(this.ground.folder, 'failpoints', 'fired'));
    const found = fired.find((name) => name.startsWith(`${point}.`));
    return found === undefined ? undefined : Number(found.split('.')[1]);
  }

  /** Ends everything, once, however often it is called: by whoever is done with it, and by Ctrl-C. */
  /** Whether it is being given up: nothing more is to be done to it. */
  get isClosing(): boolean {
    return this.closing !== undefined;
  }

  close(keep: boolean): Promise<void> {
    this.closing ??= this.end(keep);
    return this.closing;
  }

  private async end(keep: boolean): Promise<void> {
    await this.admin.destroy();
    for (const link of Object.values(this.links)) link.close();
    await giveBack(this.ground, keep);
  }

  /** Starts one more process of a service, which nobody starts again when it dies. */
  startTwin(service: ServiceName, ordinal: number): Twin {
    const port = this.ports.twin;
    const log = openSync(join(this.ground.supervisor.folders.log, 'twin.log'), 'a');
    const child = spawn(process.execPath, argumentsOf(service), {
      cwd: repository,
      env: this.environmentOf(service, `${service}-${ordinal}`, port),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const isReady = () => answersReady(port);
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await ended;
    };
    return { isReady, end };
  }

  /** Makes a database that a replay can fill. */
  async createDatabase(name: string): Promise<void> {
    await install({ ...this.settings, databaseName: name }, this.ground.supervisor.folders.log);
  }

  /** Replays the topic into another database. It dies, as a ledger does, at a crash point that is armed. */
  async replay(into: string, batch: number): Promise<CommandResult> {
    const program = programOf('ledger-service', 'replay/replay.js');
    const args = ['--require', preload, program, '--into', into, '--batch', String(batch)];
    return await runCommand(process.execPath, args, {
      cwd: repository,
      env: {
        ...inheritedEnvironment(),
        ...serviceEnvironment('ledger-service', this.settings),
        ...{ CHAOS_FOLDER: join(this.ground.folder, 'failpoints'), CHAOS_SERVICE: 'ledger-service-replay' },
      },
    });
  }

  /** Stops a service for as long as nobody starts it again: what it has in hand is finished first. */
  async stop(name: Service): Promise<void> {
    await this.running.get(name)?.stop();
  }

  async startService(name: Service): Promise<void> {
    const service = name.slice(0, -2) as ServiceName;
    const running = await this.ground.supervisor.start({
      name,
      command: process.execPath,
      args: argumentsOf(service),
      cwd: repository,
      env: this.environmentOf(service, name, this.ports[name]),
      stopSignal: 'SIGTERM',
      stopWithinMs: 15_000,
      ready: () => answersReady(this.ports[name]),
      readyWithinMs: 60_000,
      // Faults follow each other closely, and each needs something to harm.
      longestPauseMs: 500,
    });
    this.running.set(name, running);
  }

  private environmentOf(service: ServiceName, name: string, port: number): NodeJS.ProcessEnv {
    const { kafkaBrokers, adminDatabaseUrl } = this.settings.addresses;
    const of = service === 'payment-api' ? 'api' : 'ledger';
    const links = {
      [kafkaBrokers[0]!.split(':')[1]!]: this.links[`${of}-kafka`].port,
      [new URL(adminDatabaseUrl).port]: this.links[`${of}-postgres`].port,
    };
    return {
      ...inheritedEnvironment(),
      ...serviceEnvironment(service, this.settings),
      PORT: String(port),
      ...(service === 'payment-api' && { REPLICA_ORDINAL: name.slice(-1) }),
      ...{ CHAOS_FOLDER: join(this.ground.folder, 'failpoints'), CHAOS_SERVICE: name },
      ...{ CHAOS_LINKS: JSON.stringify(links), CHAOS_MUTANT: this.mutant },
    };
  }
}

/** What has to be cleared away whatever becomes of the rest. */
interface Ground {
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly disk: SmallDisk | undefined;
}

async function openGround(folder: string, say: (line: string) => void): Promise<Ground> {
  const supervisor = await openDataFolder(folder, say);
  removeCluster(folder);
  for (const name of ['kafka/data', 'log', 'failpoints']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const name of ['armed', 'fired']) mkdirSync(join(folder, 'failpoints', name), { recursive: true });
  // A server in a container has no process that could be harmed.
  saveInstallation(folder, { ...openInstallation(folder), infrastructure: 'embedded' });
  return { folder, supervisor, disk: await putDatabaseOnSmallDisk(folder) };
}

async function giveBack({ folder, supervisor, disk }: Ground, keep: boolean): Promise<void> {
  await supervisor.stop();
  closeDataFolder(folder);
  if (keep) return;
  removeCluster(folder);
  await disk?.unmount();
  rmSync(folder, { recursive: true, force: true });
}

/** The database's user has to get there, whoever may enter this clone. */
async function putDatabaseOnSmallDisk(folder: string): Promise<SmallDisk | undefined> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const disk = await SmallDisk.mount(join('/var/lib/pacioli', `chaos-${name}`));
  if (disk) symlinkSync(join(disk.folder, 'cluster'), join(folder, 'postgres'));
  return disk;
}

interface Twin {
  isReady(): Promise<boolean>;
  end(signal: NodeJS.Signals): Promise<void>;
}

const preload = join(repository, 'chaos', 'dist', 'preload', 'main.js');
const argumentsOf = (service: ServiceName): string[] => ['--require', preload, programOf(service, 'main.js')];
