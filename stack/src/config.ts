import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const addresses = z.string().transform((list) =>
  list
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean),
);

const schema = z.object({
  PACIOLI_DATA: z.string().min(1).optional(),
  PACIOLI_API_PORT: port(8080),
  PACIOLI_LEDGER_PORT: port(8081),
  PACIOLI_RECONCILIATION_PORT: port(8082),
  PACIOLI_POSTGRES_PORT: port(15_432),
  PACIOLI_KAFKA_PORT: port(19_092),
  PACIOLI_KAFKA_CONTROLLER_PORT: port(19_093),
  PACIOLI_KAFKA_HEAP_MB: z.coerce.number().int().min(128).default(512),
  /** For a large ledger give PostgreSQL a quarter of the machine's memory, as its documentation advises. */
  PACIOLI_POSTGRES_BUFFERS_MB: z.coerce.number().int().min(16).default(128),
  KAFKA_BROKERS: addresses.optional(),
  ADMIN_DATABASE_URL: z.string().min(1).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  TOPIC_PARTITIONS: z.coerce.number().int().min(1).default(6),
  INSTALLATION_PREFIX: z.string().default(''),
  LOG_LEVEL: z.string().default('info'),
  RECONCILE_CRON: z.string().optional(),
  RECONCILE_FULL_CRON: z.string().optional(),
  RECONCILE_MAX_AGE_SECONDS: z.string().optional(),
  RECONCILE_FULL_MAX_AGE_SECONDS: z.string().optional(),
  RECONCILE_REPORT_FOLDER: z.string().optional(),
  JAVA_HOME: z.string().optional(),
});

export type Config = z.infer<typeof schema>;

/** The clone this program was built in. */
export const repository = resolve(__dirname, '../..');

/** Reads the settings from the environment; throws an error that names every variable that is wrong. */
export function readConfig(): Config {
  // A variable that is set to nothing counts as not set.
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment has wrong settings:\n${problems.join('\n')}`);
}

/** The folder that keeps everything the stack writes. */
export function dataDirectoryOf(config: Config): string {
  return resolve(config.PACIOLI_DATA ?? join(repository, '.pacioli'));
}

/** The folder in which the reconciliation leaves its reports for people. */
export function reportFolderOf(config: Config): string {
  return resolve(config.RECONCILE_REPORT_FOLDER ?? join(dataDirectoryOf(config), 'reports'));
}

/** What child processes get besides their own settings: the search path, the home folder, proxies, and so on. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Sets variables for the processes that this one starts from now on. */
export function exportToChildren(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
}
