import { readConfiguration, SERVICE_SETTINGS } from '@pacioli/service/configuration';
import { z } from 'zod';

const { KAFKA_BROKERS, DATABASE_URL, INSTALLATION_PREFIX } = SERVICE_SETTINGS;

/** Where the files of reports are left; without it none are written. */
const RECONCILE_REPORT_FOLDER = z.string().min(1).optional();

/** What the service reads from the environment. */
export const readConfig = () =>
  readConfiguration(
    {
      ...SERVICE_SETTINGS,
      PORT: SERVICE_SETTINGS.PORT.default(8082),
      /** Signs page cursors; the same for all replicas. */
      CURSOR_KEY: z.string().min(32, 'must have at least 32 characters'),
      /** When to run, in UTC: five fields, or six with seconds first. */
      RECONCILE_CRON: z.string().default('*/5 * * * *'),
      /** When a run of everything falls due, in UTC; the next run after that looks at everything, all others at what is new. */
      RECONCILE_FULL_CRON: z.string().default('30 2 * * *'),
      /** The service is not ready when no run ended for so long, or no run of everything, counted from its start. */
      RECONCILE_MAX_AGE_SECONDS: z.coerce.number().int().min(1).default(3_600),
      RECONCILE_FULL_MAX_AGE_SECONDS: z.coerce.number().int().min(1).default(108_000),
      RECONCILE_REPORT_FOLDER,
    },
    process.env,
  );

export type Config = ReturnType<typeof readConfig>;

/** What the command reads: it runs once and serves nothing. */
export const readCommandConfig = () =>
  readConfiguration(
    { KAFKA_BROKERS, DATABASE_URL, INSTALLATION_PREFIX, RECONCILE_REPORT_FOLDER },
    process.env,
  );
