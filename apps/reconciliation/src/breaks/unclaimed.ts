import { Problem } from '@pacioli/service/http/problem';
import type { Mirror } from '../outside-statements/statement-rows';
import type { Query } from '../writes/keyed-writes';
import type { Members } from './break-rows';
import { entriesAndLegs } from './sides';

const IS_CLAIMED = `
select exists (select from reconciliation.match_item m
                 join unnest($3::bigint[], $4::integer[]) as item (entry, leg) on item.entry = m.entry and item.leg = m.leg
                where m.book = $1 and m.source = $2)
       or exists (select from reconciliation.match_line m where m.line = any($5::text[])) as is_claimed`;

/**
 * Holds that no match has claimed any of the members of breaks. A break of which another match took a part stays open until the next
 * run of matching puts others in its place. Throws the problem `break_partly_matched`.
 */
export async function assertUnclaimed(
  query: Query,
  { book, source }: Mirror,
  { items, lines }: Members,
): Promise<void> {
  const postings = entriesAndLegs(items);
  const [{ is_claimed }] = await query<[{ is_claimed: boolean }]>(IS_CLAIMED, [
    ...[book, source, postings.map(({ entry }) => entry.toString()), postings.map(({ leg }) => leg), lines],
  ]);
  if (is_claimed)
    throw new Problem(
      'break_partly_matched',
      'Another match has taken a part of the break. The next run of matching puts another break in its place.',
    );
}
