import type { AccountType } from '@pacioli/contracts/account';
import { normalBalance, postedBalance } from '@pacioli/ledger-core/balance';
import type { TrialBalanceCurrency } from '@pacioli/contracts/trial-balance';
import { effectiveTotals, type Effect, type Known } from '@pacioli/ledger-db/effective-totals';
import { NEWEST_POSTING, newestPostingUpTo } from '@pacioli/ledger-db/newest-posting';
import type { LedgerDatabase } from '../ledger-database';

interface Turnover {
  readonly name: string;
  readonly type: AccountType;
  readonly currency: string;
  readonly debits_posted: bigint;
  readonly credits_posted: bigint;
}

const TURNOVER = `a.name, a.type, a.currency, coalesce(p.debits_posted, 0)::bigint as debits_posted,
                  coalesce(p.credits_posted, 0)::bigint as credits_posted`;

const NEWEST = 'select recorded_at from outcome where book = $1 order by decision desc limit 1';

/** The newest decision and all accounts in one statement, hence of one moment; without accounts, the decision alone. */
const NOW = `
select latest.recorded_at as as_of, ${TURNOVER}
  from (${NEWEST}) latest
  left join account a on a.book = $1
  left join lateral (${NEWEST_POSTING}) p on true
 order by a.currency, a.name`;

const UP_TO_ENTRY = `
select ${TURNOVER}
  from account a left join lateral (${newestPostingUpTo('$3')}) p on true
 where a.book = $1 and a.created_at <= $2
 order by a.currency, a.name`;

const EFFECTIVE = `
select ${TURNOVER}
  from account a cross join lateral (${effectiveTotals({ known: '$3', before: '$4', recorded: '$5' })}) p
 where a.book = $1 and a.created_at <= $2
 order by a.currency, a.name`;

export class TrialBalanceStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** As of the newest decision of a book that exists. */
  async now(book: string): Promise<{ asOf: Date; currencies: TrialBalanceCurrency[] }> {
    const rows = await this.database.read<{ as_of: Date } & (Turnover | { name: null })>(NOW, [book]);
    return {
      asOf: rows[0]!.as_of,
      currencies: byCurrency(rows.flatMap((row) => (row.name === null ? [] : [row]))),
    };
  }

  /** As of a moment of recording, or of effect. */
  async past(book: string, past: Known | Effect): Promise<TrialBalanceCurrency[]> {
    const known = [book, past.knownAt, past.known];
    return byCurrency(
      'before' in past
        ? await this.database.read<Turnover>(EFFECTIVE, [...known, past.before, past.recorded])
        : await this.database.read<Turnover>(UP_TO_ENTRY, known),
    );
  }

  /** When the newest decision of a book that exists was recorded. */
  async newest(book: string): Promise<string> {
    const rows = await this.database.read<{ recorded_at: Date }>(NEWEST, [book]);
    return rows[0]!.recorded_at.toISOString();
  }
}

function byCurrency(rows: Turnover[]): TrialBalanceCurrency[] {
  return [...new Set(rows.map(({ currency }) => currency))].map((currency) => {
    const accounts = rows.filter((row) => row.currency === currency);
    const sum = (side: 'debits_posted' | 'credits_posted') =>
      accounts.reduce((total, account) => total + account[side], 0n).toString();
    return {
      currency,
      debits: sum('debits_posted'),
      credits: sum('credits_posted'),
      accounts: accounts.map((row) => ({
        name: row.name,
        type: row.type,
        debits: row.debits_posted.toString(),
        credits: row.credits_posted.toString(),
        balance: balanceOf(row).toString(),
      })),
    };
  });
}

function balanceOf({ type, debits_posted: debitsPosted, credits_posted: creditsPosted }: Turnover): bigint {
  return postedBalance(
    { debitsPosted, creditsPosted, debitsPending: 0n, creditsPending: 0n },
    normalBalance(type),
  );
}
