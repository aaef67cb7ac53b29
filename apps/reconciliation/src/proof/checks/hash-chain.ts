import type { DecisionRecord } from '@pacioli/ledger-core/decision-record';
import { chainHash } from '@pacioli/ledger-core/hash-chain';
import type { OutcomeRow } from '../journal';
import { BEGINNING, type Standing } from '../standing';
import type { BookListing } from '../store';
import { decisionName, type Written, type WrittenEntry } from '../written';
import { Findings } from './findings';

/**
 * Every decision's hash is that of its rows and of the hash before it. The first decision that breaks the chain is named
 * first; those after it are chained to the hash that stands there, so that independent breaks are found, too. And what was proven
 * once stands there still.
 */
export class HashChain {
  readonly findings = new Findings('hash_chain');
  /** The hash that the next decision is chained to. */
  private previous: Buffer;
  /** Where the book stood when it was proven last, as long as the range has not come to it. */
  private proven: Standing | null;

  constructor(
    private readonly book: BookListing,
    private readonly before = BEGINNING,
    proven = BEGINNING,
  ) {
    this.previous = before.hash;
    this.proven = proven.decision > before.decision ? proven : null;
  }

  get last(): Buffer {
    return this.previous;
  }

  /** What stands now at the last decision before the range must be what stood there when it was proven. */
  goOnFrom(hash: Buffer | null): void {
    this.asProven(this.before, hash);
  }

  /** A decision that was proven is there for ever. */
  finish(): void {
    if (this.proven !== null) this.asProven(this.proven, null);
  }

  private asProven({ decision, hash: proven }: Standing, hash: Buffer | null): void {
    if (hash?.equals(proven) === true) return;
    const found = hash === null ? 'no such decision' : `hash ${hash.toString('hex')}`;
    const row = `decision ${this.book.book} ${decision}`;
    this.findings.add(row, `hash ${proven.toString('hex')}, as it was proven`, found);
  }

  see(written: Written): void {
    const { outcome } = written;
    if (outcome === null) return;
    this.findings.checked += 1;
    const computed = this.hashOf(outcome, written);
    if (computed === null || !computed.equals(outcome.hash)) {
      const first = this.findings.listed === 0;
      this.findings.add(
        decisionName(outcome),
        computed === null ? 'rows that can be hashed' : `hash ${computed.toString('hex')}`,
        `hash ${outcome.hash.toString('hex')}${first ? FIRST_BREAK : ''}`,
      );
    }
    this.previous = outcome.hash;
    if (outcome.decision !== this.proven?.decision) return;
    this.asProven(this.proven, outcome.hash);
    this.proven = null;
  }

  /** The hash that the rows give; null when they hold what no decision ever held, such as a time without end. */
  private hashOf(outcome: OutcomeRow, written: Written): Buffer | null {
    const times = [
      ...[outcome.acceptedAt, outcome.recordedAt],
      ...written.entries.map(({ entry }) => entry.effectiveAt),
      ...written.periods.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]),
      ...written.holds.map(({ expiresAt }) => expiresAt ?? 0),
    ];
    // The hash covers milliseconds, so a finer time would pass for the one that was decided.
    if (!times.every(Number.isInteger)) return null;
    try {
      return chainHash(this.previous, decisionRecordOf(outcome, written, this.book));
    } catch {
      return null;
    }
  }
}

const FIRST_BREAK = '; what was decided after it can not be judged by this chain any more';

/**
 * The rows of a decision as ledger-core returned it. What was tampered with need not have the types it claims. Every field
 * is spelled out, since spreading rows into new objects cost a fifth of a run's time.
 */
function decisionRecordOf(
  outcome: OutcomeRow,
  { entries, account, periods, changes, holds, holdChanges, exchanges }: Written,
  { book, opened }: BookListing,
): DecisionRecord {
  const record: { [Key in keyof DecisionRecord]: unknown } = {
    book,
    number: outcome.decision,
    keyId: outcome.keyId,
    partition: outcome.partition,
    offset: outcome.offset,
    acceptedAt: outcome.acceptedAt,
    recordedAt: outcome.recordedAt,
    request: hasRequest(outcome) ? outcome : null,
    status: outcome.status,
    code: outcome.code,
    detail: outcome.detail,
    pointer: outcome.pointer,
    answer: outcome.answer,
    openedBook: opened?.decision === outcome.decision ? { id: book, ...opened } : null,
    closedPeriods: periods,
    openedAccounts: account ? [account] : [],
    accountChanges: changes,
    entries: entries.map(entryRecordOf),
    holds,
    holdChanges,
    exchanges,
  };
  return record as DecisionRecord;
}

function entryRecordOf({ entry, postings }: WrittenEntry) {
  const { id, number, kind, effectiveAt, description, reference, metadata } = entry;
  const reverses = entry.reverses === null ? null : { number: entry.reverses };
  return { id, number, kind, effectiveAt, description, reference, metadata, reverses, postings };
}

/** A dead letter has none of the columns that say what was asked. */
const hasRequest = (outcome: OutcomeRow): boolean =>
  REQUEST_COLUMNS.some((column) => outcome[column] !== null);

const REQUEST_COLUMNS = [
  ...(['type', 'rules', 'fingerprint', 'source', 'idempotencyKey'] as const),
  ...(['actorType', 'actorId', 'requestId', 'traceparent'] as const),
];
