import { Kafka, logLevel } from 'kafkajs';

/** Plain kafkajs. Its first wait between attempts of 300 ms would hold a lane to a few transactions a second. */
const retry = { initialRetryTime: 3, multiplier: 1.5, maxRetryTime: 1_000, retries: 20 };

export const kafka = (brokers: string[]): Kafka =>
  new Kafka({ brokers, clientId: 'floor', logLevel: logLevel.NOTHING, retry });

export const producerOptions = (transactionalId: string) =>
  ({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry,
  }) as const;
