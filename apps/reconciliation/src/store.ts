import type { KeyId } from '@pacioli/contracts/operation-id';
import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import type { LedgerDatabase } from './ledger-database';
import type { Snapshot } from '@pacioli/postgres/snapshot';

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
          union ${booksOf('closed_period')}
          union ${booksOf('account_change')}
          union ${booksOf('hold')}
          union ${booksOf('hold_change')}
          union ${booksOf('dated_total')}
          union ${booksOf('exchange')}) b
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
