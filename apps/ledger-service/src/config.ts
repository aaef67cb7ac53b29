import { readConfiguration, SERVICE_SETTINGS } from '@pacioli/service/configuration';
import { z } from 'zod';

/** The only reader of the environment. */
export const readConfig = () =>
  readConfiguration({ ...SERVICE_SETTINGS, PORT: SERVICE_SETTINGS.PORT.default(8081) }, process.env);

export type Config = ReturnType<typeof readConfig>;

/** What the install step needs besides. */
export const readInstallConfig = () =>
  readConfiguration(
    {
      KAFKA_BROKERS: SERVICE_SETTINGS.KAFKA_BROKERS,
      INSTALLATION_PREFIX: SERVICE_SETTINGS.INSTALLATION_PREFIX,
      TOPIC_PARTITIONS: SERVICE_SETTINGS.TOPIC_PARTITIONS,
      LOG_LEVEL: SERVICE_SETTINGS.LOG_LEVEL,
      /** A role that may create roles and databases. */
      ADMIN_DATABASE_URL: SERVICE_SETTINGS.DATABASE_URL,
      DATABASE_NAME: z
        .string()
        .regex(/^[a-z_][a-z0-9_]{0,62}$/)
        .default('pacioli'),
      /** The password of the three login roles. */
      ROLE_PASSWORD: z.string().min(16),
    },
    process.env,
  );

const { KAFKA_BROKERS, INSTALLATION_PREFIX, TOPIC_PARTITIONS } = SERVICE_SETTINGS;

/** What the command for dead letters reads: it speaks to Kafka alone. */
export const readDeadLetterConfig = () =>
  readConfiguration({ KAFKA_BROKERS, INSTALLATION_PREFIX, TOPIC_PARTITIONS }, process.env);
