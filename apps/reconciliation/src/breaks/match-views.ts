import type { StatementMatch } from '@pacioli/contracts/outside-statement-answers';
import type { Query } from '../writes/keyed-writes';
import { recordedAt } from '../writes/recorded-at';
import { itemsOf, linesOf } from './break-views';

const PAGE = `
select b.sequence, b.id, b.source, b.rule, b.reason, b.currency, b.amount::text as amount, b.difference, b.made_by, b.approved_by,
       ${recordedAt('b')},
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
): Promise<{ sequence: bigint; view: StatementMatch }[]> {
  const parameters = [book, source ?? null, before ?? null, limit];
  const rows = await query<(StatementMatch & { sequence: bigint })[]>(PAGE, parameters);
  return rows.map(({ sequence, ...view }) => ({ sequence, view }));
}
