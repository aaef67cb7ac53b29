import type { Account, AccountStatus, AccountType } from '@pacioli/contracts/account';
import { balancesOf, normalBalance } from '@pacioli/ledger-core/balance';
import { effectiveTotals, type Effect, type Known } from './effective-totals';
import { CHANGEABLE, METADATA, NEWEST_CHANGE, newestChangeUpTo, type Query } from './ledger-state';
import { NEWEST_POSTING, newestPostingUpTo, totalsOf, type TotalsRow } from './newest-posting';

/** Account `a`, with its newest change `c` and its newest posting `p`. */
export interface AccountRow extends TotalsRow {
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly revision: bigint;
  readonly status: AccountStatus;
  readonly min_balance: bigint | null;
  readonly max_balance: bigint | null;
  readonly metadata: Record<string, string>;
  readonly created_at: Date;
}

export const ACCOUNT = `
a.name, a.type, a.currency, a.created_at, ${CHANGEABLE}, ${METADATA},
p.version, p.debits_posted, p.credits_posted, p.debits_pending, p.credits_pending`;

const NOW = `
select ${ACCOUNT}
  from account a
  left join lateral (${NEWEST_CHANGE}) c on true
  left join lateral (${NEWEST_POSTING}) p on true
 where a.book = $1 and a.name = $2`;

const UP_TO_ENTRY = `
select ${ACCOUNT}
  from account a
  left join lateral (${newestChangeUpTo('$3')}) c on true
  left join lateral (${newestPostingUpTo('$4')}) p on true
 where a.book = $1 and a.name = $2 and a.created_at <= $3`;

const EFFECTIVE = `
select ${ACCOUNT}
  from account a
  left join lateral (${newestChangeUpTo('$3')}) c on true
 cross join lateral (${effectiveTotals({ known: '$4', before: '$5', recorded: '$6' })}) p
 where a.book = $1 and a.name = $2 and a.created_at <= $3`;

/** An account with its balances, as they are; undefined if there is none of this name. */
export async function accountNow(query: Query, book: string, name: string): Promise<Account | undefined> {
  return (await query<AccountRow>(NOW, [book, name])).map(accountOf)[0];
}

/** As of a moment of recording, or of effect; undefined if the account was opened later than is known. */
export async function accountThen(
  query: Query,
  book: string,
  name: string,
  past: Known | Effect,
): Promise<Account | undefined> {
  const known = [book, name, past.knownAt, past.known];
  const rows =
    'before' in past
      ? await query<AccountRow>(EFFECTIVE, [...known, past.before, past.recorded])
      : await query<AccountRow>(UP_TO_ENTRY, known);
  return rows.map(accountOf)[0];
}

export const accountOf = (row: AccountRow): Account => ({
  name: row.name,
  type: row.type,
  normal_balance: normalBalance(row.type),
  currency: row.currency,
  status: row.status,
  version: (row.version ?? 0n).toString(),
  revision: row.revision.toString(),
  min_balance: row.min_balance?.toString() ?? null,
  max_balance: row.max_balance?.toString() ?? null,
  metadata: row.metadata,
  balances: balancesOf(totalsOf(row), row.type),
  created_at: row.created_at.toISOString(),
});
