import { readConfiguration, SERVICE_SETTINGS } from '@pacioli/service/configuration';
import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The only reader of the environment. */
export const readConfig = () =>
  readConfiguration(
    {
      ...SERVICE_SETTINGS,
      PORT: SERVICE_SETTINGS.PORT.default(8080),
      /** Stable and different for each replica: transactional ids are made of it. */
      REPLICA_ORDINAL: whole(0, 9_999),
      /** Signs page cursors; the same for all replicas. */
      CURSOR_KEY: z.string().min(32, 'must have at least 32 characters'),
      /** How many Kafka transactions may be under way at once. */
      LANES: whole(1, 16).default(2),
      /** How long the first request of a batch waits for others. */
      LINGER_MS: whole(0, 100).default(3),
      /** What may wait to be published: beyond it, requests are answered 503 `overloaded`. */
      QUEUE_RECORDS: whole(1, 1_000_000).default(10_000),
      QUEUE_BYTES: whole(1, 1024 ** 3).default(64 * 1024 ** 2),
      QUEUE_WAIT_MS: whole(100, 60_000).default(5_000),
    },
    process.env,
  );

export type Config = ReturnType<typeof readConfig>;

const { DATABASE_URL, INSTALLATION_PREFIX } = SERVICE_SETTINGS;

/** What the export reads: it serves nothing. */
export const readExportConfig = () => readConfiguration({ DATABASE_URL, INSTALLATION_PREFIX }, process.env);
