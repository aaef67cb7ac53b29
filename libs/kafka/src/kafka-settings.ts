import type { Log } from '@pacioli/service/log';
import type { LogEntry } from 'kafkajs';
import { Kafka, logLevel } from './kafkajs-patched';

export interface KafkaSettings {
  /** host:port */
  readonly brokers: string[];
  /** What the broker's logs show. */
  readonly clientId: string;
  readonly log: Log;
}

/**
 * Many short retries instead of kafkajs's five long ones: AddPartitionsToTxn is refused with CONCURRENT_TRANSACTIONS until
 * the markers of the transaction before it are written, and the default first wait of 300 ms would hold a lane to 3 to 43
 * transactions a second (2 to 5 ms allow 200 and more). Where the broker refuses at
 * once, all of them together end after about 8 s; one that is frozen takes a request timeout for each.
 */
export const RETRIES = {
  initialRetryTime: 3,
  multiplier: 1.5,
  factor: 0.2,
  maxRetryTime: 1_000,
  retries: 20,
} as const;

/** Settings that every connection shares. */
export const connectionOptions = ({ brokers, clientId, log }: KafkaSettings) => ({
  brokers,
  clientId,
  connectionTimeout: 3_000,
  requestTimeout: 8_000,
  retry: RETRIES,
  logLevel: logLevel.INFO,
  logCreator: () => logThrough(log),
});

export const kafkaClient = (settings: KafkaSettings): Kafka => new Kafka(connectionOptions(settings));

/** kafkajs logs every attempt that it will repeat as an error; what matters reaches us as an exception. */
export function logThrough(log: Log): (entry: LogEntry) => void {
  return ({ namespace, log: { message, logger: _, timestamp: __, ...rest } }) =>
    log.debug({ kafkajs: namespace, ...rest }, message);
}
