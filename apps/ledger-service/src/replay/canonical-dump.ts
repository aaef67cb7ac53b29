import type { Snapshot } from '@pacioli/postgres/snapshot';
import { createHash } from 'node:crypto';

/** A moment in a form that no time zone of a session changes. */
export const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`;

/**
 * Every column of the ledger in a fixed order, each table in the order of one of its indexes. The fence is left out, since
 * markers of transactions may lie behind it.
 */
const TABLES = {
  book: `row(id, decision, name, time_zone, ${micros('created_at')})::text from book order by id`,
  closed_period: `row(book, period, decision, ${micros('starts_at')}, ${micros('ends_at')}, ${micros('closed_at')})::text
    from closed_period order by book, period`,
  account: `row(book, number, decision, name, type, currency, min_balance, max_balance, metadata, ${micros('created_at')})::text
    from account order by book, number`,
  account_change: `row(book, account, revision, decision, status, min_balance, max_balance, metadata, reason,
    ${micros('changed_at')})::text from account_change order by book, account, revision`,
  journal_entry: `row(book, number, decision, id, kind, ${micros('recorded_at')}, ${micros('effective_at')}, description,
    reference, metadata, posting_count, reverses)::text from journal_entry order by book, number`,
  posting: `row(book, account, version, entry, leg, layer, direction, amount, currency, debits_posted, credits_posted,
    debits_pending, credits_pending)::text from posting order by book, account, version`,
  hold: `row(book, entry, decision, debit, credit, amount, currency, ${micros('expires_at')})::text from hold
    order by book, entry`,
  hold_change: `row(book, hold, revision, decision, entry, captured, voided, expired)::text from hold_change
    order by book, hold, revision`,
  dated_total: `row(book, account, shift, stretch, entry, debits_posted, credits_posted, debits_pending, credits_pending)::text
    from dated_total order by book, account, shift, stretch, entry`,
  exchange: `row(book, entry, decision, rate, sold, sold_currency, bought, bought_currency, exact, rounded_off, residue)::text
    from exchange order by book, entry`,
  outcome: `row(book, decision, key_id, partition, topic_offset, ${micros('accepted_at')}, ${micros('recorded_at')}, type,
    rules, fingerprint, source, idempotency_key, actor_type, actor_id, request_id, traceparent, status, code, detail,
    pointer, answer, entry, hash)::text from outcome order by book, decision`,
  dead_letter: `row(key_id, key, value, headers)::text from dead_letter order by key_id`,
} as const;

export interface Comparison {
  /** SHA-256 of the dump of each. */
  readonly digests: readonly [live: string, replayed: string];
  readonly rows: number;
  /** Where the two differ first; null when nowhere. */
  readonly difference: { table: string; live: string; replayed: string } | null;
}

/** What is selected of each table of two ledgers: one text a row. */
export type Selections = Readonly<Record<string, readonly [live: string, replayed: string]>>;

const ALL_OF_THIS_RELEASE: Selections = Object.fromEntries(
  Object.entries(TABLES).map(([table, selected]) => [table, [`select ${selected}`, `select ${selected}`]]),
);

/** Dumps two ledgers side by side. */
export async function compareLedgers(
  live: Snapshot,
  replayed: Snapshot,
  selections = ALL_OF_THIS_RELEASE,
): Promise<Comparison> {
  const hashes = [createHash('sha256'), createHash('sha256')] as const;
  let rows = 0;
  let difference: Comparison['difference'] = null;
  for (const [table, [ofLive, ofReplayed]] of Object.entries(selections)) {
    const [left, right] = [rowsOf(live, ofLive), rowsOf(replayed, ofReplayed)];
    for (;;) {
      const [a, b] = [await left.next(), await right.next()];
      if (a.done && b.done) break;
      rows += 1;
      for (const [at, one] of [a, b].entries()) if (!one.done) hashes[at]!.update(`${table}\t${one.value}\n`);
      if (a.value !== b.value) {
        difference ??= { table, live: a.value ?? 'nothing more', replayed: b.value ?? 'nothing more' };
      }
    }
  }
  return { digests: [hashes[0].digest('hex'), hashes[1].digest('hex')], rows, difference };
}

async function* rowsOf(snapshot: Snapshot, select: string): AsyncGenerator<string, undefined> {
  for await (const rows of snapshot.rows(select, (row) => row.text())) yield* rows;
  return undefined;
}
