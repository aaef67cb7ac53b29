import { readConfiguration, SERVICE_SETTINGS } from '@pacioli/service/configuration';

const { KAFKA_BROKERS, DATABASE_URL, INSTALLATION_PREFIX, TOPIC_PARTITIONS } = SERVICE_SETTINGS;

/** The only reader of the environment. DATABASE_URL is that of a role that may read the ledger: `pacioli_api` will do. */
export const readConfig = () =>
  readConfiguration({ KAFKA_BROKERS, DATABASE_URL, INSTALLATION_PREFIX, TOPIC_PARTITIONS }, process.env);

export type Config = ReturnType<typeof readConfig>;
