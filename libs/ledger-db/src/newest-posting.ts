import type { Totals } from '@pacioli/ledger-core/balance';

/**
 * SQL for an account's newest posting, which is its balance. Versions are counted without gaps and follow the numbers of
 * the entries, so a past one is found by halving, in as many index look-ups as its version has binary digits.
 */
const COLUMNS = 'version, debits_posted, credits_posted, debits_pending, credits_pending';

/** The newest posting of account `a`. */
export const NEWEST_POSTING = `
  select ${COLUMNS} from posting where book = a.book and account = a.number order by version desc limit 1`;

/** The newest posting of account `a` among entries up to the one whose number is the parameter `upTo`. */
export const newestPostingUpTo = (upTo: `$${number}`) => `
  with recursive halving(low, high) as (
    select 0::bigint,
           coalesce((select max(version) from posting where book = a.book and account = a.number), 0)
    union all
    select case when p.entry <= ${upTo} then p.version else h.low end,
           case when p.entry <= ${upTo} then h.high else p.version - 1 end
      from halving h
      join posting p on p.book = a.book and p.account = a.number and p.version = (h.low + h.high + 1) / 2
     where h.low < h.high
  )
  select ${COLUMNS} from posting
   where book = a.book and account = a.number and version = (select low from halving where low = high)`;

/** Totals as a row has them: null where the account had no posting, and text where they are numeric. */
export interface TotalsRow {
  readonly version: bigint | null;
  readonly debits_posted: bigint | string | null;
  readonly credits_posted: bigint | string | null;
  readonly debits_pending: bigint | string | null;
  readonly credits_pending: bigint | string | null;
}

export const totalsOf = (row: Omit<TotalsRow, 'version'>): Totals => ({
  debitsPosted: BigInt(row.debits_posted ?? 0n),
  creditsPosted: BigInt(row.credits_posted ?? 0n),
  debitsPending: BigInt(row.debits_pending ?? 0n),
  creditsPending: BigInt(row.credits_pending ?? 0n),
});
