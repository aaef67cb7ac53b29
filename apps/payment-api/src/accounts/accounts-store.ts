import type { Account, AccountStatus, AccountType } from '@pacioli/contracts/account';
import type { AccountPosting } from '@pacioli/contracts/journal-entry';
import { balancesOf, normalBalance } from '@pacioli/ledger-core/balance';
import type { LedgerDatabase } from '../ledger-database';
import { CHANGEABLE, METADATA, NEWEST_CHANGE, newestChangeUpTo } from '@pacioli/ledger-db/ledger-state';
import { ACCOUNT_POSTING, accountPostingOf, type AccountPostingRow } from './account-posting';
import { effectiveTotals, type Effect, type Known } from './effective-totals';
import { namesUnder } from './names-under';
import { NEWEST_POSTING, newestPostingUpTo, totalsOf, type TotalsRow } from './newest-posting';

interface AccountRow extends TotalsRow {
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

const ACCOUNT = `a.name, a.type, a.currency, a.created_at, ${CHANGEABLE}, ${METADATA}`;
const TOTALS = 'p.version, p.debits_posted, p.credits_posted, p.debits_pending, p.credits_pending';

const NOW = `
select ${ACCOUNT}, ${TOTALS}
  from account a
  left join lateral (${NEWEST_CHANGE}) c on true
  left join lateral (${NEWEST_POSTING}) p on true
 where a.book = $1 and a.name = $2`;

const UP_TO_ENTRY = `
select ${ACCOUNT}, ${TOTALS}
  from account a
  left join lateral (${newestChangeUpTo('$3')}) c on true
  left join lateral (${newestPostingUpTo('$4')}) p on true
 where a.book = $1 and a.name = $2 and a.created_at <= $3`;

const EFFECTIVE = `
select ${ACCOUNT}, ${TOTALS}
  from account a
  left join lateral (${newestChangeUpTo('$3')}) c on true
 cross join lateral (${effectiveTotals({ known: '$4', before: '$5', recorded: '$6' })}) p
 where a.book = $1 and a.name = $2 and a.created_at <= $3`;

const PAGE = `
select ${ACCOUNT}, ${TOTALS}
  from account a
  left join lateral (${NEWEST_CHANGE}) c on true
  left join lateral (${NEWEST_POSTING}) p on true
 where a.book = $1 and a.name > $2
   and a.name >= $3 and a.name < $4 and (a.name = $3 or a.name >= $5)
 order by a.name
 limit $6`;

/**
 * The postings are limited before their entries are joined: otherwise PostgreSQL joins all of them first (200 of 76,000
 * versions took 50 ms, and take 9 to 13).
 */
const POSTINGS = `
select ${ACCOUNT_POSTING}
  from account a
 cross join lateral (
    select * from posting
     where book = a.book and account = a.number and ($3::bigint is null or version < $3)
     order by version desc
     limit $4
  ) p
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2
 order by p.version desc`;

/** Accounts with their balances. */
export class AccountsStore {
  constructor(private readonly database: LedgerDatabase) {}

  async now(book: string, name: string): Promise<Account | undefined> {
    return (await this.database.read<AccountRow>(NOW, [book, name])).map(accountOf)[0];
  }

  /** As of a moment of recording, or of effect; undefined if the account was opened later than is known. */
  async past(book: string, name: string, past: Known | Effect): Promise<Account | undefined> {
    const known = [book, name, past.knownAt, past.known];
    const rows =
      'before' in past
        ? await this.database.read<AccountRow>(EFFECTIVE, [...known, past.before, past.recorded])
        : await this.database.read<AccountRow>(UP_TO_ENTRY, known);
    return rows.map(accountOf)[0];
  }

  /** Accounts by name, after one name, perhaps only those at and below `prefix`. */
  async page(book: string, after: string, prefix: string | undefined, limit: number): Promise<Account[]> {
    const { self, below, end } = namesUnder(prefix);
    return (await this.database.read<AccountRow>(PAGE, [book, after, self, end, below, limit])).map(
      accountOf,
    );
  }

  /** The account's postings before a version, or from the newest on. */
  async postings(
    book: string,
    account: Pick<Account, 'name' | 'type'>,
    before: string | null,
    limit: number,
  ): Promise<AccountPosting[]> {
    const rows = await this.database.read<AccountPostingRow>(POSTINGS, [book, account.name, before, limit]);
    return rows.map((row) => accountPostingOf(row, account));
  }
}

const accountOf = (row: AccountRow): Account => ({
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
