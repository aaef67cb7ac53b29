import type { EachBatchPayload, Producer } from 'kafkajs';
import { Pool } from 'pg';
import { type FloorConfig, readFloorConfig } from './config';
import { kafka, producerOptions } from './kafka';
import type { Payment } from './payment';
import { outcomesChannel, postBatch } from './schema';
import { outcomesTopic, paymentsTopic } from './topics';

/**
 * The floor's ledger: reads what is committed, and posts each batch of a partition by one statement. In the mode `posted`
 * it then tells who waits, and publishes every outcome in a Kafka transaction that carries the consumer's offset.
 */
async function main(config: FloorConfig): Promise<void> {
  const groupId = `${config.FLOOR_PREFIX}floor-ledger`;
  const pool = new Pool({ connectionString: config.DATABASE_URL, max: config.TOPIC_PARTITIONS });
  const consumer = kafka(config.KAFKA_BROKERS).consumer({ groupId, readUncommitted: false });
  const publishers = config.FLOOR_MODE === 'posted' ? await connectPublishers(config) : null;

  const eachBatch = async ({ batch }: EachBatchPayload): Promise<void> => {
    const { partition } = batch;
    const next = String(BigInt(batch.lastOffset()) + 1n);
    const payments = batch.messages.map(({ value }) => JSON.parse(value!.toString()) as Payment);
    await post(pool, partition, next, payments);
    if (publishers === null) return;
    await pool.query(`select pg_notify('${outcomesChannel}', '')`);
    await publish(publishers[partition]!, outcomesTopic(config.FLOOR_PREFIX), partition, payments, {
      consumerGroupId: groupId,
      topics: [{ topic: batch.topic, partitions: [{ partition, offset: next }] }],
    });
  };

  await consumer.connect();
  await consumer.subscribe({ topic: paymentsTopic(config.FLOOR_PREFIX), fromBeginning: true });
  await consumer.run({
    eachBatch,
    partitionsConsumedConcurrently: config.TOPIC_PARTITIONS,
    autoCommit: publishers === null,
    autoCommitInterval: 1_000,
  });
  process.once('SIGTERM', () => void consumer.disconnect().then(() => process.exit()));
}

/** A producer for each partition: one has one transaction at a time. */
function connectPublishers(config: FloorConfig): Promise<Producer[]> {
  return Promise.all(
    Array.from({ length: config.TOPIC_PARTITIONS }, async (_, partition) => {
      const id = `${config.FLOOR_PREFIX}floor-ledger-${partition}`;
      const producer = kafka(config.KAFKA_BROKERS).producer(producerOptions(id));
      await producer.connect();
      return producer;
    }),
  );
}

async function post(pool: Pool, partition: number, next: string, payments: Payment[]): Promise<void> {
  await pool.query({
    name: 'post-batch',
    text: postBatch,
    values: [
      ...(['id', 'book', 'debit', 'credit', 'amount', 'currency'] as const).map((column) =>
        payments.map((payment) => payment[column]),
      ),
      ...[partition, next, payments.length],
    ],
  });
}

async function publish(
  producer: Producer,
  topic: string,
  partition: number,
  payments: Payment[],
  offsets: Parameters<Awaited<ReturnType<Producer['transaction']>>['sendOffsets']>[0],
): Promise<void> {
  const transaction = await producer.transaction();
  const messages = payments.map(({ id, book }) => ({
    key: book,
    partition,
    value: JSON.stringify({ id, status: 'posted' }),
  }));
  await transaction.send({ topic, messages, acks: -1 });
  await transaction.sendOffsets(offsets);
  await transaction.commit();
}

void main(readFloorConfig());
