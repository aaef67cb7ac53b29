import { testKafka } from './test-kafka.testing';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { Producer, ProducerBatch } from 'kafkajs';
import { kafkaClient } from './kafka-settings';
import { leaveTransactionOpen, ORPHAN_TIMEOUT_MS } from './harmed-topic.testing';
import { END_TXN, LosingProxy, PRODUCE } from './losing-proxy.testing';
import { testTopic } from './test-topic.testing';
import { TopicReader } from './topic-reader';
import {
  NotPublished,
  OutcomeUnknown,
  ProducerFenced,
  TransactionalProducer,
} from './transactional-producer';

const proxy = new LosingProxy(testKafka.brokers[0]!);

const record = (topic: string, value: string): OutgoingRecord => ({
  ...{ topic, partition: 0, key: 'book', value, headers: {} },
});

async function committed(topic: string): Promise<string[]> {
  const reader = await TopicReader.open(testKafka, topic);
  try {
    // A commit is answered before its marker is written.
    let { lastStable, highWatermark } = await reader.range(0);
    while (lastStable < highWatermark) ({ lastStable, highWatermark } = await reader.range(0));
    const values: string[] = [];
    for await (const records of reader.read(0, 0n, lastStable)) {
      values.push(...records.map(({ value }) => value!.toString()));
    }
    return values;
  } finally {
    await reader.close();
  }
}

const stockProducer = (transactionalId: string) =>
  kafkaClient(testKafka).producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: 10_000,
    retry: { initialRetryTime: 5, retries: 2 },
  });

/**
 * The producer against a real broker that loses answers. A test that begins with 'kafkajs alone' shows the fault that the
 * guard beside it is for: should it ever turn red, the guard can go.
 */
describe('TransactionalProducer', () => {
  let topic: string;
  let producer: TransactionalProducer;

  beforeEach(async () => {
    topic = await testTopic(testKafka);
    await proxy.open();
    producer = new TransactionalProducer(testKafka, `${topic}-producer`);
  });
  afterEach(async () => {
    proxy.heal();
    await producer.close();
    await proxy.close();
  });

  it('returns the offset of each record', async () => {
    const offsets = await producer.publish([record(topic, 'a'), record(topic, 'b')]);
    expect(offsets).toEqual([0n, 1n]);
    // The commit marker takes an offset too.
    expect(await producer.publish([record(topic, 'c')])).toEqual([3n]);
    expect(await committed(topic)).toEqual(['a', 'b', 'c']);
  });

  it('fault 2, kafkajs alone: after a failed send the next record is acknowledged and lost', async () => {
    const stock = stockProducer(`${topic}-stock`);
    await stock.connect();
    const first = await stock.transaction();
    proxy.lose(PRODUCE);
    await expect(
      first.send({ topic, messages: [{ key: 'book', value: 'first', partition: 0 }] }),
    ).rejects.toThrow();
    proxy.heal();
    await first.abort();
    const second = await stock.transaction();
    await second.send({ topic, messages: [{ key: 'book', value: 'second', partition: 0 }] });
    await second.commit();
    await stock.disconnect();
    expect(await committed(topic)).toEqual([]);
  });

  it('fault 2: loses nothing that it acknowledged after a failed send', async () => {
    await producer.open();
    proxy.lose(PRODUCE);
    await expect(producer.publish([record(topic, 'first')])).rejects.toThrow(NotPublished);
    expect(proxy.losses).toBeGreaterThan(0);
    proxy.heal();
    await producer.publish([record(topic, 'second')]);
    expect(await committed(topic)).toEqual(['second']);
  });

  it('fault 3: refuses a second transaction while one is in flight, and the first is not harmed', async () => {
    const first = producer.publish([record(topic, 'first')]);
    await expect(producer.publish([record(topic, 'second')])).rejects.toThrow('overlap');
    expect(await first).toEqual([0n]);
    expect(await committed(topic)).toEqual(['first']);
  });

  it('fault 4, kafkajs alone: after a lost answer to EndTxn the producer throws for ever', async () => {
    const stock = stockProducer(`${topic}-stock`);
    await stock.connect();
    const first = await stock.transaction();
    await first.send({ topic, messages: [{ key: 'book', value: 'first', partition: 0 }] });
    proxy.lose(END_TXN);
    await expect(first.commit()).rejects.toThrow();
    proxy.heal();
    await expect(stock.transaction()).rejects.toThrow();
    await stock.disconnect();
  });

  it('fault 4: says that an outcome is unknown, and goes on with the next transaction', async () => {
    await producer.open();
    proxy.lose(END_TXN);
    await expect(producer.publish([record(topic, 'first')])).rejects.toThrow(OutcomeUnknown);
    expect(proxy.losses).toBeGreaterThan(0);
    proxy.heal();
    await producer.publish([record(topic, 'second')]);
    // The first was committed, for the request reached the broker; nothing is left open.
    expect(await committed(topic)).toEqual(['first', 'second']);
  });

  it('fault 8: ends what a killed producer left open as soon as its id is taken, and not under another id', async () => {
    const reader = await TopicReader.open(testKafka, topic);
    await leaveTransactionOpen(testKafka, producer.transactionalId, { topic, partition: 0 });
    const other = new TransactionalProducer(testKafka, `${producer.transactionalId}-changed`);
    await other.publish([record(topic, 'behind it')]);
    await other.close();
    // The orphan's record, the one behind it and its marker.
    let range = await reader.range(0);
    while (range.highWatermark < 3n) range = await reader.range(0);
    expect(range.lastStable).toBe(0n);

    const begun = performance.now();
    await producer.open();
    while (range.lastStable < range.highWatermark) range = await reader.range(0);
    expect(performance.now() - begun).toBeLessThan(ORPHAN_TIMEOUT_MS);
    await reader.close();
    expect(await committed(topic)).toEqual(['behind it']);
  });

  it('fault 27: commits nothing of a send that left a partition out, or wrote it twice', async () => {
    const wide = await testTopic(testKafka, 2);
    const records = [0, 1].map((partition) => ({ ...record(wide, `of ${partition}`), partition }));
    const faults: ((batch: ProducerBatch) => ProducerBatch)[] = [
      (batch) => ({
        ...batch,
        topicMessages: batch.topicMessages!.map((one) => ({ ...one, messages: one.messages.slice(1) })),
      }),
      (batch) => batch,
    ];
    for (const [at, fault] of faults.entries()) {
      await producer.open();
      const { producer: inner } = producer as unknown as { producer: Producer };
      const begin = inner.transaction.bind(inner);
      jest.spyOn(inner, 'transaction').mockImplementation(async () => {
        const transaction = await begin();
        const send = transaction.sendBatch.bind(transaction);
        transaction.sendBatch = async (batch) => {
          const written = await send(fault(batch));
          return at === 0 ? written : [...written, written[0]!];
        };
        return transaction;
      });
      await expect(producer.publish(records)).rejects.toThrow(NotPublished);
    }
    await producer.publish(records);
    expect(await committed(wide)).toEqual(['of 0']);
  });

  it('fault 9 and 19: taking the transactional id fences whoever had it, even one that never sent', async () => {
    await producer.open();
    const successor = new TransactionalProducer(testKafka, producer.transactionalId);
    await successor.open();
    await expect(producer.publish([record(topic, 'zombie')])).rejects.toThrow(ProducerFenced);
    await successor.publish([record(topic, 'successor')]);
    await successor.close();
    expect(await committed(topic)).toEqual(['successor']);
  });
});
