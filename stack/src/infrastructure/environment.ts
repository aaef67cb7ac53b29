import { Config } from '../config';

export interface Addresses {
  kafkaBrokers: string[];
  /** A superuser on the database `postgres`. */
  adminDatabaseUrl: string;
}

/** The addresses that the environment gives, or null; throws when it gives one without the other. */
export function addressesFromEnvironment(
  config: Pick<Config, 'KAFKA_BROKERS' | 'ADMIN_DATABASE_URL'>,
): Addresses | null {
  const { KAFKA_BROKERS: kafkaBrokers, ADMIN_DATABASE_URL: adminDatabaseUrl } = config;
  if (kafkaBrokers && adminDatabaseUrl) return { kafkaBrokers, adminDatabaseUrl };
  if (!kafkaBrokers && !adminDatabaseUrl) return null;
  throw new Error(
    `${kafkaBrokers ? 'KAFKA_BROKERS' : 'ADMIN_DATABASE_URL'} is set alone: set both KAFKA_BROKERS and ` +
      'ADMIN_DATABASE_URL to use servers of your own, or neither.',
  );
}
