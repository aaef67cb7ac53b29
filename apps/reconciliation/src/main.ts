import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { verifyTopics } from '@pacioli/kafka/topics';
import { apiDocument, serveDocument } from '@pacioli/service/docs/document';
import { createServer } from '@pacioli/service/http/server';
import { createLog, nestLogger } from '@pacioli/service/log';
import { run } from '@pacioli/service/run';
import { readConfig } from './config';
import { keepHeapSmall } from './heap';
import { openLedgerDatabase } from './ledger-database';
import { threadsFor } from './proof/in-threads';
import { ReconciliationModule } from './reconciliation.module';

const config = readConfig();
const log = createLog('reconciliation', config.LOG_LEVEL);

/** Whatever a bank sends is taken as it is. */
const STATEMENTS = {
  pattern: '/v1/books/:book/reconciliation/sources/:source/statements',
  mediaType: null,
};

const ABOUT = {
  title: 'Pacioli: outside statements',
  description:
    'Statements of banks and providers, what of them was matched with the ledger, and the work on breaks.',
};

run(log, async () => {
  keepHeapSmall();
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions, KAFKA_BROKERS: brokers } = config;
  const kafka = { brokers, clientId: `${prefix}reconciliation`, log };
  await verifyTopics(kafka, prefix, partitions);
  const database = await openLedgerDatabase(config.DATABASE_URL, prefix);
  const { adapter, filter } = createServer(log, { streamed: STATEMENTS });
  const app = await NestFactory.create<NestFastifyApplication>(
    ReconciliationModule.for(config, { database, kafka, prefix, ...threadsFor(config.DATABASE_URL) }, log),
    adapter,
    { logger: nestLogger(log), bodyParser: false },
  );
  app.useGlobalFilters(filter);
  serveDocument(app, apiDocument(app, ABOUT));
  await app.listen(config.PORT, config.HOST).catch((error: unknown) => {
    throw isCronError(error)
      ? new Error(`RECONCILE_CRON "${config.RECONCILE_CRON}" is no cron expression: ${error.message}`)
      : error;
  });
  log.info({ host: config.HOST, port: config.PORT, schedule: config.RECONCILE_CRON }, 'reconciliation is up');

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping');
    // A run under way is given up first: it reads through the pool and gives its lease back.
    await app.close();
    await database.destroy();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
});

/** The schedule is read when the app starts, by a package that is not ours to import. */
const isCronError = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === 'CronError';
