import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config, inheritedEnvironment, repository } from './config';
import { Addresses } from './infrastructure/environment';
import { Installation } from './installation';
import { lastLines, runCommand } from './run-command';
import { ProcessSpec } from './supervised-process';
import { Supervisor } from './supervisor';

/**
 * Without a bound Node lets garbage grow to several times the live data before it collects: the ledger took 300 MB under load.
 * The bound costs processor time, since it collects more often (docs/benchmarks.md).
 */
const memoryOf = (name: ServiceName) => ({
  NODE_OPTIONS: [`--max-old-space-size=${HEAP_MB[name]}`, inheritedEnvironment()['NODE_OPTIONS']]
    .filter(Boolean)
    .join(' '),
  // Fewer arenas of the allocator: each keeps what its buffers have left behind.
  MALLOC_ARENA_MAX: '2',
});

export const serviceNames = ['ledger-service', 'reconciliation', 'payment-api'] as const;
export type ServiceName = (typeof serviceNames)[number];
/** A month of 100,000 lines of a bank takes what the reconciliation has besides; proofs take less than the others. */
const HEAP_MB: Record<ServiceName, number> = {
  'ledger-service': 256,
  reconciliation: 768,
  'payment-api': 256,
};

const RECONCILIATION = [
  ...(['RECONCILE_CRON', 'RECONCILE_FULL_CRON', 'RECONCILE_REPORT_FOLDER'] as const),
  ...(['RECONCILE_MAX_AGE_SECONDS', 'RECONCILE_FULL_MAX_AGE_SECONDS'] as const),
] as const;
type ReconciliationSetting = (typeof RECONCILIATION)[number];

export interface ServiceSettings {
  addresses: Addresses;
  databaseName: string;
  installation: Pick<Installation, 'rolePassword' | 'cursorKey'>;
  config: Pick<Config, 'TOPIC_PARTITIONS' | 'INSTALLATION_PREFIX' | 'LOG_LEVEL' | ReconciliationSetting>;
  ports: Record<ServiceName, number>;
}

const roles: Record<ServiceName, string> = {
  'ledger-service': 'pacioli_ledger',
  reconciliation: 'pacioli_reconciler',
  'payment-api': 'pacioli_api',
};

/** Makes or updates the database, its roles, the migrations and the topics. Run before every start of the services. */
export async function install(settings: ServiceSettings, logDirectory: string): Promise<void> {
  const program = programOf('ledger-service', 'install.js');
  const { code, output } = await runCommand(process.execPath, [program], {
    cwd: repository,
    env: { ...inheritedEnvironment(), ...installEnvironment(settings) },
  });
  writeFileSync(join(logDirectory, 'install.log'), output);
  if (code !== 0) throw new Error(`The database and the topics could not be prepared:\n${lastLines(output)}`);
}

/** What the programs read that make the database, or make it anew. */
export const installEnvironment = ({
  addresses,
  databaseName,
  installation,
  config,
}: Omit<ServiceSettings, 'ports'>): Record<string, string> => ({
  ...commonEnvironment(config, addresses),
  ADMIN_DATABASE_URL: addresses.adminDatabaseUrl,
  DATABASE_NAME: databaseName,
  ROLE_PASSWORD: installation.rolePassword,
});

/** Starts the three services side by side; resolves once each is ready. */
export async function startServices(supervisor: Supervisor, settings: ServiceSettings): Promise<void> {
  const specs = serviceNames.map((name) => serviceSpec(name, settings));
  await Promise.all(specs.map((spec) => supervisor.start(spec)));
}

/** How a service is run and supervised. */
export function serviceSpec(name: ServiceName, settings: ServiceSettings): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: [programOf(name, 'main.js')],
    cwd: repository,
    env: { ...inheritedEnvironment(), ...serviceEnvironment(name, settings) },
    stopSignal: 'SIGTERM',
    stopWithinMs: 15_000,
    ready: () => answersReady(settings.ports[name]),
    readyWithinMs: 60_000,
  };
}

/** What a service, or a program that stands in for it, reads from its environment. */
export function serviceEnvironment(name: ServiceName, settings: ServiceSettings): Record<string, string> {
  const { addresses, databaseName, installation, config, ports } = settings;
  const database = new URL(addresses.adminDatabaseUrl);
  database.username = roles[name];
  database.password = installation.rolePassword;
  database.pathname = `/${databaseName}`;
  return {
    ...memoryOf(name),
    ...commonEnvironment(config, addresses),
    HOST: '127.0.0.1',
    PORT: String(ports[name]),
    DATABASE_URL: database.href,
    ...(name === 'payment-api' && { REPLICA_ORDINAL: '0', CURSOR_KEY: installation.cursorKey }),
    ...(name === 'reconciliation' && { ...reconciliationOf(config), CURSOR_KEY: installation.cursorKey }),
  };
}

/** What is not configured is left to the service's own default. */
const reconciliationOf = (config: Pick<Config, ReconciliationSetting>): Record<string, string> =>
  Object.fromEntries(
    RECONCILIATION.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])),
  );

function commonEnvironment(config: ServiceSettings['config'], addresses: Addresses): Record<string, string> {
  return {
    KAFKA_BROKERS: addresses.kafkaBrokers.join(','),
    INSTALLATION_PREFIX: config.INSTALLATION_PREFIX,
    TOPIC_PARTITIONS: String(config.TOPIC_PARTITIONS),
    LOG_LEVEL: config.LOG_LEVEL,
  };
}

/** Throws unless every program of the services has been built; to be asked before anything is started. */
export function assertBuilt(): void {
  for (const name of serviceNames) programOf(name, 'main.js');
  programOf('ledger-service', 'install.js');
  programOf('reconciliation', 'reconcile.js');
}

/** The path of an app's compiled program; throws when the app has not been built. */
export function programOf(name: ServiceName | 'cli', file: string): string {
  const program = join(repository, 'apps', name, 'dist', file);
  if (existsSync(program)) return program;
  throw new Error(`${program} is missing: build the workspace first (npm run build)`);
}

/** Whether the service on this port of 127.0.0.1 says that it can work. */
export async function answersReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.status === 200;
}
