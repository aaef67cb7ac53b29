import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import type { EntryKind, Layer } from '@pacioli/contracts/journal-entry';
import type { DecisionRecord, ExchangeRecord } from '@pacioli/ledger-core/decision-record';
import type { Totals } from '@pacioli/ledger-core/balance';
import type { RowReader } from '@pacioli/postgres/row-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { rowsWithin, type Ranges } from './book-range';

/**
 * The ledger's tables as they are read for proof: every column, and nothing that a join or a default could repair. Rows
 * that were tampered with may hold anything that their columns admit, so the types promise no more than the columns do.
 */
export interface OutcomeRow {
  readonly keyId: string;
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since 1970; not a number when it lies beyond what a Date can hold. */
  readonly acceptedAt: number;
  readonly recordedAt: number;
  readonly type: string | null;
  readonly rules: number | null;
  readonly fingerprint: Buffer | null;
  readonly source: string | null;
  readonly idempotencyKey: string | null;
  readonly actorType: string | null;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly status: DecisionRecord['status'];
  readonly code: string | null;
  readonly detail: string | null;
  readonly pointer: string | null;
  readonly answer: string | null;
  readonly entry: bigint | null;
  readonly hash: Buffer;
}

export interface EntryRow {
  readonly book: string;
  readonly number: bigint;
  readonly decision: bigint;
  /** `je_` and 32 hex digits. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly recordedAt: number;
  readonly effectiveAt: number;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: unknown;
  readonly postingCount: number;
  /** The number of the entry that it undoes, and that entry's id. */
  readonly reverses: bigint | null;
  readonly reversesId: string | null;
}

export interface PostingRow {
  readonly book: string;
  readonly account: number;
  readonly version: bigint;
  readonly entry: bigint;
  readonly leg: number;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  readonly totals: Totals;
}

export interface AccountRow {
  readonly book: string;
  readonly number: number;
  readonly decision: bigint;
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  readonly metadata: unknown;
  readonly createdAt: number;
}

export interface PeriodRow {
  readonly book: string;
  /** `2026-10` */
  readonly period: string;
  readonly decision: bigint;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly closedAt: number;
}

export interface AccountChangeRow {
  readonly book: string;
  /** The account's number. */
  readonly account: number;
  readonly revision: bigint;
  readonly decision: bigint;
  readonly status: AccountStatus;
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
  readonly metadata: unknown;
  readonly reason: string | null;
  readonly changedAt: number;
}

export interface HoldRow {
  readonly book: string;
  readonly entry: bigint;
  readonly decision: bigint;
  /** The accounts' numbers. */
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
  readonly currency: string;
  readonly expiresAt: number | null;
}

