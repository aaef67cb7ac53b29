import { ledgerEventRecord, SOURCE_OFFSET_HEADER, type LedgerEvent } from '@pacioli/contracts/ledger-event';
import type { OutgoingRecord, TopicRecord } from '@pacioli/contracts/topic-record';
import { Findings } from './findings';

/**
 * Every outcome that was published has exactly one event in ledger-events, in the order of the topic, which says what the
 * outcome says, byte for byte: one partition, both sides in the order of the offsets of payment-events. What is not published yet
 * is no problem: the publisher goes on from the last event that stands there.
 */
export class EventsAgainstLedger {
  constructor(
    private readonly partition: number,
    /** The findings of a book, which may be shared with other partitions. */
    private readonly of: (book: string) => Findings,
  ) {}

  /** Compares what the topic holds of the partition with how far an earlier run has read it. */
  holds({ earliest, lastStable }: { earliest: bigint; lastStable: bigint }, proven: bigint): void {
    if (earliest > 0n) this.lost('events from offset 0 on', `from ${earliest} on`);
    if (lastStable < proven) this.lost(`events up to ${proven}, as were read`, `up to ${lastStable}`);
  }

  /** What was told once is told for ever: compares requests, since a topic that is told anew has other offsets of its own. */
  stillTells(reached: bigint, proven: bigint): void {
    if (reached >= proven) return;
    const upTo = (offset: bigint) => `of requests before ${this.partition}-${offset}`;
    this.lost(`events ${upTo(proven)}, as were read`, upTo(reached));
  }

  private lost(expected: string, found: string): void {
    const findings = this.of(this.partitionBook);
    findings.checked += 1;
    findings.add(`partition ${this.partition} of ledger-events`, expected, found);
  }

  /**
   * The offset in payment-events of the record that an event tells of, which lies before the end of that topic; undefined, and
   * named, when it is none of ours.
   */
  sourceOf(record: TopicRecord, end: bigint): bigint | undefined {
    const header = record.headers[SOURCE_OFFSET_HEADER]?.toString();
    if (header !== undefined && /^(0|[1-9]\d{0,18})$/.test(header) && BigInt(header) < end)
      return BigInt(header);
    const findings = this.of(this.partitionBook);
    findings.checked += 1;
    const found = header === undefined ? 'none' : JSON.stringify(header);
    findings.add(this.at(record), `${SOURCE_OFFSET_HEADER}: the offset of a request`, found);
    return undefined;
  }

  /** An event of what was decided after all that the snapshot holds, though others follow on it that were decided before. */
  outOfOrder(record: TopicRecord): void {
    const findings = this.of(this.partitionBook);
    findings.checked += 1;
    findings.add(
      this.at(record),
      'an event in the order of requests',
      'one before events of earlier requests',
    );
  }

  /** An event, and the outcome of the record that it tells of. */
  agree(record: TopicRecord, outcome: LedgerEvent): void {
    const findings = this.of(outcome.book);
    findings.checked += 1;
    const expected = expectedOf(outcome);
    if (expected === null) {
      findings.add(this.at(record), 'an outcome of which an event can tell', 'one that no decision ever had');
      return;
    }
    const differing = partsOf(expected, record).find(({ should, found }) => !isSame(should, found));
    if (differing === undefined) return;
    const { name, should, found } = differing;
    findings.add(this.at(record), `${name}: ${textOf(should)}`, textOf(found));
  }

  /** The next outcome, of which no event tells though one tells of what comes after it. */
  withoutEvent({ book, sourceOffset }: LedgerEvent): void {
    const findings = this.of(book);
    findings.checked += 1;
    findings.add(`outcome of record ${this.partition}-${sourceOffset}`, 'an event in ledger-events', 'none');
  }

  /** An event of a record that has no outcome, or of one that an earlier event told already. */
  withoutOutcome(record: TopicRecord, source: bigint): void {
    const findings = this.of(this.partitionBook);
    findings.checked += 1;
    findings.add(
      this.at(record),
      `one event of record ${this.partition}-${source}, which has an outcome`,
      'another',
    );
  }

  private get partitionBook(): string {
    return `~${this.partition}`;
  }

  private at({ offset }: TopicRecord): string {
    return `event ${this.partition}-${offset} of ledger-events`;
  }
}

/** Null where a row that was tampered with holds what no event can tell, such as a time without end. */
function expectedOf(outcome: LedgerEvent): OutgoingRecord | null {
  try {
    return ledgerEventRecord('', outcome);
  } catch {
    return null;
  }
}

/** What should stand at a place of a record, and what does. */
interface Part {
  readonly name: string;
  readonly should: string | Buffer | null | undefined;
  readonly found: Buffer | null | undefined;
}

function partsOf({ key, value, headers }: OutgoingRecord, record: TopicRecord): Part[] {
  // They are decoded at each access.
  const told = record.headers;
  const names = new Set([...Object.keys(headers), ...Object.keys(told)]);
  return [
    { name: 'key', should: key, found: record.key },
    { name: 'body', should: value, found: record.value },
    ...Array.from(names, (name) => ({ name, should: headers[name], found: told[name] })),
  ];
}

/** Byte for byte. */
function isSame(should: Part['should'], found: Part['found']): boolean {
  if (should === null || should === undefined || found === null || found === undefined)
    return should === found;
  return found.equals(typeof should === 'string' ? Buffer.from(should) : should);
}

const textOf = (part: Part['should']): string => part?.toString() ?? 'none';
