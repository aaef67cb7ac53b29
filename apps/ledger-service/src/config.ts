import { readConfiguration, SERVICE_SETTINGS } from '@pacioli/service/configuration';
import { z } from 'zod';

/** The only reader of the environment. */
export const readConfig = () =>
  readConfiguration({ ...SERVICE_SETTINGS, PORT: SERVICE_SETTINGS.PORT.default(8081) }, process.env);

export type Config = ReturnType<typeof readConfig>;

const { KAFKA_BROKERS, INSTALLATION_PREFIX, TOPIC_PARTITIONS, LOG_LEVEL } = SERVICE_SETTINGS;

const UPGRADE_SETTINGS = {
  ...{ KAFKA_BROKERS, INSTALLATION_PREFIX, TOPIC_PARTITIONS, LOG_LEVEL },
  /** A role that may create roles and databases. */
  ADMIN_DATABASE_URL: SERVICE_SETTINGS.DATABASE_URL,
  DATABASE_NAME: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/)
    .default('pacioli'),
};

/** What the upgrade reads, which makes no roles. */
export const readUpgradeConfig = () => readConfiguration(UPGRADE_SETTINGS, process.env);

/** What the install step reads. */
export const readInstallConfig = () =>
  readConfiguration(
    {
      ...UPGRADE_SETTINGS,
      /** The password of the three login roles. */
      ROLE_PASSWORD: z.string().min(16),
    },
    process.env,
  );

/** What the command for dead letters reads: it speaks to Kafka alone. */
export const readDeadLetterConfig = () =>
  readConfiguration({ KAFKA_BROKERS, INSTALLATION_PREFIX, TOPIC_PARTITIONS }, process.env);
