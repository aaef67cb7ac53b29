import type { Account } from '@pacioli/contracts/account';
import { balancesAfter, totalsAfter, type Totals } from '@pacioli/ledger-core/balance';
import { ACCOUNT_POSTING, accountPostingOf } from '../accounts/account-posting';
import { effectiveTotals, type Effect } from '../accounts/effective-totals';
import { newestPostingUpTo, totalsOf, type TotalsRow } from '../accounts/newest-posting';
import type { LedgerDatabase } from '../ledger-database';
import type { StatementPage, StatementPostingRow } from './statement-page';

/** Between two postings, in the order of effect. */
interface Place {
  /** The posting before it: milliseconds since 1970, the number of its entry, and its leg. */
  readonly moment: number;
  readonly entry: string;
  readonly leg: number;
  /** Whatever took effect when it was recorded comes before it, up to the entry of this number. */
  readonly passed: string;
  /** What the account comes to there. */
  readonly totals: Readonly<Record<keyof Totals, string>>;
}

/**
 * Two lists, each in its order, are put together: postings that took effect when they were recorded, in the order of their
 * versions, and dated ones, which the shortest stretches of dated_total name in the order of their effect.
 */
const POSTINGS = `
select ${ACCOUNT_POSTING}, p.leg, e.description, e.reference
  from account a
 cross join lateral (
    (select p.*
       from posting p
       join journal_entry e on e.book = p.book and e.number = p.entry and e.effective_at = e.recorded_at
      where p.book = a.book and p.account = a.number
        and p.version > coalesce((select version from (${newestPostingUpTo('$6')}) passed), 0)
        and p.version <= (select version from (${newestPostingUpTo('$7')}) closing)
        and ((extract(epoch from e.effective_at) * 1000)::bigint, p.entry, p.leg) > ($3::bigint, $4::bigint, $5::integer)
      order by p.version
      limit $10)
    union all
    (select p.*
       from dated_total d
       join posting p on p.book = d.book and p.entry = d.entry and p.account = d.account
      where d.book = a.book and d.account = a.number and d.shift = 0
        and d.stretch >= $3::bigint and d.stretch < $8::bigint and d.entry <= $9::bigint
        and (d.stretch, d.entry, p.leg) > ($3::bigint, $4::bigint, $5::integer)
      order by d.stretch, d.entry, p.leg
      limit $10)
  ) p
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2
 order by e.effective_at, p.entry, p.leg
 limit $10`;

const OPENING = `
select p.*
  from account a cross join lateral (${effectiveTotals({ known: '$3', before: '$4', recorded: '$5' })}) p
 where a.book = $1 and a.name = $2`;

/** The postings of an account that took effect in a period, after a place, with the balances that they lead to in that order. */
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
  const rows = await database.read<StatementPostingRow>(POSTINGS, [
    ...[book, account.name, place.moment, place.entry, place.leg, place.passed],
    ...[recorded, before, known, limit + 1],
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
  return {
    data,
    next: rows.length > limit ? JSON.stringify(placeAfter(rows[limit - 1]!, rows, place, totals)) : null,
  };
}

/** After all that took effect before the period. */
async function firstPlace(
  database: LedgerDatabase,
  book: string,
  { name }: Pick<Account, 'name'>,
  { known, before, recorded }: Effect,
): Promise<Place> {
  const [row] = await database.read<TotalsRow>(OPENING, [book, name, known, before, recorded]);
  const afterAll = { moment: before - 1, entry: LAST_ENTRY, leg: 0 };
  return { ...afterAll, passed: recorded, totals: eachOf(totalsOf(row!), String) };
}

function placeAfter(
  last: StatementPostingRow,
  rows: readonly StatementPostingRow[],
  from: Place,
  totals: Totals,
): Place {
  const undated = rows
    .slice(0, rows.indexOf(last) + 1)
    .findLast((row) => +row.effective_at === +row.recorded_at);
  return {
    ...{ moment: +last.effective_at, entry: last.number.toString(), leg: last.leg },
    // The entry itself may have more legs on this account.
    passed: undated === undefined ? from.passed : (undated.number - 1n).toString(),
    totals: eachOf(totals, String),
  };
}

/** PostgreSQL's largest bigint. */
const LAST_ENTRY = '9223372036854775807';

const eachOf = <From, To>(totals: Readonly<Record<keyof Totals, From>>, as: (total: From) => To) => ({
  debitsPosted: as(totals.debitsPosted),
  creditsPosted: as(totals.creditsPosted),
  debitsPending: as(totals.debitsPending),
  creditsPending: as(totals.creditsPending),
});
