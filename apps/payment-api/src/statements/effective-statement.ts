import type { Account } from '@pacioli/contracts/account';
import { balancesAfter, totalsAfter, type Totals } from '@pacioli/ledger-core/balance';
import { effectiveTotals, type Effect } from '@pacioli/ledger-db/effective-totals';
import { newestPostingUpTo, totalsOf, type TotalsRow } from '@pacioli/ledger-db/newest-posting';
import { ACCOUNT_POSTING, accountPostingOf } from '../accounts/account-posting';
import type { LedgerDatabase } from '../ledger-database';
import type { StatementPage, StatementPostingRow } from './statement-page';

/** How many versions a page looks at for postings that are not dated. */
const SCANNED = 10_000;

/** A posting in the order of effect: milliseconds since 1970, the number of its entry, and its leg. */
interface Effective {
  readonly moment: number;
  readonly entry: string;
  readonly leg: number;
}

/** Between two postings, of which it names the one before, in the order of effect. */
interface Place extends Effective {
  /** Whatever took effect when it was recorded comes before it, up to this version. */
  readonly passed: string;
  /** What the account comes to there. */
  readonly totals: Readonly<Record<keyof Totals, string>>;
}

/**
 * Two lists, each in its order, are put together: postings that took effect when they were recorded, in the order of their
 * versions, and dated ones, which the shortest stretches of dated_total name in the order of their effect. What lies beyond the
 * last version that a page looks at waits for the next page, since the first list may have postings before it. Each is limited
 * before it is joined, and entries are looked up by their keys: a plan that reads the whole account is never the better one.
 */
const POSTINGS = `
select ${ACCOUNT_POSTING}, p.leg, e.description, e.reference
  from account a
 cross join lateral (
    (select p.*
       from posting p
      cross join lateral (select * from journal_entry where book = p.book and number = p.entry limit 1) e
      where p.book = a.book and p.account = a.number
        and p.version > $6::bigint and p.version <= $6::bigint + ${SCANNED}
        and p.version <= (select version from (${newestPostingUpTo('$7')}) closing)
        and e.effective_at = e.recorded_at
      order by p.version
      limit $10)
    union all
    (select p.*
       from (select * from dated_total
              where book = a.book and account = a.number and shift = 0
                and (stretch, entry) >= ($3::bigint, $4::bigint) and stretch < $8::bigint and entry <= $9::bigint
              order by stretch, entry
              limit $10 + 1) d
      cross join lateral (select * from posting where book = d.book and entry = d.entry offset 0) p
      where p.account = d.account and (d.stretch, d.entry, p.leg) > ($3::bigint, $4::bigint, $5::integer)
      order by d.stretch, d.entry, p.leg
      limit $10)
  ) p
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2
   and ((extract(epoch from e.effective_at) * 1000)::bigint, p.entry, p.leg) <= ($11::bigint, $12::bigint, $13::integer)
 order by e.effective_at, p.entry, p.leg
 limit $10`;

/** The last version that a page looks at, as if it took effect when it was recorded, like all that is not dated. */
const HORIZON = `
select (extract(epoch from e.recorded_at) * 1000)::bigint as moment, p.entry, p.leg, p.version
  from account a
  join posting p on p.book = a.book and p.account = a.number and p.version = $3::bigint + ${SCANNED}
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2 and p.entry <= $4`;

const OPENING = `
select p.*, coalesce((select version from (${newestPostingUpTo('$5')}) recorded), 0) as passed
  from account a cross join lateral (${effectiveTotals({ known: '$3', before: '$4', recorded: '$5' })}) p
 where a.book = $1 and a.name = $2`;

/**
 * The postings of an account that took effect in a period, after a place, with the balances that they lead to in that order. A page
 * costs the same however long the account is; so where many are dated, it can have fewer than the limit, or none, and a next.
 */
export async function effectiveStatement(
  database: LedgerDatabase,
  book: string,
  account: Pick<Account, 'name' | 'type'>,
  period: { readonly opening: Effect; readonly closing: Effect },
  sealed: string | undefined,
  limit: number,
): Promise<StatementPage> {
  const place =
    sealed === undefined
      ? await firstPlace(database, book, account, period.opening)
      : (JSON.parse(sealed) as Place);
  const { before, known, recorded } = period.closing;
  const horizon = await horizonOf(database, book, account, place, recorded);
  const last = horizon ?? { moment: before, entry: LAST_ENTRY, leg: LAST_LEG };
  const rows = await database.read<StatementPostingRow>(POSTINGS, [
    ...[book, account.name, place.moment, place.entry, place.leg, place.passed],
    ...[recorded, before, known, limit + 1, last.moment, last.entry, last.leg],
  ]);
  let totals = eachOf(place.totals, BigInt);
  const data = rows.slice(0, limit).map((row) => {
    totals = totalsAfter(totals, row);
    return {
      ...accountPostingOf(row, account),
      ...balancesAfter(totals, account.type),
      description: row.description,
      reference: row.reference,
    };
  });
  const end = rows.length > limit ? placeAfter(rows.slice(0, limit), place) : horizon;
  return {
    data,
    next: end === undefined ? null : JSON.stringify({ ...end, totals: eachOf(totals, String) }),
  };
}

/** After all that took effect before the period. */
async function firstPlace(
  database: LedgerDatabase,
  book: string,
  { name }: Pick<Account, 'name'>,
  { known, before, recorded }: Effect,
): Promise<Place> {
  const [row] = await database.read<TotalsRow & { passed: bigint }>(OPENING, [
    ...[book, name, known, before, recorded],
  ]);
  const afterAll = { moment: before - 1, entry: LAST_ENTRY, leg: 0 };
  return { ...afterAll, passed: row!.passed.toString(), totals: eachOf(totalsOf(row!), String) };
}

/** How far a page from a place can go; undefined where it can go to the end of what was recorded in the period. */
async function horizonOf(
  database: LedgerDatabase,
  book: string,
  { name }: Pick<Account, 'name'>,
  { passed }: Place,
  recorded: string,
): Promise<Omit<Place, 'totals'> | undefined> {
  const [row] = await database.read<{ moment: bigint; entry: bigint; leg: number; version: bigint }>(
    HORIZON,
    [...[book, name, passed, recorded]],
  );
  if (row === undefined) return undefined;
  const { moment, entry, leg, version } = row;
  return { moment: Number(moment), entry: entry.toString(), leg, passed: version.toString() };
}

function placeAfter(rows: readonly StatementPostingRow[], { passed }: Place): Omit<Place, 'totals'> {
  const last = rows.at(-1)!;
  const undated = rows.findLast((row) => +row.effective_at === +row.recorded_at);
  return {
    ...{ moment: +last.effective_at, entry: last.number.toString(), leg: last.leg },
    passed: undated === undefined ? passed : undated.version.toString(),
  };
}

/** PostgreSQL's largest bigint. */
const LAST_ENTRY = '9223372036854775807';
/** Its largest integer. */
const LAST_LEG = 2_147_483_647;

const eachOf = <From, To>(totals: Readonly<Record<keyof Totals, From>>, as: (total: From) => To) => ({
  debitsPosted: as(totals.debitsPosted),
  creditsPosted: as(totals.creditsPosted),
  debitsPending: as(totals.debitsPending),
  creditsPending: as(totals.creditsPending),
});
