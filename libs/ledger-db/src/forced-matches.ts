import type { Query } from './ledger-state';
import { upTo } from './up-to';

/** What two people matched though no rule did. Amounts are in minor units. */
export interface ForcedMatch {
  readonly book: string;
  readonly source: string;
  readonly match: string;
  readonly currency: string;
  readonly items_amount: string;
  readonly lines_amount: string;
  /** The lines less the items. */
  readonly difference: string;
  readonly reason: string;
  readonly made_by: string;
  readonly approved_by: string;
  readonly recorded_at: string;
}

const NEWEST = `
with forced as (
  select distinct e.detail->>'match' as id from reconciliation.break_event e
   where e.type = 'force_matched' and ${upTo('e.sequence', '$1::bigint')}
), ranked as (
  select m.*, row_number() over (partition by book order by sequence desc) as place,
         case when exists (select from reconciliation.match_item i where i.match = m.id) then amount else 0 end as items_amount
    from reconciliation.match m join forced using (id)
)
select book, source, id as match, currency, items_amount::text as items_amount,
       (items_amount + (difference->>'amount')::numeric)::text as lines_amount, difference->>'amount' as difference,
       reason, made_by, approved_by, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at
  from ranked where place <= $2 order by sequence desc limit $3`;

/** Those that were made up to an event of a break, newest first: at most so many of a book, and so many in all. */
export const forcedMatches = (
  query: Query,
  breakEvents: bigint,
  most: { readonly ofBook: number; readonly inAll: number },
): Promise<ForcedMatch[]> => query<ForcedMatch>(NEWEST, [breakEvents, most.ofBook, most.inAll]);
