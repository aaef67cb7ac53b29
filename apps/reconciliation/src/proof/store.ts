import type { KeyId } from '@pacioli/contracts/operation-id';
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
export const booksOf = (table: string) => `
  (with recursive step(book) as (
     (select book from ${table} order by book limit 1)
     union all
     select (select t.book from ${table} t where t.book > step.book order by t.book limit 1)
       from step where step.book is not null
   )
   select book from step where book is not null)`;

const ALL_BOOKS = `
  select id as book from book
  ${['outcome', 'journal_entry', 'posting', 'account', 'closed_period', 'account_change', 'hold', 'hold_change', 'dated_total', 'exchange'].map((table) => `union ${booksOf(table)}`).join(' ')}`;

/** Every book that any row names. */
export async function listBooks(snapshot: Snapshot): Promise<string[]> {
  return (await snapshot.query<{ book: string }>(ALL_BOOKS)).map(({ book }) => book);
}

/** A book, and its last decision of those that were asked for. */
export interface BookDecided {
  readonly book: string;
  readonly last: bigint;
}

/** Books of which something was decided from an offset of a partition on. */
export async function listBooksDecided(
  snapshot: Snapshot,
  partition: number,
  from: bigint,
): Promise<BookDecided[]> {
  return snapshot.query<BookDecided>(
    `select book, max(decision) as last from outcome where partition = $1 and topic_offset >= $2 group by book`,
    [partition, from],
  );
}

/** The hashes that stand at a decision of each of these books; a book without that decision is not in the answer. */
export async function hashesAt(
  snapshot: Snapshot,
  decisions: readonly { readonly book: string; readonly decision: bigint }[],
): Promise<Map<string, Buffer>> {
  const rows = await snapshot.query<{ book: string; hash: Buffer }>(
    `select book, hash from unnest($1::text[], $2::bigint[]) asked (book, decision) join outcome using (book, decision)`,
    [decisions.map(({ book }) => book), decisions.map(({ decision }) => decision.toString())],
  );
  return new Map(rows.map(({ book, hash }) => [book, hash]));
}

/** These books, in the database's own order, which is that of the streams, whatever the collation is. */
export async function readListings(snapshot: Snapshot, books: Iterable<string>): Promise<BookListing[]> {
  const rows = await snapshot.query<{
    book: string;
    opened: boolean;
    decision: bigint;
    name: string;
    time_zone: string;
    created_at: Date | number;
  }>(
    `select n.book, o.id is not null as opened, o.decision, o.name, o.time_zone, o.created_at
       from unnest($1::text[]) n(book) left join book o on o.id = n.book order by n.book`,
    [[...books]],
  );
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

/**
 * The outcomes of one partition from an offset on, in the order of the topic: another order than the book's, hence a second,
 * narrow pass.
 */
export const outcomePositions = (
  snapshot: Snapshot,
  partition: number,
  from: bigint,
): AsyncGenerator<OutcomePosition[], void> =>
  snapshot.rows(
    `select book, topic_offset, key_id, fingerprint, accepted_at
       from outcome where partition = ${partition} and topic_offset >= ${from} order by topic_offset`,
    (row) => ({
      book: row.text(),
      offset: row.bigint(),
      keyId: row.uuid(),
      fingerprint: row.bytesOrNull(),
      acceptedAt: row.moment(),
    }),
  );
