import { paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { PartitionServer } from '@pacioli/kafka/partition-server';
import { database } from '@pacioli/postgres/database';
import { HealthModule, type Dependency } from '@pacioli/service/health';
import type { Log } from '@pacioli/service/log';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Config } from './config';
import { registerPartitionGauges } from './ledger-metrics';
import { OutcomeNotifier } from './outcome-notifier';
import { PartitionLedgers } from './partition-ledgers';
import { PAYMENT_EVENTS_PATTERN, PaymentEventsController } from './payment-events.controller';

@Module({})
export class LedgerModule {
  static for(config: Config, log: Log, onFailed: (error: Error) => void): DynamicModule {
    const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions } = config;
    const kafka: KafkaSettings = { brokers: config.KAFKA_BROKERS, clientId: `${prefix}ledger-service`, log };
    return {
      module: LedgerModule,
      global: true,
      imports: [HealthModule.for({ inject: [DataSource, PartitionServer], useFactory: dependencies })],
      controllers: [PaymentEventsController],
      providers: [
        {
          provide: DataSource,
          useFactory: () =>
            database({
              url: config.DATABASE_URL,
              applicationName: `${prefix}ledger-service`,
              // One connection a partition; the others for notifications, for health, and for publishers that read back.
              poolSize: partitions + 4,
              statementTimeoutMs: 30_000,
            }).initialize(),
        },
        {
          provide: PartitionLedgers,
          inject: [DataSource],
          useFactory: (source: DataSource) =>
            new PartitionLedgers(source, kafka, prefix, partitions, new OutcomeNotifier(source)),
        },
        {
          provide: PartitionServer,
          inject: [PartitionLedgers],
          useFactory: (owner: PartitionLedgers) => {
            const server = new PartitionServer({
              kafka,
              groupId: `${prefix}ledger-service`,
              topic: paymentEventsTopic(prefix),
              pattern: PAYMENT_EVENTS_PATTERN,
              owner,
              log,
              onFailed,
            });
            registerPartitionGauges(server, owner);
            return server;
          },
        },
      ],
      exports: [DataSource, PartitionServer, PartitionLedgers],
    };
  }
}

/** A transaction is open for some milliseconds, unless its producer has died. */
const WORTH_SHOWING_MS = 2_000;

const dependencies = (source: DataSource, server: PartitionServer): Dependency[] => [
  {
    name: 'database',
    check: async () => {
      await source.query('select 1');
      return {};
    },
  },
  {
    name: 'partitions',
    check: () => {
      const waiting = [...server.waiting].map(([partition, why]) => `partition ${partition} waits: ${why}`);
      if (waiting.length > 0) return Promise.reject(new Error(waiting.join('; ')));
      const heldBack = [...server.heldBackFor].filter(([, milliseconds]) => milliseconds > WORTH_SHOWING_MS);
      return Promise.resolve({
        assigned: server.assigned,
        ...(heldBack.length > 0 && {
          heldBackByAnOpenTransaction: heldBack.map(
            ([partition, milliseconds]) =>
              `partition ${partition}, for ${(milliseconds / 1000).toFixed(0)} s`,
          ),
        }),
      });
    },
  },
];
