import type { Account } from '@pacioli/contracts/account';
import type { Known } from '@pacioli/ledger-db/effective-totals';
import { newestPostingUpTo } from '@pacioli/ledger-db/newest-posting';
import { ACCOUNT_POSTING, accountPostingOf } from '../accounts/account-posting';
import type { LedgerDatabase } from '../ledger-database';
import type { StatementPage, StatementPostingRow } from './statement-page';

/** The postings are limited before their entries are joined, as in accounts-store.ts. */
const POSTINGS = `
select ${ACCOUNT_POSTING}, p.leg, e.description, e.reference
  from account a
 cross join lateral (
    select * from posting
     where book = a.book and account = a.number
       and version > $5 and version > coalesce((select version from (${newestPostingUpTo('$3')}) opening), 0)
       and version <= (select version from (${newestPostingUpTo('$4')}) closing)
     order by version
     limit $6
  ) p
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2
 order by p.version`;

/** The postings of an account that were recorded in a period, after a place, which is a version. */
export async function recordedStatement(
  database: LedgerDatabase,
  book: string,
  account: Pick<Account, 'name' | 'type'>,
  period: { readonly opening: Known; readonly closing: Known },
  place: string | undefined,
  limit: number,
): Promise<StatementPage> {
  const parameters = [book, account.name, period.opening.known, period.closing.known, place ?? 0, limit + 1];
  const rows = await database.read<StatementPostingRow>(POSTINGS, parameters);
  const data = rows.slice(0, limit).map((row) => ({
    ...accountPostingOf(row, account),
    description: row.description,
    reference: row.reference,
  }));
  return { data, next: rows.length > limit ? data.at(-1)!.version : null };
}
