import { createTopics, verifyTopics } from '@pacioli/kafka/topics';
import { installDatabase } from '@pacioli/ledger-db/install-database';
import { createLog } from '@pacioli/service/log';
import { run } from '@pacioli/service/run';
import { readInstallConfig } from './config';

/**
 * The init step of an installation: roles, database, migrations and topics. It may be run at any time again: what is
 * there stays as it is, and topics that are not as the ledger needs them are an error.
 */
const config = readInstallConfig();
const log = createLog('install', config.LOG_LEVEL);

run(log, async () => {
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions, KAFKA_BROKERS: brokers } = config;
  const { migrations } = await installDatabase({
    adminUrl: config.ADMIN_DATABASE_URL,
    database: config.DATABASE_NAME,
    rolePassword: config.ROLE_PASSWORD,
  });
  log.info({ database: config.DATABASE_NAME, migrations }, 'the database is ready');
  const kafka = { brokers, clientId: `${prefix}install`, log };
  const created = await createTopics(kafka, prefix, partitions);
  await verifyTopics(kafka, prefix, partitions);
  log.info({ created }, 'the topics are ready');
});
