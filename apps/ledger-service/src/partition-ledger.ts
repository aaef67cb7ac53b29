import { bookOf, decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { partitionOf } from '@pacioli/contracts/topics';
import type { RecordBatch } from '@pacioli/kafka/partition-feed';
import { recordHash } from '@pacioli/kafka/record-hash';
import { Ledger, type DeadLetter, type Decided } from '@pacioli/ledger-core/ledger';
import { isDataError } from '@pacioli/postgres/sqlstate';
import { DecisionRows } from './decision-rows';
import { decisionsTotal } from './ledger-metrics';
import type { Fence, LedgerStore } from './ledger-store';

/** The ledger can not go on in a partition until something outside it has changed; deciding anyway would be wrong. */
export class PartitionStopped extends Error {
  override readonly name = 'PartitionStopped';
}

/** A decision, and the record that it answers. */
export interface DecidedRecord {
  readonly decided: Decided;
  readonly record: TopicRecord;
}

/** One record of the topic, read. */
type Item = { record: TopicRecord } & (
  { kind: 'event'; event: PaymentEvent } | { kind: 'dead_letter'; letter: DeadLetter }
);

const MOST_AT_ONCE = 1_000;
/** About 5 MB of state; when it is reached, all of it is forgotten and read again as it is needed. */
const MOST_STATE = 10_000;
/** So is it when its entries and holds take as much of memory as one event may need; they differ in size a thousandfold. */
const MOST_WEIGHT = 1;

/**
 * Decides one partition of payment-events, from its fence on, batch after batch in memory. Nothing counts as done before
 * the database has committed it. After any error it is thrown away, and another one begins from the fence.
 */
export class PartitionLedger {
  private ledger = new Ledger();
  /** What was loaded of entries and holds since the ledger was empty. */
  private weight = 0;
  private position: bigint;

  constructor(
    private readonly partition: number,
    private readonly partitions: number,
    fence: Fence,
    private readonly store: LedgerStore,
    /** Called with what the database has committed, up to the new fence; the next batch waits for it. */
    private readonly committed: (decided: readonly DecidedRecord[], fence: bigint) => Promise<void>,
    /** How many records are decided at once; it outlives this object, to close in on an event that can not be stored. */
    private readonly pace: { atOnce: number },
  ) {
    this.position = fence.nextOffset;
  }

  static readonly fullPace = () => ({ atOnce: MOST_AT_ONCE });

  /** Decides the records of a batch, and returns when the database has committed them. */
  async handle(batch: RecordBatch): Promise<void> {
    const first = batch.records[0]?.offset ?? batch.next;
    if (first < this.position) {
      throw new Error(`bug: partition ${this.partition} was handed ${first}, and is at ${this.position}`);
    }
    for (let from = 0; from < batch.records.length;) {
      const records = batch.records.slice(from, from + this.pace.atOnce);
      from += records.length;
      await this.decideAtOnce(records);
    }
  }

  private async decideAtOnce(records: readonly TopicRecord[]): Promise<void> {
    const { items, stop } = this.read(records);
    const fresh = items.length > 0 ? await this.withoutDuplicates(items) : [];
    // All of them together, but for those that name so much that fewer have to do.
    while (items.length > 0) {
      const loaded = await this.load(fresh);
      const decided = fresh
        .splice(0, loaded)
        .map((item) => ({ record: item.record, decided: this.decide(item) }));
      const end = fresh.length > 0 ? items.indexOf(fresh[0]!) : items.length;
      await this.write(items.splice(0, end), decided);
    }
    if (stop !== undefined) throw new PartitionStopped(stop);
  }

  /** Reads records up to the first that this release must not decide. */
  private read(records: readonly TopicRecord[]): { items: Item[]; stop?: string } {
    const items: Item[] = [];
    for (const record of records) {
      const { offset } = record;
      const decoded = decodePaymentEvent(record);
      const at = `Partition ${this.partition} waits at offset ${offset}`;
      if (decoded.kind === 'unknown') {
        return { items, stop: `${at}: ${decoded.detail} is unknown here. Upgrade the ledger service.` };
      }
      if (decoded.kind === 'dead_letter') {
        const { reason, detail } = decoded;
        const { partition, timestamp: appendedAt } = record;
        const book = bookOf(record, this.partitions);
        const letter = { book, partition, offset, appendedAt, reason, detail };
        items.push({ kind: 'dead_letter', record, letter });
        continue;
      }
      const { book } = decoded.event;
      const home = partitionOf(book, this.partitions);
      if (home !== this.partition) {
        const stop = `${at}: book ${book} belongs on partition ${home}. Was the topic given more partitions, or TOPIC_PARTITIONS changed?`;
        return { items, stop };
      }
      items.push({ kind: 'event', record, event: decoded.event });
    }
    return { items };
  }

  /** Leaves out what has an outcome already, here or earlier in the batch: a duplicate makes no new row. */
  private async withoutDuplicates(items: readonly Item[]): Promise<Item[]> {
    const keyIds = items.flatMap((item) => (item.kind === 'event' ? [item.event.keyId] : []));
    const known = await this.store.decided(keyIds);
    return items.filter((item) => {
      if (item.kind === 'dead_letter') return true;
      if (known.has(item.event.keyId)) return false;
      known.add(item.event.keyId);
      return true;
    });
  }

  /** Returns how many of them can be decided now. */
  private async load(items: readonly Item[]): Promise<number> {
    if (this.ledger.size > MOST_STATE || this.weight > MOST_WEIGHT) {
      this.ledger = new Ledger();
      this.weight = 0;
    }
    const undecided = items.map((item) =>
      item.kind === 'event' ? { book: item.event.book, event: item.event } : { book: item.letter.book },
    );
    const { count, weight } = await this.store.load(this.ledger, undecided);
    this.weight += weight;
    return count;
  }

  private decide(item: Item): Decided {
    return item.kind === 'event' ? this.ledger.decide(item.event) : this.ledger.deadLetter(item.letter);
  }

  private async write(items: readonly Item[], decided: readonly DecidedRecord[]): Promise<void> {
    const rows = new DecisionRows();
    for (const one of decided) {
      rows.add(one.decided);
      if (one.decided.decision.status === 'dead_lettered') rows.addDeadLetter(one.decided, one.record);
    }
    const last = items.at(-1)!.record;
    // Right behind the last record, markers not included: so its hash vouches for all that lies before the fence.
    const end = last.offset + 1n;
    try {
      await this.store.write(this.position, end, { record: last, hash: recordHash(last) }, rows);
    } catch (error) {
      if (isDataError(error)) throw this.closeIn(error as Error, items);
      throw error;
    }
    this.position = end;
    this.pace.atOnce = Math.min(this.pace.atOnce * 2, MOST_AT_ONCE);
    for (const one of decided) decisionsTotal.inc({ status: one.decided.decision.status });
    await this.committed(decided, end);
  }

  /**
   * The database refused what the ledger decided: a bug, and trying again can not help. Half as many are tried next time,
   * until one event is left, which is named.
   */
  private closeIn(error: Error, items: readonly Item[]): Error {
    this.pace.atOnce = Math.max(1, Math.floor(items.length / 2));
    if (items.length > 1) return error;
    const { offset } = items[0]!.record;
    return new PartitionStopped(
      `Partition ${this.partition} is stopped at offset ${offset}: the database refuses the decision (${error.message}). This is a bug of the ledger.`,
      { cause: error },
    );
  }
}
