import type { Snapshot } from '@pacioli/postgres/snapshot';
import { rangesAsRows, rowsWithin, type BookRange, type Ranges } from './book-range';
import type { Findings } from './checks/findings';
import { compare } from './differences';

/**
 * What dated_total must hold, made anew from entries and postings at once, against what it holds. Entries that are not dated have
 * no part in it, and are not read. Of ranges, the stretches that their entries fall into are summed on from where they stood
 * before, and no others are looked at.
 */
const differences = (ranges: Ranges) => `
with dated as (
  select p.book, p.account, e.number as entry, e.decision, floor(extract(epoch from e.effective_at) * 1000) as moment,
         p.layer, p.direction, p.amount::numeric as amount
    from ${rowsWithin(ranges, 'journal_entry', 'number', 'entries')} e join posting p on p.book = e.book and p.entry = e.number
   where e.effective_at <> e.recorded_at and isfinite(e.effective_at)
), side as (
  select book, account, entry, decision, moment,
         case when layer = 'posted' and direction = 'DEBIT' then amount else 0 end as debited,
         case when layer = 'posted' and direction = 'CREDIT' then amount else 0 end as credited,
         case when direction = 'DEBIT' then case layer when 'pending' then amount when 'released' then -amount else 0 end
              else 0 end as debits_held,
         case when direction = 'CREDIT' then case layer when 'pending' then amount when 'released' then -amount else 0 end
              else 0 end as credits_held
    from dated
), running as (
  select book, account, shift, floor(moment / (1::bigint << shift))::bigint as stretch, entry, decision,
         debited, credited, debits_held, credits_held
    from side cross join (values (0), (9), (18), (27), (36)) length(shift)
)${ranges === null ? ALL_STRETCHES : stretchesOf(ranges)}, expected as (
  select distinct on (book, account, shift, stretch, case shift when 0 then entry else decision end)
         book, account, shift, stretch, entry, decision,
         concat_ws(' ', sum(debited) over so_far, sum(credited) over so_far, sum(debits_held) over so_far,
                   sum(credits_held) over so_far) as totals
    from summed
  window so_far as (partition by book, account, shift, stretch order by entry range unbounded preceding)
   order by book, account, shift, stretch, case shift when 0 then entry else decision end, entry desc
), found as (
  select book, account, shift::integer, stretch, entry,
         concat_ws(' ', debits_posted, credits_posted, debits_pending, credits_pending) as totals
    from held
)
select book, account, shift, stretch, entry, expected.totals, found.totals
  from (select * from expected where decision is not null) expected
  full join found using (book, account, shift, stretch, entry)
 where expected.totals is distinct from found.totals
 order by book, account, shift, stretch, entry`;

/** What is summed, and what must be what that comes to: all that there is. */
const ALL_STRETCHES = ', summed as (select * from running), held as (select * from dated_total)';

/** The same of the stretches that ranges touch. What they came to before is a row that no decision made. */
const stretchesOf = (ranges: readonly BookRange[]) => `, touched as (
  select distinct book, account, shift, stretch, range.after
    from running join ${rangesAsRows(ranges, 'entries')} using (book)
), summed as (
  select * from running
  union all
  select book, account, shift, stretch, earlier.entry, null, debits_posted, credits_posted, debits_pending, credits_pending
    from touched t cross join lateral (
      select d.entry, debits_posted, credits_posted, debits_pending, credits_pending from dated_total d
       where d.book = t.book and d.account = t.account and d.shift = t.shift and d.stretch = t.stretch and d.entry <= t.after
       order by d.entry desc limit 1) earlier
), held as (
  select d.* from touched t join dated_total d
    on d.book = t.book and d.account = t.account and d.shift = t.shift and d.stretch = t.stretch
   and d.entry > t.after
)`;

/** How many rows are compared; of ranges, how many entries made them. */
const ALL_ROWS = 'select book, count(*) as rows from dated_total group by book';
const dated = (ranges: Ranges) =>
  `select book, count(*) as rows from ${rowsWithin(ranges, 'journal_entry', 'number', 'entries')} e
    where effective_at <> recorded_at group by book`;

/** Balances by effective time follow from the journal: per book what is wrong with the table that answers them. */
export const checkDatedTotals = (snapshot: Snapshot, ranges: Ranges): Promise<Map<string, Findings>> =>
  compare(snapshot, {
    check: 'dated_totals',
    counts: ranges === null ? ALL_ROWS : dated(ranges),
    differences: differences(ranges),
    read: (row) => {
      const [book, account, shift] = [row.text(), row.integer(), row.integer()];
      const [from, entry] = [momentOf(row.bigint(), shift), row.bigint()];
      return {
        ...{
          book,
          row: `dated total ${book} account ${account} of 2^${shift} ms from ${from} entry ${entry}`,
        },
        expected: row.textOrNull() ?? 'no such row',
        found: row.textOrNull() ?? 'no such row',
      };
    },
  });

/** A stretch that was tampered with may be no moment. */
function momentOf(stretch: bigint, shift: number): string {
  const moment = new Date(Number(stretch << BigInt(shift)));
  return Number.isNaN(moment.getTime()) ? `stretch ${stretch}` : moment.toISOString();
}
