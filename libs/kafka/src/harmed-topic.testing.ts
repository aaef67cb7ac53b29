import { setTimeout as pause } from 'node:timers/promises';
import { kafkaClient, type KafkaSettings } from './kafka-settings';
import { ConfigResourceTypes } from './kafkajs-patched';
import { withAdmin } from './topics';

/** What operators do to a topic and must not, and what a producer that dies leaves in it. */

export async function deleteTopic(settings: KafkaSettings, topic: string): Promise<void> {
  await withAdmin(settings, async (admin) => {
    await admin.deleteTopics({ topics: [topic] });
    while ((await admin.listTopics()).includes(topic)) await pause(20);
  });
}

/** The partition begins at `offset` from then on. */
export async function deleteRecordsBefore(
  settings: KafkaSettings,
  topic: string,
  { partition, offset }: { partition: number; offset: bigint },
): Promise<void> {
  const partitions = [{ partition, offset: offset.toString() }];
  await withAdmin(settings, async (admin) => {
    // kafkajs asks by itself for no metadata of a topic that it has not met.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions });
  });
}

export async function addPartitions(settings: KafkaSettings, topic: string, count: number): Promise<void> {
  await withAdmin(settings, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count }] }));
}

/** The broker takes no larger record batch for the topic from then on. */
export async function limitBatches(settings: KafkaSettings, topic: string, bytes: number): Promise<void> {
  const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }];
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
  await withAdmin(settings, async (admin) => {
    await admin.alterConfigs({ validateOnly: false, resources });
    // It is answered before the broker goes by it.
    const isSo = async () => {
      const asked = { includeSynonyms: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }] };
      const { resources: found } = await admin.describeConfigs(asked);
      return found[0]!.configEntries.some(({ configName, configValue }) =>
        configEntries.some(({ name, value }) => name === configName && value === configValue),
      );
    };
    while (!(await isSo())) await pause(20);
  });
}

/** What a group has committed for a partition; -1 where it has committed nothing, or that very number. */
export async function groupOffset(
  settings: KafkaSettings,
  groupId: string,
  topic: string,
  partition: number,
): Promise<bigint> {
  return await withAdmin(settings, async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return BigInt(found!.partitions.find((one) => one.partition === partition)!.offset);
  });
}

/** Begins a transaction, sends a record in it and goes away; the broker would end it after a quarter of an hour. */
export async function leaveTransactionOpen(
  settings: KafkaSettings,
  transactionalId: string,
  { topic, partition }: { topic: string; partition: number },
): Promise<void> {
  const producer = kafkaClient(settings).producer({
    ...{ transactionalId, idempotent: true, maxInFlightRequests: 1, transactionTimeout: ORPHAN_TIMEOUT_MS },
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ key: 'book', value: 'orphaned', partition }] });
  await producer.disconnect();
}

/** The longest that the broker allows unless configured: no test waits for it. */
export const ORPHAN_TIMEOUT_MS = 15 * 60_000;
