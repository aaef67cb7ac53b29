import type { AccountStatus, AccountType, Direction } from '@pacioli/contracts/account';
import type { EntryKind } from '@pacioli/contracts/journal-entry';
import type { KeyId } from '@pacioli/contracts/operation-id';
import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import type { DecisionRecord } from '@pacioli/ledger-core/decision-record';
import type { Totals } from '@pacioli/ledger-core/balance';
import type { LedgerDatabase } from './ledger-database';
import type { RowReader } from '@pacioli/postgres/row-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';

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
  readonly layer: 'posted' | 'pending';
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

/** A book that any row names, whether it was opened or not. */
export interface BookListing {
  readonly book: string;
  /** Its row in `book`; null for one that was never opened. */
  readonly opened: {
    readonly decision: bigint;
    readonly name: string;
    readonly timeZone: string;
    readonly createdAt: number;
  } | null;
}

/** What the match against the topic needs of an outcome. */
export interface OutcomePosition {
  readonly book: string;
  readonly offset: bigint;
  readonly keyId: string;
  readonly fingerprint: Buffer | null;
  readonly acceptedAt: number;
}

export interface Fence {
  readonly partition: number;
  readonly nextOffset: bigint;
  readonly lastOffset: bigint | null;
  readonly lastHash: Buffer | null;
}

/**
 * Distinct books of a large table, one index probe for each: `select distinct` would read all of the table. Every table that
 * names a book is asked, since a row whose book is nowhere else is exactly what must be found.
 */
const booksOf = (table: string) => `
  (with recursive step(book) as (
     (select book from ${table} order by book limit 1)
     union all
     select (select t.book from ${table} t where t.book > step.book order by t.book limit 1)
       from step where step.book is not null
   )
   select book from step where book is not null)`;

/** In the database's own order of books, which is that of the streams below, whatever the collation is. */
const BOOKS = `
  select b.book, o.id is not null as opened, o.decision, o.name, o.time_zone, o.created_at
    from (select id as book from book
          union ${booksOf('outcome')}
          union ${booksOf('journal_entry')}
          union ${booksOf('posting')}
          union ${booksOf('account')}
          union ${booksOf('account_change')}) b
    left join book o on o.id = b.book
   order by b.book`;

export async function listBooks(snapshot: Snapshot): Promise<BookListing[]> {
  const rows = await snapshot.query<{
    book: string;
    opened: boolean;
    decision: bigint;
    name: string;
    time_zone: string;
    created_at: Date | number;
  }>(BOOKS);
  return rows.map(({ book, opened, decision, name, time_zone: timeZone, created_at }) => ({
    book,
    opened: opened ? { decision, name, timeZone, createdAt: created_at.valueOf() } : null,
  }));
}

export async function listFences(snapshot: Snapshot): Promise<Fence[]> {
  return snapshot.query<Fence>(`
    select partition, next_offset as "nextOffset", last_offset as "lastOffset", last_hash as "lastHash"
      from fence order by partition`);
}

/** Partitions that have outcomes, found as the books are: their fence may be missing. */
export async function listPartitionsOfOutcomes(snapshot: Snapshot): Promise<number[]> {
  const rows = await snapshot.query<{ partition: number }>(`
    with recursive step(partition) as (
      (select partition from outcome order by partition limit 1)
      union all
      select (select t.partition from outcome t where t.partition > step.partition order by t.partition limit 1)
        from step where step.partition is not null
    )
    select partition from step where partition is not null`);
  return rows.map(({ partition }) => partition);
}

/** Where the outcomes of some keys stand. */
export async function outcomesOfKeys(
  snapshot: Snapshot,
  keyIds: readonly KeyId[],
): Promise<Map<KeyId, { partition: number; offset: bigint }>> {
  const rows = await snapshot.query<{ keyId: KeyId; partition: number; offset: bigint }>(
    `select replace(key_id::text, '-', '') as "keyId", partition, topic_offset as offset
       from outcome where key_id = any($1::uuid[])`,
    [keyIds],
  );
  return new Map(rows.map(({ keyId, partition, offset }) => [keyId, { partition, offset }]));
}

