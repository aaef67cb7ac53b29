import { parseJournalEntryId } from '@pacioli/contracts/operation-id';
import type { BreakCorrection } from '@pacioli/contracts/statement-break';
import { newestTurn } from '@pacioli/ledger-db/open-breaks';
import { Problem } from '@pacioli/service/http/problem';
import { sourceOf } from '../sources/sources-store';
import type { Query } from '../writes/keyed-writes';
import { addEvents } from './break-rows';
import type { WorkedBreak } from './break-work';
import { closeClaimed } from './close-claimed';
import { addMatches } from './match-rows';
import { entriesAndLegs, sidesOf } from './sides';
import { assertUnclaimed } from './unclaimed';

/** An id leads to the outcome of its key, and that to the entry; an entry without a posting on the account is one row of nulls. */
const POSTINGS = `
select p.entry || '/' || p.leg as item, p.amount is not null and (
         exists (select from reconciliation.match_item m
                  where m.book = p.book and m.source = $7 and m.entry = p.entry and m.leg = p.leg)
         or exists (select from reconciliation.break_item i
                      join reconciliation.break b on b.id = i.break
                     where b.book = p.book and ${newestTurn('b.id')} = 'resolved'
                       and b.source = $7 and i.entry = p.entry and i.leg = p.leg)) as is_taken
  from outcome o
  join journal_entry e on e.book = o.book and e.number = o.entry + $4
  left join (account a join posting p on p.book = a.book and p.account = a.number)
         on p.book = e.book and p.entry = e.number and p.layer = 'posted' and a.name = $6 and p.currency = $8
 where o.book = $1 and o.key_id between $2 and $3 and e.id = $5`;

interface PostingRow {
  readonly item: string | null;
  readonly is_taken: boolean;
}

/**
 * Matches a break with a journal entry that was posted to settle it: with it, the ledger says what the statement does. Throws the
 * problems `break_partly_matched`, `journal_entry_not_found`, `entry_already_matched` and `entry_settles_otherwise`.
 */
export async function correct(
  query: Query,
  worked: WorkedBreak,
  { by, entry }: BreakCorrection,
): Promise<void> {
  const { mirror, currency } = worked;
  await assertUnclaimed(query, mirror, worked);
  const posted = await postingsOf(query, worked, entry);
  if (posted.some(({ is_taken, item }) => is_taken || worked.items.includes(item!)))
    throw new Problem('entry_already_matched', `A posting of ${entry} belongs elsewhere already.`);
  const corrections = posted.flatMap(({ item }) => item ?? []);
  const open = await sidesOf(query, mirror, worked);
  const moved = (await sidesOf(query, mirror, { items: corrections, lines: [] })).items;
  if (corrections.length === 0 || moved !== open.lines - open.items)
    throw new Problem(
      'entry_settles_otherwise',
      `${entry} moves the account by ${moved} ${currency}, and ${open.lines - open.items} ${currency} are open, in minor units.`,
    );
  const members = { items: [...worked.items, ...corrections], lines: worked.lines };
  const [match] = await addMatches(query, mirror, [
    {
      ...{ rule: 'corrected', reason: `corrected by ${entry}`, currency, amount: open.lines },
      ...{ items: entriesAndLegs(members.items), lines: members.lines, madeBy: by },
      difference: { amount: 0n, fee: 0n, days: 0 },
    },
  ]);
  await addEvents(query, [{ break: worked.id, type: 'corrected', by, detail: { entry, match } }]);
  await closeClaimed(query, worked, match!, members, [worked.id]);
}

async function postingsOf(
  query: Query,
  { mirror: { book, source }, currency }: WorkedBreak,
  entry: string,
): Promise<PostingRow[]> {
  const { account } = await sourceOf(query, book, source);
  const { from, to, n } = parseJournalEntryId(entry)!;
  const parameters = [book, from, to, n, entry.slice(3), account, source, currency];
  const rows = await query<PostingRow[]>(POSTINGS, parameters);
  if (rows.length === 0) throw new Problem('journal_entry_not_found', `Book ${book} has no entry ${entry}.`);
  return rows;
}
