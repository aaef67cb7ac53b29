import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { verifyTopics } from '@pacioli/kafka/topics';
import { apiDocument, serveDocument } from '@pacioli/service/docs/document';
import { createLog, nestLogger } from '@pacioli/service/log';
import { createServer } from '@pacioli/service/http/server';
import { run } from '@pacioli/service/run';
import { AppModule } from './app.module';
import { readConfig } from './config';
import { SERVER_SETTINGS } from './http/server-settings';

const config = readConfig();
const log = createLog('payment-api', config.LOG_LEVEL);

const ABOUT = {
  title: 'Pacioli',
  description: 'A double-entry ledger that can prove itself right. Amounts are whole minor units, as text.',
};

run(log, async () => {
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions, KAFKA_BROKERS: brokers } = config;
  const kafka = { brokers, clientId: `${prefix}payment-api`, log };
  await verifyTopics(kafka, prefix, partitions);

  const { adapter, filter } = createServer(log, SERVER_SETTINGS);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(config, kafka, log), adapter, {
    logger: nestLogger(log),
    bodyParser: false,
  });
  app.useGlobalFilters(filter);
  serveDocument(app, apiDocument(app, ABOUT));
  // In this order at SIGTERM: no new requests, those in hand are answered, then lanes and database are closed. And the
  // process ends by itself, not by the signal: whoever supervises it takes that for a stop, and not for a death.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  await app.listen(config.PORT, config.HOST);
  log.info({ address: await app.getUrl() }, 'payment-api is up');
});
