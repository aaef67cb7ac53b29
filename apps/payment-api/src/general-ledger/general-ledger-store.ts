import type { AccountType } from '@pacioli/contracts/account';
import type { GeneralLedgerAccount } from '@pacioli/contracts/general-ledger';
import { normalBalance, NO_TOTALS, postedBalance } from '@pacioli/ledger-core/balance';
import { effectiveTotals } from '@pacioli/ledger-db/effective-totals';
import { newestPostingUpTo } from '@pacioli/ledger-db/newest-posting';
import { namesUnder } from '../accounts/names-under';
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
const page = (opening: string, closing: string) => `
select a.name, a.type, a.currency,
       coalesce(opening.debits_posted, 0)::bigint as debits_before, coalesce(opening.credits_posted, 0)::bigint as credits_before,
       coalesce(closing.debits_posted, 0)::bigint as debits_after, coalesce(closing.credits_posted, 0)::bigint as credits_after
  from (select * from account
         where book = $1 and created_at <= $2 and name > $3
           and name >= $4 and name < $5 and (name = $4 or name >= $6)
         order by name
         limit $7) a
  left join lateral (${opening}) opening on true
  left join lateral (${closing}) closing on true
 order by a.name`;

const RECORDED = page(newestPostingUpTo('$8'), newestPostingUpTo('$9'));
const EFFECTIVE = page(
  effectiveTotals({ before: '$9', known: '$8', recorded: '$10' }),
  effectiveTotals({ before: '$11', known: '$8', recorded: '$12' }),
);

export class GeneralLedgerStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** Accounts by name, after one name, perhaps only those at and below `prefix`. */
  async page(
    book: string,
    period: Period,
    after: string,
    prefix: string | undefined,
    limit: number,
  ): Promise<GeneralLedgerAccount[]> {
    const { self, below, end } = namesUnder(prefix);
    const wanted = [book, period.closing.knownAt, after, self, end, below, limit];
    const rows =
      period.by === 'recorded'
        ? await this.database.read<Turnover>(RECORDED, [
            ...wanted,
            period.opening.known,
            period.closing.known,
          ])
        : await this.database.read<Turnover>(EFFECTIVE, [
            ...[...wanted, period.closing.known, period.opening.before, period.opening.recorded],
            ...[period.closing.before, period.closing.recorded],
          ]);
    return rows.map(accountOf);
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
