import 'reflect-metadata';
import { verifyTopics } from '@pacioli/kafka/topics';
import { PartitionServer } from '@pacioli/kafka/partition-server';
import { createLog, nestLogger } from '@pacioli/service/log';
import { run } from '@pacioli/service/run';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { readConfig } from './config';
import { LedgerModule } from './ledger.module';
import { PartitionLedgers } from './partition-ledgers';

const config = readConfig();
const log = createLog('ledger-service', config.LOG_LEVEL);

run(log, async () => {
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions, KAFKA_BROKERS: brokers } = config;
  await verifyTopics({ brokers, clientId: `${prefix}ledger-service`, log }, prefix, partitions);
  const failed = (error: Error) => {
    log.fatal({ err: error }, 'membership of the consumer group is lost; the process ends');
    process.exit(1);
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    LedgerModule.for(config, log, failed),
    new FastifyAdapter(),
    { logger: nestLogger(log) },
  );
  app.connectMicroservice({ strategy: app.get(PartitionServer) });
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.HOST);
  log.info({ host: config.HOST, port: config.PORT }, 'ledger-service is up');

  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping');
    // The transport goes first: it finishes the batch in hand, and the pool must outlive it.
    await app.close();
    await app.get(PartitionLedgers).close();
    await app.get(DataSource).destroy();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
});
