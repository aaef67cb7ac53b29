import type { Query } from '../writes/keyed-writes';
import { itemsOf, linesOf } from './break-views';

export interface MatchView {
  readonly id: string;
  readonly source: string;
  /** A rule of matching; or `forced` or `corrected`, where people did it. */
  readonly rule: string;
  readonly reason: string;
  readonly currency: string;
  readonly amount: string;
  /** What differs: in minor units, and in days. */
  readonly difference: { readonly amount: string; readonly fee: string; readonly days: number };
  readonly made_by: string | null;
  readonly approved_by: string | null;
  readonly recorded_at: Date;
  readonly items: readonly object[];
  readonly lines: readonly object[];
}

const PAGE = `
select b.sequence, b.id, b.source, b.rule, b.reason, b.currency, b.amount::text as amount, b.difference, b.made_by, b.approved_by,
       b.recorded_at,
       ${itemsOf('reconciliation.match_item')} where m.match = b.id) as items,
       ${linesOf('reconciliation.match_line')} where m.match = b.id) as lines
  from reconciliation.match b
 where b.book = $1 and ($2::text is null or b.source = $2) and ($3::bigint is null or b.sequence < $3)
 order by b.sequence desc limit $4`;

/** Newest first, each with its own sequence. */
export async function matchesOf(
  query: Query,
  book: string,
  source: string | undefined,
  before: string | undefined,
  limit: number,
): Promise<{ sequence: bigint; view: MatchView }[]> {
  const parameters = [book, source ?? null, before ?? null, limit];
  const rows = await query<(MatchView & { sequence: bigint })[]>(PAGE, parameters);
  return rows.map(({ sequence, ...view }) => ({ sequence, view }));
}
