import type { AccountType } from '@pacioli/contracts/account';
import type { GeneralLedgerAccount } from '@pacioli/contracts/general-ledger';
import { normalBalance, NO_TOTALS, postedBalance } from '@pacioli/ledger-core/balance';
import { namesUnder } from '../accounts/names-under';
import { newestPostingUpTo } from '../accounts/newest-posting';
import type { LedgerDatabase } from '../ledger-database';
import type { Period } from '../periods/periods';

interface Turnover {
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly debits_before: bigint;
  readonly credits_before: bigint;
  readonly debits_after: bigint;
  readonly credits_after: bigint;
}

/** The accounts are limited before their postings are looked for. */
const PAGE = `
select a.name, a.type, a.currency,
       coalesce(opening.debits_posted, 0) as debits_before, coalesce(opening.credits_posted, 0) as credits_before,
       coalesce(closing.debits_posted, 0) as debits_after, coalesce(closing.credits_posted, 0) as credits_after
  from (select * from account
         where book = $1 and created_at <= $2 and name > $5
           and name >= $6 and name < $7 and (name = $6 or name >= $8)
         order by name
         limit $9) a
  left join lateral (${newestPostingUpTo('$3')}) opening on true
  left join lateral (${newestPostingUpTo('$4')}) closing on true
 order by a.name`;

export class GeneralLedgerStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** Accounts by name, after one name, perhaps only those at and below `prefix`. */
  async page(
    book: string,
    { opening, closing }: Period,
    after: string,
    prefix: string | undefined,
    limit: number,
  ): Promise<GeneralLedgerAccount[]> {
    const { self, below, end } = namesUnder(prefix);
    const parameters = [book, closing.at, opening.entry, closing.entry, after, self, end, below, limit];
    return (await this.database.read<Turnover>(PAGE, parameters)).map(accountOf);
  }
}

function accountOf(row: Turnover): GeneralLedgerAccount {
  const { name, type, currency } = row;
  const balance = (debitsPosted: bigint, creditsPosted: bigint) =>
    postedBalance({ ...NO_TOTALS, debitsPosted, creditsPosted }, normalBalance(type)).toString();
  return {
    ...{ name, type, currency },
    opening: balance(row.debits_before, row.credits_before),
    debits: (row.debits_after - row.debits_before).toString(),
    credits: (row.credits_after - row.credits_before).toString(),
    closing: balance(row.debits_after, row.credits_after),
  };
}
