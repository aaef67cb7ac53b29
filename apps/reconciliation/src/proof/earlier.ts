import type { Snapshot } from '@pacioli/postgres/snapshot';
import type { Totals } from '@pacioli/ledger-core/balance';
import type { BookRange } from './book-range';
import type { AccountRow, HoldChangeRow, HoldRow, PeriodRow } from './journal';
import { BEGINNING } from './standing';

/** An account as it stood before a range. */
export interface EarlierAccount {
  readonly account: Pick<AccountRow, 'number' | 'name' | 'type' | 'currency'>;
  readonly version: bigint;
  readonly totals: Totals;
}

/** What was said of a hold by the entry that reserved it. */
export interface HoldEntry {
  readonly id: string;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: unknown;
  readonly recordedAt: number;
}

/** A hold as it stood before a range: the entry that reserved it, and the newest of its changes. */
export interface EarlierHold {
  readonly hold: HoldRow;
  readonly entry: HoldEntry | null;
  readonly change: HoldChangeRow | null;
}

/** All of a book before a range that the rows in the range name, and nothing else of it. */
export interface Earlier {
  /** The hash that stands at the last decision before the range; null when there is no such decision any more. */
  readonly hash: Buffer | null;
  readonly accounts: readonly EarlierAccount[];
  readonly holds: readonly EarlierHold[];
  readonly periods: readonly PeriodRow[];
}

/** Before the first decision. */
export const NOTHING_EARLIER: Earlier = { hash: BEGINNING.hash, accounts: [], holds: [], periods: [] };

/** Reads what a range of a book stands on: a few probes for each row of the range, however long the book is. */
export async function readEarlier(snapshot: Snapshot, range: BookRange): Promise<Earlier> {
  const { book, before } = range;
  if (before.decision === 0n) return NOTHING_EARLIER;
  const [last] = await snapshot.query<{ hash: Buffer }>(
    'select hash from outcome where book = $1 and decision = $2',
    [book, before.decision],
  );
  return {
    hash: last?.hash ?? null,
    accounts: await accountsOf(snapshot, [book, before.entries, before.decision, before.accounts]),
    holds: await holdsOf(snapshot, [book, before.entries]),
    periods: await periodsOf(snapshot, book, before.decision),
  };
}

/** Holds that were reserved or settled within the range. */
const TOUCHED = `
  select entry from hold where book = $1 and entry > $2
  union select hold from hold_change where book = $1 and entry > $2`;

/** The newest posting before the range is found by going back over those in it: the version alone is in the index. */
const ACCOUNTS = `
with touched(hold) as (${TOUCHED}),
named(number) as (
  select account from posting where book = $1 and entry > $2
  union select account from account_change where book = $1 and decision > $3
  union select unnest(array[h.debit, h.credit]) from touched join hold h on h.book = $1 and h.entry = touched.hold
)
select a.number, a.name, a.type, a.currency, coalesce(p.version, 0) as version,
       coalesce(p.debits_posted, 0) as "debitsPosted", coalesce(p.credits_posted, 0) as "creditsPosted",
       coalesce(p.debits_pending, 0) as "debitsPending", coalesce(p.credits_pending, 0) as "creditsPending"
  from named join account a on a.book = $1 and a.number = named.number
  left join lateral (select * from posting p where p.book = $1 and p.account = a.number and p.entry <= $2
                      order by p.version desc limit 1) p on true
 where a.number <= $4 order by a.number`;

async function accountsOf(snapshot: Snapshot, parameters: unknown[]): Promise<EarlierAccount[]> {
  const rows = await snapshot.query<EarlierAccount['account'] & Totals & { version: bigint }>(
    ACCOUNTS,
    parameters,
  );
  return rows.map(({ number, name, type, currency, version, ...totals }) => ({
    ...{ account: { number, name, type, currency }, version, totals },
  }));
}

const HOLDS = `
with touched(hold) as (${TOUCHED})
select h.book, h.entry, h.decision, h.debit, h.credit, h.amount, h.currency, h.expires_at,
       'je_' || replace(e.id::text, '-', '') as id, e.description, e.reference, e.metadata, e.recorded_at,
       c.revision, c.decision as "changeDecision", c.entry as "changeEntry", c.captured, c.voided, c.expired
  from touched join hold h on h.book = $1 and h.entry = touched.hold
  left join journal_entry e on e.book = h.book and e.number = h.entry
  left join lateral (select * from hold_change c where c.book = h.book and c.hold = h.entry and c.entry <= $2
                      order by c.revision desc limit 1) c on true
 where h.entry <= $2 order by h.entry`;

interface HoldQueryRow extends Omit<HoldRow, 'expiresAt'> {
  readonly expires_at: Date | null;
  readonly id: string | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: unknown;
  readonly recorded_at: Date | null;
  readonly revision: bigint | null;
  readonly changeDecision: bigint;
  readonly changeEntry: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

async function holdsOf(snapshot: Snapshot, parameters: unknown[]): Promise<EarlierHold[]> {
  const rows = await snapshot.query<HoldQueryRow>(HOLDS, parameters);
  return rows.map((row) => {
    const { book, entry: hold, revision, changeDecision: decision, changeEntry: entry } = row;
    const { captured, voided, expired, id, description, reference, metadata, recorded_at } = row;
    return {
      hold: { ...row, expiresAt: row.expires_at?.valueOf() ?? null },
      entry: id === null ? null : { id, description, reference, metadata, recordedAt: Number(recorded_at) },
      change: revision === null ? null : { book, hold, revision, decision, entry, captured, voided, expired },
    };
  });
}

/** All that were closed before: there are twelve a year. */
async function periodsOf(snapshot: Snapshot, book: string, through: bigint): Promise<PeriodRow[]> {
  const rows = await snapshot.query<
    Pick<PeriodRow, 'book' | 'period' | 'decision'> & Record<'starts_at' | 'ends_at' | 'closed_at', Date>
  >(
    `select book, period, decision, starts_at, ends_at, closed_at from closed_period
      where book = $1 and decision <= $2 order by decision, period`,
    [book, through],
  );
  return rows.map(({ starts_at, ends_at, closed_at, ...row }) => ({
    ...row,
    ...{ startsAt: starts_at.valueOf(), endsAt: ends_at.valueOf(), closedAt: closed_at.valueOf() },
  }));
}
