import pino from 'pino';
import type { KafkaSettings } from './kafka-settings';

/** The broker that all tests share. */
export const testKafka: KafkaSettings = {
  brokers: process.env['TEST_KAFKA_BROKERS']!.split(','),
  clientId: 'test',
  log: pino({ level: 'silent' }),
};