/** By book and number of the decision: the order in which they were written, and that of the hash chain. */
const outcomes = (snapshot: Snapshot): AsyncGenerator<OutcomeRow[], void> =>
  snapshot.rows(
    `select key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, type, rules, fingerprint, source,
            idempotency_key, actor_type, actor_id, request_id, traceparent, status, code, detail, answer, entry, hash
       from outcome order by book, decision`,
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
      answer: row.textOrNull(),
      entry: row.bigintOrNull(),
      hash: row.bytes(),
    }),
  );

/** By book and number, which is the order of their decisions. */
const entries = (snapshot: Snapshot): AsyncGenerator<EntryRow[], void> =>
  snapshot.rows(
    `select book, number, decision, id, kind, recorded_at, effective_at, description, reference, metadata, posting_count, reverses,
            (select undone.id from journal_entry undone where undone.book = e.book and undone.number = e.reverses)
       from journal_entry e order by book, number`,
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
const postings = (snapshot: Snapshot): AsyncGenerator<PostingRow[], void> =>
  snapshot.rows(
    `select book, account, version, entry, leg, layer, direction, amount, currency,
            debits_posted, credits_posted, debits_pending, credits_pending
       from posting order by book, entry, leg`,
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
const accounts = (snapshot: Snapshot): AsyncGenerator<AccountRow[], void> =>
  snapshot.rows(
    `select book, number, decision, name, type, currency, min_balance, max_balance, metadata, created_at
       from account order by book, number`,
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
const accountChanges = (snapshot: Snapshot): AsyncGenerator<AccountChangeRow[], void> =>
  snapshot.rows(
    `select book, account, revision, decision, status, min_balance, max_balance, metadata, reason, changed_at
       from account_change order by book, decision, account, revision`,
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

/** The tables of the journal, each to be read once. */
export interface LedgerStreams {
  readonly outcomes: AsyncGenerator<OutcomeRow[], void>;
  readonly entries: AsyncGenerator<EntryRow[], void>;
  readonly postings: AsyncGenerator<PostingRow[], void>;
  readonly accounts: AsyncGenerator<AccountRow[], void>;
  readonly accountChanges: AsyncGenerator<AccountChangeRow[], void>;
}

export const ledgerStreams = (snapshot: Snapshot): LedgerStreams => ({
  outcomes: outcomes(snapshot),
  entries: entries(snapshot),
  postings: postings(snapshot),
  accounts: accounts(snapshot),
  accountChanges: accountChanges(snapshot),
});

/** The outcomes of one partition in the order of the topic: another order than the book's, hence a second, narrow pass. */
export const outcomePositions = (
  snapshot: Snapshot,
  partition: number,
): AsyncGenerator<OutcomePosition[], void> =>
  snapshot.rows(
    `select book, topic_offset, key_id, fingerprint, accepted_at
       from outcome where partition = ${partition} order by topic_offset`,
    (row) => ({
      book: row.text(),
      offset: row.bigint(),
      keyId: row.uuid(),
      fingerprint: row.bytesOrNull(),
      acceptedAt: row.moment(),
    }),
  );

/** So many reports are written by one statement. */
const REPORTS_AT_ONCE = 200;

/** Stores reports, in the transaction that `query` belongs to. */
export async function insertReports(
  query: (text: string, parameters: unknown[]) => Promise<unknown>,
  leaseToken: bigint,
  reports: readonly ReconciliationReport[],
): Promise<void> {
  for (let from = 0; from < reports.length; from += REPORTS_AT_ONCE) {
    await query(
      `insert into reconciliation_report (id, book, status, started_at, finished_at, lease_token, checks)
       select id, book, status, started_at, finished_at, $1, checks
         from jsonb_to_recordset($2::jsonb) as report (id text, book text, status report_status,
              started_at timestamptz, finished_at timestamptz, checks jsonb)`,
      [leaseToken, JSON.stringify(reports.slice(from, from + REPORTS_AT_ONCE))],
    );
  }
}

/** When the newest report was made; undefined when there is none. */
export async function newestReportAt(database: LedgerDatabase): Promise<Date | undefined> {
  const rows = await database.query<{ finished_at: Date }[]>(
    `select finished_at from reconciliation_report order by sequence desc limit 1`,
  );
  return rows[0]?.finished_at;
}
