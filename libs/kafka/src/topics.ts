import {
  MAX_MESSAGE_BYTES,
  deadLetterTopic,
  ledgerEventsTopic,
  paymentEventsTopic,
} from '@pacioli/contracts/topics';
import type { Admin } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaClient, type KafkaSettings } from './kafka-settings';
import { ConfigResourceTypes } from './kafkajs-patched';

/** The topics of an installation, with the settings without which the ledger could lose its past. */
function topicsOf(prefix: string) {
  const of = (topic: string, maxMessageBytes: number) => ({
    topic,
    settings: {
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
      'message.timestamp.type': 'LogAppendTime',
      'unclean.leader.election.enable': 'false',
      // No compressed batch is decoded (stored-batches.ts): the broker unpacks what another producer has packed.
      'compression.type': 'uncompressed',
      'max.message.bytes': String(maxMessageBytes),
    },
  });
  return [
    of(paymentEventsTopic(prefix), MAX_MESSAGE_BYTES.paymentEvents),
    of(ledgerEventsTopic(prefix), MAX_MESSAGE_BYTES.ledgerEvents),
    of(deadLetterTopic(prefix), MAX_MESSAGE_BYTES.deadLetters),
  ];
}

/** Makes the topics that are not there yet: three replicas of which two must have a record, where there are three brokers. */
export async function createTopics(
  settings: KafkaSettings,
  prefix: string,
  partitions: number,
): Promise<string[]> {
  return withAdmin(settings, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const { brokers } = await admin.describeCluster();
    const replicated = brokers.length >= 3;
    const missing = topicsOf(prefix).filter(({ topic }) => !existing.has(topic));
    if (missing.length === 0) return [];
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ topic, settings: wanted }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replicated ? 3 : 1,
        configEntries: Object.entries({ ...wanted, 'min.insync.replicas': replicated ? '2' : '1' }).map(
          ([name, value]) => ({ name, value }),
        ),
      })),
    });
    const created = missing.map(({ topic }) => topic);
    await leadersOf(admin, created);
    return created;
  });
}

const LEADERS_WITHIN_MS = 30_000;

/**
 * Waits until every partition of new topics has a leader. kafkajs's own `waitForLeaders` gives up where a broker has not
 * heard of the topic yet, which is as common (docs/adr/0003-kafka.md, fault 28).
 */
export async function leadersOf(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = performance.now() + LEADERS_WITHIN_MS; ; await pause(50)) {
    const metadata = await admin.fetchTopicMetadata({ topics }).catch((error: Error) => {
      if (!(error as { retriable?: boolean }).retriable) throw error;
    });
    if (metadata?.topics.every(({ partitions }) => partitions.length > 0)) return;
    if (performance.now() > deadline)
      throw new Error(
        `The new topics ${topics.join(', ')} have no leaders after ${LEADERS_WITHIN_MS / 1000} s`,
      );
  }
}

/**
 * Checks that the topics are as the ledger needs them. Throws with every difference: a topic that was made by hand or by
 * auto-creation would forget, or put a book where nobody looks for it.
 */
export async function verifyTopics(
  settings: KafkaSettings,
  prefix: string,
  partitions: number,
): Promise<void> {
  await withAdmin(settings, async (admin) => {
    const wanted = topicsOf(prefix);
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) {
      throw new Error(
        `Topics are missing: ${missing.map(({ topic }) => topic).join(', ')}. Run the install step first.`,
      );
    }
    const names = wanted.map(({ topic }) => topic);
    const { topics: metadata } = await admin.fetchTopicMetadata({ topics: names });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    });
    const differences = wanted.flatMap(({ topic, settings: expected }) => {
      const count = metadata.find(({ name }) => name === topic)?.partitions.length ?? 0;
      const actual = new Map(
        resources
          .find(({ resourceName }) => resourceName === topic)
          ?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
      );
      return [
        ...(count === partitions ? [] : [`${topic} has ${count} partitions, configured are ${partitions}`]),
        ...Object.entries(expected)
          .filter(([name, value]) => actual.get(name) !== value)
          .map(([name, value]) => `${topic} has ${name}=${actual.get(name)}, needed is ${value}`),
      ];
    });
    if (differences.length > 0)
      throw new Error(`The topics are not as the ledger needs them: ${differences.join('; ')}`);
  });
}

/** Gives the administrative client of a connection that is made for this. */
export async function withAdmin<T>(settings: KafkaSettings, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaClient(settings).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
