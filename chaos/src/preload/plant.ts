import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { AbortedTransaction } from '@pacioli/kafka/committed-batches';
import type { StoredBatch } from '@pacioli/kafka/stored-batches';
import { NotPublished, OutcomeUnknown, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { Connection } from '@pacioli/postgres/connection';
import type { Copy } from '@pacioli/postgres/copy-transaction';
import { programOf } from '@pacioli/stack/services';
import type { MutantName } from '../mutants';
import { around } from './around';
import { brokerOfKafkajs, connectionOfKafkajs, inside } from './inside';

const ofLedger = (file: string, name: string): object =>
  inside(programOf('ledger-service', file))[name]!.prototype;

/** On a conflict PostgreSQL waits for whoever is changing the row that is there. */
const INSERT_WHERE_MISSING = `
  insert into fence (partition, next_offset)
  select $1, 0 where not exists (select from fence where partition = $1)`;

const LOST_ONCE_IN = 50;

/**
 * Loses the answer of a request for good now and then. Links do it, too, but only by a cut that is longer than all attempts
 * and comes in the very millisecond between what was done and its answer.
 */
function loseAnswers(request: 'produce' | 'endTxn'): void {
  let answers = 0;
  around(
    brokerOfKafkajs(),
    request,
    (send) =>
      async function (this: unknown, ...parameters) {
        const answer = (await send.apply(this, parameters)) as unknown;
        answers += 1;
        if (answers % LOST_ONCE_IN === 0) throw new Error('The answer is lost');
        return answer;
      },
  );
}

/** How each bug of ../mutants.ts gets into a service. */
export const plant: Record<MutantName, () => void> = {
  'dedupe index dropped': () => {
    around(
      ofLedger('partition-ledger.js', 'PartitionLedger'),
      'withoutDuplicates',
      () => (items: unknown) => Promise.resolve(items),
    );
  },
  'offset committed before the database': () =>
    around(
      Connection.prototype,
      'copy',
      (copy) =>
        async function (this: Connection, first: string, copies: readonly Copy[]) {
          await this.query(first);
          await copy.call(this, 'select 1', copies);
        },
    ),
  'fence not checked': () =>
    around(
      Connection.prototype,
      'query',
      (query) =>
        async function (this: Connection, sql: string, parameters: unknown[]) {
          // The predecessor's connection is not ended, nor is its row of the fence waited for.
          if (/pg_terminate_backend|verified = verified/.test(sql)) return [];
          const patient = sql.includes('insert into fence')
            ? INSERT_WHERE_MISSING
            : sql.replace('for update', '');
          return (await query.call(this, patient, parameters)) as unknown;
        },
    ),
  'answers lost, no bug': () => {
    loseAnswers('produce');
    loseAnswers('endTxn');
  },
  'producer reused after an error': () => {
    loseAnswers('produce');
    around(TransactionalProducer.prototype, 'publishAlone', () => publishAndReuse);
    around(
      TransactionalProducer.prototype,
      'open',
      (open) =>
        async function (this: Reused) {
          if (this.producer === undefined) await open.call(this);
        },
    );
  },
  'lost commit told as nothing recorded': () => {
    loseAnswers('endTxn');
    around(
      TransactionalProducer.prototype,
      'publish',
      (publish) =>
        async function (this: unknown, ...parameters) {
          const published = publish.apply(this, parameters) as Promise<bigint[]>;
          return await published.catch((error: Error) => {
            throw error instanceof OutcomeUnknown ? new NotPublished(error.message) : error;
          });
        },
    );
  },
  'stock abort filter': () => {
    const filter = inside('@pacioli/kafka/committed-batches') as unknown as Record<string, unknown>;
    filter['committedBatches'] = stockFilter;
  },
  'torn answer kept': () =>
    around(
      connectionOfKafkajs(),
      'connect',
      (connect) =>
        async function (this: Buffered) {
          const { chunks, bytesBuffered, bytesNeeded } = this;
          const connected = connect.call(this) as Promise<unknown>;
          if (!this.isConnected()) Object.assign(this, { chunks, bytesBuffered, bytesNeeded });
          return await connected;
        },
    ),
  'outcome not republished': () =>
    around(
      ofLedger('outcome-publisher.js', 'OutcomePublisher'),
      'findPosition',
      (find) =>
        async function (
          this: { position: bigint; end: bigint; fence: bigint; complete: boolean },
          ...parameters
        ) {
          await find.apply(this, parameters);
          Object.assign(this, { position: this.fence, end: this.fence, complete: true });
        },
    ),
};

/** As kafkajs does it: in the broker's order, which is by marker, and one transaction at a time. */
function stockFilter(batches: readonly StoredBatch[], aborted: readonly AbortedTransaction[]): StoredBatch[] {
  const upcoming = [...aborted];
  const aborting = new Set<bigint>();
  return batches.filter(({ lastOffset, producerId, inTransaction, marker }) => {
    if (upcoming.length > 0 && lastOffset >= upcoming[0]!.firstOffset)
      aborting.add(upcoming.shift()!.producerId);
    if (marker === 'abort') aborting.delete(producerId);
    return marker === undefined && !(inTransaction && aborting.has(producerId));
  });
}

/** What a connection of kafkajs has of an answer. */
interface Buffered {
  readonly chunks: Buffer[];
  readonly bytesBuffered: number;
  readonly bytesNeeded: number;
  isConnected(): boolean;
}

interface Reused {
  producer?: Producer;
  open(): Promise<void>;
  discard(): Promise<void>;
}

/** As it would be natural: a transaction that fails is aborted, and where that succeeds the producer begins the next one. */
async function publishAndReuse(this: Reused, records: readonly OutgoingRecord[]): Promise<bigint[]> {
  if (this.producer === undefined) await this.open();
  const transaction = await this.producer!.transaction();
  const topics = [...new Set(records.map(({ topic }) => topic))];
  const topicMessages = topics.map((topic) => ({
    topic,
    messages: records.filter((one) => one.topic === topic),
  }));
  const written = await transaction
    .sendBatch({ acks: -1, topicMessages })
    .catch(async ({ message }: Error) => {
      await transaction.abort().catch(() => this.discard());
      throw new NotPublished(message);
    });
  await transaction.commit().catch(async ({ message }: Error) => {
    await this.discard();
    throw new OutcomeUnknown(message);
  });
  return offsetsOf(records, written);
}

function offsetsOf(records: readonly OutgoingRecord[], written: readonly Written[]): bigint[] {
  const next = new Map(written.map((one) => [`${one.topicName} ${one.partition}`, BigInt(one.baseOffset)]));
  return records.map(({ topic, partition }) => {
    const offset = next.get(`${topic} ${partition}`)!;
    next.set(`${topic} ${partition}`, offset + 1n);
    return offset;
  });
}

/** As much of kafkajs's producer as is used here. */
interface Producer {
  transaction(): Promise<{
    sendBatch(batch: { acks: number; topicMessages: object[] }): Promise<Written[]>;
    commit(): Promise<void>;
    abort(): Promise<void>;
  }>;
}
interface Written {
  readonly topicName: string;
  readonly partition: number;
  readonly baseOffset: string;
}
