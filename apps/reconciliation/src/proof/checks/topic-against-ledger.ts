import { deadLetterKeyIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import { bookOf, decodePaymentEvent, type DecodedRecord } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { recordHash } from '@pacioli/kafka/record-hash';
import type { LastRecord } from '../runs-store';
import type { Fence, OutcomePosition } from '../store';
import { printedMoment } from '../written';
import { Findings } from './findings';

/** Which records of a partition a run looks at: from an offset up to its fence. */
export interface PartitionRange {
  readonly fence: Fence;
  readonly from: bigint;
  /** The last record before them; null when there is none. */
  readonly lastBefore: LastRecord | null;
  /** The offset up to which any run has proven the partition. */
  readonly proven: bigint;
}

/** A record without an outcome at its own offset: only an earlier outcome of its key explains it. */
export interface PossibleDuplicate {
  readonly book: string;
  readonly keyId: KeyId;
  readonly offset: bigint;
}

/**
 * Every record of payment-events up to the fence has exactly one outcome, and every outcome its record: one partition,
 * both sides in the order of offsets. What is found belongs to the book of the record; what concerns the partition itself,
 * and records that belong to no book, to `~<partition>`, as the ledger names it.
 */
export class TopicAgainstLedger {
  private possibleDuplicates: PossibleDuplicate[] = [];
  private lastSeen: TopicRecord | undefined;

  constructor(
    private readonly range: PartitionRange,
    private readonly partitions: number,
    /** The findings of a book, which may be shared with other partitions. */
    private readonly of: (book: string) => Findings,
  ) {}

  private get fence(): Fence {
    return this.range.fence;
  }

  /** The last record that was seen, or that was there before the range. */
  get last(): LastRecord | null {
    const { lastSeen, range } = this;
    return lastSeen === undefined
      ? range.lastBefore
      : { offset: lastSeen.offset, hash: recordHash(lastSeen) };
  }

  /** The name under which a partition keeps what belongs to no book. */
  get partitionBook(): string {
    return `~${this.fence.partition}`;
  }

  /** The next record, and the outcome at its offset when there is one. Returns what the record says. */
  see(record: TopicRecord, outcome: OutcomePosition | undefined): DecodedRecord {
    this.lastSeen = record;
    const book = bookOf(record, this.partitions);
    const findings = this.of(book);
    findings.checked += 1;
    const decoded = decodePaymentEvent(record);
    if (decoded.kind === 'unknown') {
      findings.add(
        this.at(record.offset),
        'an event that this release of reconciliation knows',
        decoded.detail,
      );
      return decoded;
    }
    const isEvent = decoded.kind === 'event';
    const keyId = isEvent ? decoded.event.keyId : deadLetterKeyIdOf(record.partition, record.offset);
    if (outcome === undefined) {
      // A dead letter is known by its place alone, so it can be nobody's duplicate.
      if (isEvent) this.possibleDuplicates.push({ book, keyId, offset: record.offset });
      else findings.add(this.at(record.offset), `a dead-lettered outcome (${decoded.reason})`, 'none');
    } else this.agree(record, outcome, book, keyId, isEvent ? decoded.event.fingerprint : null);
    return decoded;
  }

  /** The next outcome, at an offset where no committed record stands. */
  withoutRecord({ book, offset }: OutcomePosition): void {
    const findings = this.of(book);
    findings.checked += 1;
    const { nextOffset } = this.fence;
    findings.add(
      `outcome of ${this.at(offset)}`,
      offset < nextOffset ? 'a record in the topic' : `an offset before the fence at ${nextOffset}`,
      offset < nextOffset ? 'none' : `offset ${offset}`,
    );
  }

  /** How many records wait to be judged as duplicates. */
  get waiting(): number {
    return this.possibleDuplicates.length;
  }

  /** Records seen so far that must be duplicates; each is handed out once. */
  takePossibleDuplicates(): PossibleDuplicate[] {
    const taken = this.possibleDuplicates;
    this.possibleDuplicates = [];
    return taken;
  }

  /** Judges one of them by where the outcome of its key stands; undefined when the key has none. */
  judgeDuplicate(
    { book, keyId, offset }: PossibleDuplicate,
    first: { partition: number; offset: bigint } | undefined,
  ): void {
    if (first !== undefined && first.partition === this.fence.partition && first.offset < offset) return;
    this.of(book).add(
      this.at(offset),
      `one outcome of key id ${keyId}, here or before`,
      first === undefined ? 'none' : `one at record ${first.partition}-${first.offset}`,
    );
  }

  /**
   * Compares the fence with what the topic holds, once all of it up to the fence was seen. A fence is no record, and counts as
   * none; that it was looked at shows in that the partition has a report.
   */
  finish(held: { earliest: bigint; lastStable: bigint }): void {
    const findings = this.of(this.partitionBook);
    const { partition, nextOffset, lastOffset, lastHash } = this.fence;
    if (held.earliest > 0n) {
      findings.add(
        `partition ${partition} of the topic`,
        'records from offset 0 on',
        `from ${held.earliest} on`,
      );
    }
    if (held.lastStable < nextOffset) {
      const row = `partition ${partition} of the topic`;
      findings.add(row, `records up to the fence at ${nextOffset}`, `up to ${held.lastStable}`);
    }
    const { proven } = this.range;
    if (nextOffset < proven) {
      const expected = `not before ${proven}, up to where it was proven`;
      findings.add(`fence of partition ${partition}`, expected, `at ${nextOffset}`);
    }
    const expected = printedRecord(this.last);
    const found = printedRecord(lastOffset === null ? null : { offset: lastOffset, hash: lastHash });
    if (expected !== found) findings.add(`fence of partition ${partition}`, expected, found);
  }

  private agree(
    record: TopicRecord,
    outcome: OutcomePosition,
    book: string,
    keyId: KeyId,
    fingerprint: Buffer | null,
  ): void {
    const differs = (expected: string, found: string) =>
      this.of(book).add(`outcome of ${this.at(record.offset)}`, expected, found);
    if (outcome.keyId !== keyId) differs(`key id ${keyId}`, `key id ${outcome.keyId}`);
    const isSame =
      fingerprint === null ? outcome.fingerprint === null : outcome.fingerprint?.equals(fingerprint);
    if (!isSame) differs(`fingerprint ${hex(fingerprint)}`, `fingerprint ${hex(outcome.fingerprint)}`);
    if (outcome.book !== book) differs(`book ${book}`, `book ${outcome.book}`);
    if (outcome.acceptedAt !== record.timestamp) {
      const [expected, found] = [record.timestamp, outcome.acceptedAt].map(printedMoment);
      differs(`accepted_at ${expected}`, `accepted_at ${found}`);
    }
  }

  private at(offset: bigint): string {
    return `record ${this.fence.partition}-${offset}`;
  }
}

const hex = (bytes: Buffer | null): string => bytes?.toString('hex') ?? 'none';

const printedRecord = (record: { offset: bigint; hash: Buffer | null } | null): string =>
  record === null ? 'no last record' : `last record ${record.offset} with hash ${hex(record.hash)}`;
