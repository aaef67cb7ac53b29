import type { Mirror } from '../outside-statements/statement-rows';
import type { Query } from '../writes/keyed-writes';
import type { Members } from './break-rows';

/** Items named as `entry/leg`. */
export const entriesAndLegs = (items: readonly string[]): { entry: bigint; leg: number }[] =>
  items.map((item) => {
    const [entry, leg] = item.split('/');
    return { entry: BigInt(entry!), leg: Number(leg) };
  });

const SIDES = `
select (select coalesce(sum(case p.direction when 'DEBIT' then p.amount else -p.amount end), 0)::text
          from posting p
          join unnest($2::bigint[], $3::integer[]) as item (entry, leg) on item.entry = p.entry and item.leg = p.leg
         where p.book = $1) as items,
       (select coalesce(sum(l.amount - coalesce(l.fee, 0)), 0)::text
          from reconciliation.statement_line l where l.id = any($4::text[])) as lines`;

/** By how much the account moved: as the ledger says by the items, and as the statement says by the lines, fees taken off. */
export async function sidesOf(
  query: Query,
  { book }: Mirror,
  { items, lines }: Members,
): Promise<{ items: bigint; lines: bigint }> {
  const postings = entriesAndLegs(items);
  const [row] = await query<[{ items: string; lines: string }]>(SIDES, [
    book,
    postings.map(({ entry }) => entry.toString()),
    postings.map(({ leg }) => leg),
    lines,
  ]);
  return { items: BigInt(row.items), lines: BigInt(row.lines) };
}
