import type { Account } from '@pacioli/contracts/account';
import type { AccountPosting } from '@pacioli/contracts/journal-entry';
import { ACCOUNT, accountNow, accountOf, accountThen, type AccountRow } from '@pacioli/ledger-db/accounts';
import type { Effect, Known } from '@pacioli/ledger-db/effective-totals';
import { NEWEST_CHANGE, type Query } from '@pacioli/ledger-db/ledger-state';
import { NEWEST_POSTING } from '@pacioli/ledger-db/newest-posting';
import type { LedgerDatabase } from '../ledger-database';
import { ACCOUNT_POSTING, accountPostingOf, type AccountPostingRow } from './account-posting';
import { namesUnder } from './names-under';

const PAGE = `
select ${ACCOUNT}
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
  private readonly query: Query = (text, parameters) => this.database.read(text, parameters);

  constructor(private readonly database: LedgerDatabase) {}

  now(book: string, name: string): Promise<Account | undefined> {
    return accountNow(this.query, book, name);
  }

  /** As of a moment of recording, or of effect; undefined if the account was opened later than is known. */
  past(book: string, name: string, past: Known | Effect): Promise<Account | undefined> {
    return accountThen(this.query, book, name, past);
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
