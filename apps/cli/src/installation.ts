import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { deadLetterTopic, ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { database } from '@pacioli/postgres/database';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { createLog } from '@pacioli/service/log';
import { readConfig, type Config } from './config';

/** Forensics are look-ups of an index; what takes longer is given up rather than be a burden. */
const QUERY_TIMEOUT_MS = 30_000;

const TOPICS = {
  'payment-events': paymentEventsTopic,
  'ledger-events': ledgerEventsTopic,
  'payment-events.dlq': deadLetterTopic,
} as const;
export type TopicName = keyof typeof TOPICS;

/**
 * The installation that is looked at. Nothing of it can be changed from here: the server refuses to write for these sessions,
 * and topics are read at positions, without a group and without a transactional id.
 */
@Injectable()
export class Installation implements OnApplicationShutdown {
  private read: Config | undefined;
  private readonly toClose: (() => Promise<unknown>)[] = [];
  private readonly topics = new Map<TopicName, Promise<TopicReader>>();

  /** Read when it is first needed, so that help is given without it. */
  get config(): Config {
    return (this.read ??= readConfig());
  }

  get partitions(): number {
    return this.config.TOPIC_PARTITIONS;
  }

  /** The ledger as of one moment. `pool`: how many tables are read side by side. */
  async snapshot({ url = this.config.DATABASE_URL, pool = 1, queryTimeoutMs = QUERY_TIMEOUT_MS } = {}) {
    const applicationName = `${this.config.INSTALLATION_PREFIX}pacioli`;
    const source = database({ url, applicationName, poolSize: pool, readOnly: true });
    try {
      await source.initialize();
    } catch (error) {
      throw new Error(`The database does not let us in: ${(error as Error).message}`, { cause: error });
    }
    this.toClose.push(() => source.destroy());
    const snapshot = await Snapshot.open(source, queryTimeoutMs);
    this.toClose.push(() => snapshot.close());
    return snapshot;
  }

  topic(name: TopicName): Promise<TopicReader> {
    const opened = this.topics.get(name) ?? this.openTopic(name);
    this.topics.set(name, opened);
    return opened;
  }

  private async openTopic(name: TopicName): Promise<TopicReader> {
    const { INSTALLATION_PREFIX: prefix, KAFKA_BROKERS: brokers } = this.config;
    const kafka = { brokers, clientId: `${prefix}pacioli`, log: createLog('pacioli', 'silent') };
    const topic = await TopicReader.open(kafka, TOPICS[name](prefix));
    this.toClose.push(() => topic.close());
    return topic;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const close of this.toClose.reverse()) await close();
  }
}
