import type { Account } from '@pacioli/contracts/account';
import type { StatementPosting } from '@pacioli/contracts/statement';
import { ACCOUNT_POSTING, accountPostingOf, type AccountPostingRow } from '../accounts/account-posting';
import type { LedgerDatabase } from '../ledger-database';

interface StatementPostingRow extends AccountPostingRow {
  readonly description: string | null;
  readonly reference: string | null;
}

/** The postings are limited before their entries are joined, as in accounts-store.ts. */
const POSTINGS = `
select ${ACCOUNT_POSTING}, e.description, e.reference
  from account a
 cross join lateral (
    select * from posting
     where book = a.book and account = a.number and version > $3 and version <= $4
     order by version
     limit $5
  ) p
  join journal_entry e on e.book = p.book and e.number = p.entry
 where a.book = $1 and a.name = $2
 order by p.version`;

export class StatementsStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** The account's postings after one version, up to another, in their order. */
  async postings(
    book: string,
    account: Pick<Account, 'name' | 'type'>,
    after: string,
    upTo: string,
    limit: number,
  ): Promise<StatementPosting[]> {
    const parameters = [book, account.name, after, upTo, limit];
    const rows = await this.database.read<StatementPostingRow>(POSTINGS, parameters);
    return rows.map((row) => ({
      ...accountPostingOf(row, account),
      description: row.description,
      reference: row.reference,
    }));
  }
}