export interface HoldChangeRow {
  readonly book: string;
  readonly hold: bigint;
  readonly revision: bigint;
  readonly decision: bigint;
  readonly entry: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

export interface ExchangeRow extends ExchangeRecord {
  readonly book: string;
  readonly decision: bigint;
}

/** By book and number of the decision: the order in which they were written, and that of the hash chain. */
const outcomes = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<OutcomeRow[], void> =>
  snapshot.rows(
    `select key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, type, rules, fingerprint, source,
            idempotency_key, actor_type, actor_id, request_id, traceparent, status, code, detail, pointer, answer, entry, hash
       from ${rowsWithin(ranges, 'outcome', 'decision', 'decision')} outcome order by book, decision`,
    (row) => ({
      keyId: row.uuid(),
      book: row.text(),
      decision: row.bigint(),
      partition: row.integer(),
      offset: row.bigint(),
      acceptedAt: row.moment(),
      recordedAt: row.moment(),
      type: row.textOrNull(),
      rules: row.integerOrNull(),
      fingerprint: row.bytesOrNull(),
      source: row.textOrNull(),
      idempotencyKey: row.textOrNull(),
      actorType: row.textOrNull(),
      actorId: row.textOrNull(),
      requestId: row.textOrNull(),
      traceparent: row.textOrNull(),
      status: row.text() as OutcomeRow['status'],
      code: row.textOrNull(),
      detail: row.textOrNull(),
      pointer: row.textOrNull(),
      answer: row.textOrNull(),
      entry: row.bigintOrNull(),
      hash: row.bytes(),
    }),
  );

/** By book and number, which is the order of their decisions. */
const entries = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<EntryRow[], void> =>
  snapshot.rows(
    `select book, number, decision, id, kind, recorded_at, effective_at, description, reference, metadata, posting_count, reverses,
            (select undone.id from journal_entry undone where undone.book = e.book and undone.number = e.reverses)
       from ${rowsWithin(ranges, 'journal_entry', 'number', 'entries')} e order by book, number`,
    (row) => ({
      book: row.text(),
      number: row.bigint(),
      decision: row.bigint(),
      id: `je_${row.uuid()}`,
      kind: row.text() as EntryKind,
      recordedAt: row.moment(),
      effectiveAt: row.moment(),
      description: row.textOrNull(),
      reference: row.textOrNull(),
      metadata: row.json(),
      postingCount: row.integer(),
      reverses: row.bigintOrNull(),
      reversesId: idOrNull(row.uuidOrNull()),
    }),
  );

const idOrNull = (uuid: string | null) => (uuid === null ? null : `je_${uuid}`);

/** By book, entry and leg. The postings of one account come in the order of their versions, too, since entries are counted. */
const postings = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<PostingRow[], void> =>
  snapshot.rows(
    `select book, account, version, entry, leg, layer, direction, amount, currency,
            debits_posted, credits_posted, debits_pending, credits_pending
       from ${rowsWithin(ranges, 'posting', 'entry', 'entries')} posting order by book, entry, leg`,
    (row) => ({
      book: row.text(),
      account: row.integer(),
      version: row.bigint(),
      entry: row.bigint(),
      leg: row.integer(),
      layer: row.text() as PostingRow['layer'],
      direction: row.text() as Direction,
      amount: row.bigint(),
      currency: row.text(),
      totals: {
        debitsPosted: row.bigint(),
        creditsPosted: row.bigint(),
        debitsPending: row.bigint(),
        creditsPending: row.bigint(),
      },
    }),
  );

/** By book and number, which is the order in which they were opened. */
const accounts = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<AccountRow[], void> =>
  snapshot.rows(
    `select book, number, decision, name, type, currency, min_balance, max_balance, metadata, created_at
       from ${rowsWithin(ranges, 'account', 'number', 'accounts')} account order by book, number`,
    (row: RowReader) => ({
      book: row.text(),
      number: row.integer(),
      decision: row.bigint(),
      name: row.text(),
      type: row.text() as AccountType,
      currency: row.text(),
      minBalance: row.bigintOrNull(),
      maxBalance: row.bigintOrNull(),
      metadata: row.json(),
      createdAt: row.moment(),
    }),
  );

/** By book and decision. */
const accountChanges = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<AccountChangeRow[], void> =>
  snapshot.rows(
    `select book, account, revision, decision, status, min_balance, max_balance, metadata, reason, changed_at
       from ${rowsWithin(ranges, 'account_change', 'decision', 'decision')} account_change order by book, decision, account, revision`,
    (row) => ({
      book: row.text(),
      account: row.integer(),
      revision: row.bigint(),
      decision: row.bigint(),
      status: row.text() as AccountStatus,
      minBalance: row.bigintOrNull(),
      maxBalance: row.bigintOrNull(),
      metadata: row.json(),
      reason: row.textOrNull(),
      changedAt: row.moment(),
    }),
  );

/** By book and decision. */
const periods = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<PeriodRow[], void> =>
  snapshot.rows(
    `select book, period, decision, starts_at, ends_at, closed_at from ${rowsWithin(ranges, 'closed_period', 'decision', 'decision')} closed_period order by book, decision, period`,
    (row) => ({
      book: row.text(),
      period: row.text(),
      decision: row.bigint(),
      startsAt: row.moment(),
      endsAt: row.moment(),
      closedAt: row.moment(),
    }),
  );

/** By book and entry, which is the order of their decisions. */
const holds = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<HoldRow[], void> =>
  snapshot.rows(
    `select book, entry, decision, debit, credit, amount, currency, expires_at from ${rowsWithin(ranges, 'hold', 'entry', 'entries')} hold order by book, entry`,
    (row) => ({
      book: row.text(),
      entry: row.bigint(),
      decision: row.bigint(),
      debit: row.integer(),
      credit: row.integer(),
      amount: row.bigint(),
      currency: row.text(),
      expiresAt: row.momentOrNull(),
    }),
  );

/** By book and entry. */
const holdChanges = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<HoldChangeRow[], void> =>
  snapshot.rows(
    `select book, hold, revision, decision, entry, captured, voided, expired from ${rowsWithin(ranges, 'hold_change', 'entry', 'entries')} hold_change order by book, entry`,
    (row) => ({
      book: row.text(),
      hold: row.bigint(),
      revision: row.bigint(),
      decision: row.bigint(),
      entry: row.bigint(),
      captured: row.bigint(),
      voided: row.bigint(),
      expired: row.bigint(),
    }),
  );

/** By book and entry, which is the order of their decisions. */
const exchanges = (snapshot: Snapshot, ranges: Ranges): AsyncGenerator<ExchangeRow[], void> =>
  snapshot.rows(
    `select book, entry, decision, rate, sold, sold_currency, bought, bought_currency, exact, rounded_off, residue
       from ${rowsWithin(ranges, 'exchange', 'entry', 'entries')} exchange order by book, entry`,
    (row) => ({
      book: row.text(),
      entry: row.bigint(),
      decision: row.bigint(),
      rate: row.text(),
      sold: row.bigint(),
      soldCurrency: row.text(),
      bought: row.bigint(),
      boughtCurrency: row.text(),
      exact: row.text(),
      roundedOff: row.text(),
      residue: row.bigint(),
    }),
  );

/** The tables of the journal, each to be read once. */
export interface LedgerStreams {
  readonly outcomes: AsyncGenerator<OutcomeRow[], void>;
  readonly entries: AsyncGenerator<EntryRow[], void>;
  readonly postings: AsyncGenerator<PostingRow[], void>;
  readonly accounts: AsyncGenerator<AccountRow[], void>;
  readonly accountChanges: AsyncGenerator<AccountChangeRow[], void>;
  readonly periods: AsyncGenerator<PeriodRow[], void>;
  readonly holds: AsyncGenerator<HoldRow[], void>;
  readonly holdChanges: AsyncGenerator<HoldChangeRow[], void>;
  readonly exchanges: AsyncGenerator<ExchangeRow[], void>;
}

export const ledgerStreams = (snapshot: Snapshot, ranges: Ranges): LedgerStreams => ({
  outcomes: outcomes(snapshot, ranges),
  entries: entries(snapshot, ranges),
  postings: postings(snapshot, ranges),
  accounts: accounts(snapshot, ranges),
  accountChanges: accountChanges(snapshot, ranges),
  periods: periods(snapshot, ranges),
  holds: holds(snapshot, ranges),
  holdChanges: holdChanges(snapshot, ranges),
  exchanges: exchanges(snapshot, ranges),
});
