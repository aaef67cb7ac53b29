import { testKafka } from './test-kafka.testing';
import {
  deadLetterTopic,
  ledgerEventsTopic,
  partitionOf,
  paymentEventsTopic,
} from '@pacioli/contracts/topics';
import { randomUUID } from 'node:crypto';
import { addPartitions, limitBatches } from './harmed-topic.testing';
import { TopicReader } from './topic-reader';
import { createTopics, verifyTopics } from './topics';
import { TransactionalProducer } from './transactional-producer';

describe('The topics of an installation', () => {
  let prefix: string;

  beforeEach(async () => {
    prefix = `t${randomUUID()}-`;
    await createTopics(testKafka, prefix, 2);
  });

  it('are made once, and found as they are needed', async () => {
    expect(await createTopics(testKafka, prefix, 2)).toEqual([]);
    await verifyTopics(testKafka, prefix, 2);
  });

  it('are refused when more partitions are configured than they have, and are left as they are', async () => {
    const refusal = [paymentEventsTopic, ledgerEventsTopic, deadLetterTopic]
      .map((of) => `${of(prefix)} has 2 partitions, configured are 3`)
      .join('; ');
    await expect(verifyTopics(testKafka, prefix, 3)).rejects.toThrow(refusal);
    expect(await createTopics(testKafka, prefix, 3)).toEqual([]);
    await verifyTopics(testKafka, prefix, 2);
  });

  it('fault 22: are refused once they were given more partitions, while a book stays where it is', async () => {
    const topic = paymentEventsTopic(prefix);
    const producer = new TransactionalProducer(testKafka, `${prefix}test`);
    // Among three partitions it would be another.
    const book = ['a', 'b', 'c', 'd'].find((name) => partitionOf(name, 2) !== partitionOf(name, 3))!;
    const event = { topic, partition: partitionOf(book, 2), key: book, headers: {} };
    await producer.publish([{ ...event, value: 'before' }]);
    await addPartitions(testKafka, topic, 3);
    await expect(verifyTopics(testKafka, prefix, 2)).rejects.toThrow(
      `${topic} has 3 partitions, configured are 2`,
    );
    await producer.publish([{ ...event, value: 'after' }]);
    await producer.close();
    const reader = await TopicReader.open(testKafka, topic);
    const values: string[] = [];
    for (const partition of reader.partitions()) {
      let range = await reader.range(partition);
      while (range.lastStable < range.highWatermark) range = await reader.range(partition);
      for await (const records of reader.read(partition, 0n, range.lastStable))
        values.push(...records.map(({ value }) => `${partition} ${value!.toString()}`));
    }
    await reader.close();
    expect(values).toEqual([`${event.partition} before`, `${event.partition} after`]);
  });

  it('are refused when a setting was changed by which the ledger could lose its past', async () => {
    await limitBatches(testKafka, ledgerEventsTopic(prefix), 1_000);
    await expect(verifyTopics(testKafka, prefix, 2)).rejects.toThrow(/max.message.bytes=1000, needed is/);
  });
});
