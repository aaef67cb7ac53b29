import { deadLetterRecord } from '@pacioli/contracts/dead-letter';
import { operationIdOf } from '@pacioli/contracts/operation-id';
import { ledgerEventRecord, SOURCE_OFFSET_HEADER, type LedgerEvent } from '@pacioli/contracts/ledger-event';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord, TopicRecord } from '@pacioli/contracts/topic-record';
import { deadLetterTopic, ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { ProducerFenced, type TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import type { Log } from '@pacioli/service/log';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { outcomesFrom, type OutcomeRow } from './outcomes-store';
import type { DecidedRecord } from './partition-ledger';

/** One outcome to be published. Its records are made when they are sent: they take several times as much memory. */
interface Publication {
  readonly event: LedgerEvent;
  readonly deadLetter: Bytes | null;
  /** About how many bytes its records take: one batch of them has to fit the broker's limit. */
  readonly bytes: number;
}

/** Of a dead letter: the record as it was. */
type Bytes = Pick<TopicRecord, 'key' | 'value' | 'headers'>;

const MOST_RECORDS = 1_000;
/** The answer to a large entry is some 150 kB, a dead letter up to 16 MiB. */
const MOST_READ_BACK = { rows: 250, bytes: 4 * 1024 * 1024 };
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_IN_MEMORY = { records: 2_000, bytes: 4 * 1024 * 1024 };
/** How long deciding waits for room in memory, before memory is emptied and the rest read back from the database. */
const PATIENCE_MS = 2_000;
/** The broker's cost lies in transactions, not in records, and nobody waits for ledger-events to answer a payment. */
const LINGER_MS = 100;

/**
 * Sends the outcomes of one partition to ledger-events, contiguously and in order, each once. Its position is what stands
 * in ledger-events itself: each record carries the offset of its request, and nothing counts as sent but what is there.
 * It sends from memory what was just decided, and from the database what it finds undone.
 */
export class OutcomePublisher {
  /** The offset in payment-events up to which everything is in ledger-events. */
  private position = 0n;
  /** The fence: outcomes before it are in the database. */
  private fence = 0n;
  private pending: Publication[] = [];
  /** Whether memory holds every outcome that is not published yet. */
  private complete = false;
  /** The offset behind the last outcome that was ever put into `pending`. */
  private end = 0n;
  private wake: (() => void) | undefined;
  private madeRoom: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private stopped = new AbortController();

  constructor(
    private readonly producer: TransactionalProducer,
    private readonly source: DataSource,
    private readonly partition: number,
    private readonly prefix: string,
    private readonly log: Log,
  ) {}

  /** Fences a predecessor's publisher, and settles what it left open. */
  async takeOver(): Promise<void> {
    await this.producer.open();
  }

  /** Begins to publish at what ledger-events holds. `onFenced`: another process has taken over. */
  async start(fence: bigint, ledgerEvents: TopicReader, onFenced: (error: Error) => void): Promise<void> {
    this.stopped = new AbortController();
    this.fence = fence;
    await this.findPosition(ledgerEvents);
    this.running = this.publishForever(ledgerEvents, onFenced);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake?.();
    this.madeRoom?.();
    await this.running;
    this.running = undefined;
    await this.producer.close();
  }

  /**
   * What was just committed to the database, up to the new fence. Resolves once there is room for more: a ledger that is
   * faster than the broker takes its pace, since what is read back costs three times as much as what is in memory. A
   * broker that publishes nothing holds it up for a moment only.
   */
  async offer(decided: readonly DecidedRecord[], fence: bigint): Promise<void> {
    this.fence = fence;
    this.remember(decided);
    this.wake?.();
    if (!this.isFull) return;
    const patience = setTimeout(() => this.madeRoom?.(), PATIENCE_MS);
    await new Promise<void>((resolve) => (this.madeRoom = resolve));
    clearTimeout(patience);
    this.madeRoom = undefined;
    if (this.isFull) this.forget();
  }

  private remember(decided: readonly DecidedRecord[]): void {
    if (!this.complete) return;
    for (const one of decided) {
      const { offset } = one.decided.decision;
      // Read back already, or in ledger-events since before the database was restored.
      if (offset < this.end) continue;
      this.pending.push(this.fromMemory(one));
      this.end = offset + 1n;
    }
  }

  private get isFull(): boolean {
    if (this.pending.length > MOST_IN_MEMORY.records) return true;
    return this.pending.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_IN_MEMORY.bytes;
  }

  private forget(): void {
    this.pending = [];
    this.complete = false;
  }

  /** How many offsets of payment-events wait to be published, for metrics. */
  get lag(): bigint {
    return this.fence - this.position;
  }

  private async findPosition(ledgerEvents: TopicReader): Promise<void> {
    const { lastStable } = await ledgerEvents.range(this.partition);
    const last = await ledgerEvents.lastBefore(this.partition, lastStable);
    const header = last?.headers[SOURCE_OFFSET_HEADER];
    if (last && !header)
      throw new Error(`A record of ledger-events partition ${this.partition} at ${last.offset} is not ours`);
    this.position = header ? BigInt(header.toString()) + 1n : 0n;
    this.pending = [];
    this.end = this.position;
    this.complete = this.position >= this.fence;
  }

  private async publishForever(ledgerEvents: TopicReader, onFenced: (error: Error) => void): Promise<void> {
    const { signal } = this.stopped;
    for (let settled = true; !signal.aborted;) {
      try {
        if (!settled) {
          // What became of the last transaction is seen in the topic, once the broker has settled it.
          await this.takeOver();
          await this.findPosition(ledgerEvents);
          settled = true;
        }
        const batch = await this.nextBatch();
        const last = batch.at(-1);
        if (last) {
          await this.producer.publish(batch.flatMap((publication) => this.recordsOf(publication)));
          this.position = last.event.sourceOffset + 1n;
          if (!this.isFull) this.madeRoom?.();
        }
        // Behind the last outcome there may be duplicates, which have none.
        if (this.complete && this.pending.length === 0 && this.fence > this.position)
          this.position = this.fence;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ProducerFenced) return onFenced(error);
        settled = false;
        this.log.warn({ err: error, partition: this.partition }, 'publishing outcomes again');
        await pause(500, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** The next outcomes in order; none when everything up to the fence is published. */
  private async nextBatch(): Promise<Publication[]> {
    if (this.stopped.signal.aborted) return [];
    if (this.pending.length === 0 && this.complete) {
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
      if (this.stopped.signal.aborted) return [];
      await pause(LINGER_MS);
    }
    if (!this.complete && this.pending.length === 0) await this.readBack();
    let bytes = 0;
    let count = 0;
    for (const { bytes: more } of this.pending) {
      if (count > 0 && (bytes + more > MOST_BYTES || count === MOST_RECORDS)) break;
      bytes += more;
      count += 1;
    }
    return this.pending.splice(0, count);
  }

  /** Reads from the database what memory does not hold, from the position on. */
  private async readBack(): Promise<void> {
    const fence = this.fence;
    const rows = await outcomesFrom(this.source, this.partition, this.position, MOST_READ_BACK);
    this.pending = rows.map((row) => this.fromRow(row));
    this.end = (rows.at(-1)?.topic_offset ?? this.position - 1n) + 1n;
    // Nothing is left, and nothing was decided meanwhile: from here on memory holds all there is.
    if (rows.length === 0 && fence === this.fence) this.complete = true;
  }

  private fromMemory({ decided: { decision }, record }: DecidedRecord): Publication {
    const { request } = decision;
    return publication(
      {
        book: decision.book,
        sequence: decision.number,
        operationId: request && operationIdOf(decision.keyId, request.fingerprint),
        requestType: request?.type ?? null,
        status: decision.status,
        code: decision.code,
        detail: decision.detail,
        pointer: decision.pointer,
        answer: decision.answer,
        recordedAt: decision.recordedAt,
        partition: this.partition,
        sourceOffset: decision.offset,
        actorType: request?.actorType ?? null,
        actorId: request?.actorId ?? null,
        requestId: request?.requestId ?? null,
        traceparent: request?.traceparent ?? null,
      },
      decision.status === 'dead_lettered' ? record : null,
    );
  }

  private fromRow(row: OutcomeRow): Publication {
    const bytesOf = (headers: Record<string, string | null>) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          decodeURIComponent(name),
          value === null ? null : Buffer.from(value, 'base64'),
        ]),
      );
    return publication(
      {
        book: row.book,
        sequence: row.decision,
        operationId: row.fingerprint && operationIdOf(row.key_id, row.fingerprint),
        requestType: row.type as PaymentEventType | null,
        status: row.status,
        code: row.code,
        detail: row.detail,
        pointer: row.pointer,
        answer: row.answer,
        recordedAt: row.recorded_at.getTime(),
        partition: this.partition,
        sourceOffset: row.topic_offset,
        actorType: row.actor_type,
        actorId: row.actor_id,
        requestId: row.request_id,
        traceparent: row.traceparent,
      },
      row.status === 'dead_lettered'
        ? { key: row.dead_key, value: row.dead_value, headers: bytesOf(row.dead_headers ?? {}) }
        : null,
    );
  }

  /** The outcome's ledger event and, for a dead letter, the record itself with its coordinates and the reason. */
  private recordsOf({ event, deadLetter }: Publication): OutgoingRecord[] {
    const records = [ledgerEventRecord(ledgerEventsTopic(this.prefix), event)];
    if (deadLetter) {
      const { partition, sourceOffset: offset, code, detail } = event;
      const { key, value, headers } = deadLetter;
      const topic = paymentEventsTopic(this.prefix);
      const letter = { topic, partition, offset, reason: code!, detail: detail!, key, value, headers };
      records.push(deadLetterRecord(deadLetterTopic(this.prefix), letter));
    }
    return records;
  }
}

/** Room for the key, the fixed headers and the framing of an event. */
const EVENT_BYTES = 600;

function publication(event: LedgerEvent, deadLetter: Bytes | null): Publication {
  const { answer, detail, requestId, traceparent, actorId } = event;
  const texts = [answer, detail, requestId, traceparent, actorId];
  const eventBytes = texts.reduce((sum, text) => sum + (text?.length ?? 0), EVENT_BYTES);
  return { event, deadLetter, bytes: eventBytes + (deadLetter ? sizeOf(deadLetter) + EVENT_BYTES : 0) };
}

function sizeOf({ key, value, headers }: Bytes): number {
  const each = Object.entries(headers).map(([name, bytes]) => name.length + (bytes?.length ?? 0) + 8);
  return (key?.length ?? 0) + (value?.length ?? 0) + each.reduce((sum, size) => sum + size, 0);
}
