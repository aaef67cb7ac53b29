import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { Producer, RecordMetadata, TopicMessages, Transaction } from 'kafkajs';
import { kafkaClient, RETRIES, type KafkaSettings } from './kafka-settings';

/** Nothing of the transaction was committed, and nothing will be: the request to commit was never sent. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
}

/** The request to commit was sent and its answer lost: the transaction may have been committed or not. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Another process has taken this transactional id. Taking it back would fence the rightful owner: end the process. */
export class ProducerFenced extends Error {
  override readonly name = 'ProducerFenced';
}

/** Long enough for a slow broker, short enough that a killed process holds readers back for seconds only. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * A producer on a stable transactional id that publishes one transaction at a time.
 *
 * After any error it throws its connection away and begins anew on the same id, which makes the broker settle what was
 * open. kafkajs must not be used again after an error: it rolls its sequence back and the broker takes the next batch for
 * a duplicate (a silent loss); its state machine wedges when EndTxn fails; and an EndTxn that arrives late could end the
 * transaction after it (docs/adr/0003-kafka.md, faults 2 to 6).
 */
export class TransactionalProducer {
  private producer: Producer | undefined;
  private busy = false;

  constructor(
    private readonly settings: KafkaSettings,
    readonly transactionalId: string,
  ) {}

  /**
   * Takes the transactional id: a predecessor is fenced, and what it left open is settled. Connecting alone does not do
   * it, only a first transaction does, which is aborted at once. Throws when the broker does not answer.
   */
  async open(): Promise<void> {
    await this.discard();
    const producer = kafkaClient(this.settings).producer({
      transactionalId: this.transactionalId,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: RETRIES,
      // The partition of every record is our own function of its book; without a partition the client would choose.
      createPartitioner:
        () =>
        ({ message: { partition } }) => {
          if (partition === undefined) throw new Error('bug: a record was published without a partition');
          return partition;
        },
    });
    try {
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.abort();
      this.producer = producer;
    } catch (error) {
      void producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Publishes records in one transaction, all or nothing, and returns the offset of each, in the same order.
   * Throws NotPublished, OutcomeUnknown or ProducerFenced. Calls must not overlap: two sends in flight on one idempotent
   * producer can lose one batch and double the other (fault 3).
   */
  async publish(records: readonly OutgoingRecord[]): Promise<bigint[]> {
    if (this.busy) throw new Error('bug: two transactions of one producer overlap');
    this.busy = true;
    try {
      return await this.publishAlone(records);
    } finally {
      this.busy = false;
    }
  }

  async close(): Promise<void> {
    await this.discard();
  }

  private async publishAlone(records: readonly OutgoingRecord[]): Promise<bigint[]> {
    let transaction: Transaction;
    let offsets: bigint[];
    const begun = performance.now();
    // The broker fences the producer of a transaction that it has given up, too: that is nobody's taking the id.
    const isTaken = (error: unknown) => isFenced(error) && performance.now() - begun < TRANSACTION_TIMEOUT_MS;
    try {
      if (this.producer === undefined) await this.open();
      transaction = await this.producer!.transaction();
      const written = await transaction.sendBatch({ acks: -1, topicMessages: byTopic(records) });
      offsets = offsetsOf(records, written);
    } catch (error) {
      await this.discard();
      if (isTaken(error)) throw new ProducerFenced(this.fencedMessage(), { cause: error });
      throw new NotPublished(`Nothing was published: ${(error as Error).message}`, { cause: error });
    }
    try {
      await transaction.commit();
    } catch (error) {
      await this.discard();
      if (isTaken(error)) throw new ProducerFenced(this.fencedMessage(), { cause: error });
      throw new OutcomeUnknown(`The commit was not answered: ${(error as Error).message}`, { cause: error });
    }
    return offsets;
  }

  private async discard(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    // A broken connection may fail to close; it is not ours any more.
    await producer?.disconnect().catch(() => undefined);
  }

  private fencedMessage(): string {
    return `Another process publishes as ${this.transactionalId}: give each replica an ordinal of its own`;
  }
}

function byTopic(records: readonly OutgoingRecord[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { topic, partition, key, value, headers } of records) {
    const entry = topics.get(topic) ?? { topic, messages: [] };
    topics.set(topic, entry);
    entry.messages.push({ partition, key, value, headers });
  }
  return [...topics.values()];
}

/**
 * One send makes one record batch per partition, so the records of a partition have consecutive offsets. Throws unless
 * each partition was written once: when its leader changes between two attempts of one send, kafkajs leaves a partition
 * out or writes it twice, and says nothing (fault 27).
 */
function offsetsOf(records: readonly OutgoingRecord[], written: readonly RecordMetadata[]): bigint[] {
  const next = new Map<string, bigint>();
  for (const { topicName, partition, baseOffset } of written) {
    const key = `${topicName} ${partition}`;
    if (next.has(key)) throw new Error(`partition ${partition} of ${topicName} was written twice`);
    next.set(key, BigInt(baseOffset!));
  }
  return records.map(({ topic, partition }) => {
    const key = `${topic} ${partition}`;
    const offset = next.get(key);
    if (offset === undefined) throw new Error(`partition ${partition} of ${topic} was not written`);
    next.set(key, offset + 1n);
    return offset;
  });
}

const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);

function isFenced(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (FENCED.has((cause as Error & { type?: string }).type ?? '')) return true;
  }
  return false;
}
