import type { Direction } from '@pacioli/contracts/account';
import type { Subtotal } from '@pacioli/contracts/subtotal';
import { NEWEST_POSTING } from '@pacioli/ledger-db/newest-posting';
import { namesUnder } from '../accounts/names-under';
import type { LedgerDatabase } from '../ledger-database';

interface SubtotalRow {
  readonly prefix: string;
  readonly currency: string;
  readonly normal_balance: Direction;
  readonly accounts: bigint;
  /** Numeric, which is read as text: sums of many accounts may pass what a bigint of PostgreSQL holds. */
  readonly posted: string;
  readonly pending: string;
  readonly available: string;
}

/** What tells subtotals of a book apart. */
export type SubtotalId = Pick<Subtotal, 'prefix' | 'currency' | 'normal_balance'>;

/**
 * An account counts in the subtotal of each name above it, and of its own, from the prefix down to so many segments below.
 * With the newest decision in the same statement, all is of one moment.
 */
const NOW = `
with balance as (
  select string_to_array(a.name, ':') as segments, a.currency, side.*
    from account a
    left join lateral (${NEWEST_POSTING}) p on true
   cross join lateral (
      select 'DEBIT' as normal_balance, p.debits_posted::numeric as own, p.credits_posted as other,
             p.debits_pending as own_pending, p.credits_pending as other_pending
       where a.type in ('asset', 'expense')
      union all
      select 'CREDIT', p.credits_posted, p.debits_posted, p.credits_pending, p.debits_pending
       where a.type in ('liability', 'equity', 'income')
    ) side
   where a.book = $1 and a.name >= $2 and a.name < $3 and (a.name = $2 or a.name >= $4)
), subtotal as (
  select array_to_string(segments[1:level], ':') collate "C" as prefix, currency, normal_balance, count(*) as accounts,
         coalesce(sum(own - other), 0) as posted,
         coalesce(sum(own - other + own_pending - other_pending), 0) as pending,
         coalesce(sum(own - other - other_pending), 0) as available
    from balance cross join lateral generate_series($5::integer, least($5 + $6::integer, cardinality(segments))) level
   group by 1, 2, 3
)
select latest.recorded_at as as_of, subtotal.*
  from (select recorded_at from outcome where book = $1 order by decision desc limit 1) latest
  left join (select * from subtotal
              where ($7::text is null or (prefix, currency, normal_balance) > ($7, $8, $9))
              order by prefix, currency, normal_balance
              limit $10) subtotal on true
 order by prefix, currency, normal_balance`;

export class SubtotalsStore {
  constructor(private readonly database: LedgerDatabase) {}

  /**
   * As of the newest decision of a book that exists: of the prefix, and of every name to `depth` segments below it, by name, currency
   * and normal balance; so many at most, after one of them.
   */
  async page(
    { book, prefix, depth }: { book: string; prefix: string | undefined; depth: number },
    after: SubtotalId | undefined,
    limit: number,
  ): Promise<{ asOf: Date; data: Subtotal[] }> {
    const { self, below, end } = namesUnder(prefix);
    const level = prefix === undefined ? 0 : prefix.split(':').length;
    const rows = await this.database.read<{ as_of: Date } & (SubtotalRow | { prefix: null })>(NOW, [
      ...[book, self, end, below, level, depth],
      ...[after === undefined ? null : (after.prefix ?? ''), after?.currency, after?.normal_balance, limit],
    ]);
    return {
      asOf: rows[0]!.as_of,
      data: rows.flatMap((row) => (row.prefix === null ? [] : [subtotalOf(row)])),
    };
  }
}

const subtotalOf = (row: SubtotalRow): Subtotal => ({
  prefix: row.prefix === '' ? null : row.prefix,
  currency: row.currency,
  normal_balance: row.normal_balance,
  accounts: row.accounts.toString(),
  posted: row.posted,
  pending: row.pending,
  available: row.available,
});
