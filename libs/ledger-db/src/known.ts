import type { Effect, Known } from './effective-totals';
import type { Query } from './ledger-state';

/** Times of recording never fall within a book, so the newest entry of a moment is found by halving. */
const NEWEST_AT = `
with recursive halving(low, high) as (
  select 0::bigint, coalesce((select max(number) from journal_entry where book = $1), 0)
  union all
  select case when e.recorded_at <= $2 then e.number else h.low end,
         case when e.recorded_at <= $2 then h.high else e.number - 1 end
    from halving h
    join journal_entry e on e.book = $1 and e.number = (h.low + h.high + 1) / 2
   where h.low < h.high
)
select low as number from halving where low = high`;

/** What was recorded by a moment, which may be `infinity`. */
export async function knownAt(query: Query, book: string, at: string): Promise<Known> {
  return { knownAt: at, known: (await newestEntryAt(query, book, at)).toString() };
}

/** A moment of effect, of what is known. */
export async function effectAt(
  query: Query,
  book: string,
  at: string,
  { knownAt, known }: Known,
): Promise<Effect> {
  const then = await newestEntryAt(query, book, at);
  const recorded = then < BigInt(known) ? then.toString() : known;
  return { knownAt, known, before: Date.parse(at) + 1, recorded };
}

/** The number of the newest entry that was recorded by then; 0 when there was none. */
async function newestEntryAt(query: Query, book: string, at: string): Promise<bigint> {
  const [row] = await query<{ number: bigint }>(NEWEST_AT, [book, at]);
  return row!.number;
}
