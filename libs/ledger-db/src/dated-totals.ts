/**
 * Balances by effective time. A posting whose entry takes effect when it is recorded needs nothing: of those, all that took
 * effect by a moment come before one version of the account, whose posting has their totals. The others are dated, and come in
 * any order. For them a tree over time is kept: what the dated postings of an account in one stretch of time come to, for
 * stretches of five lengths, after each entry that added to it. Rows are only ever added, so the past of what was known is
 * there as well (docs/adr/0007-effective-time.md).
 */

/** The lengths of the stretches as powers of two of milliseconds: 1 ms, 0.5 s, 4.4 min, 37 h, 2.2 years. */
const STEP = 9;
const LONGEST = 4 * STEP;

export const DATED_TOTAL = `
create table dated_total (
  book            text not null,
  account         integer not null,
  -- A stretch is the milliseconds since 1970 that are the same but for their last \`shift\` bits, which \`stretch\` leaves out.
  shift           smallint not null,
  stretch         bigint not null,
  entry           bigint not null,
  -- Numeric: what is reserved and given back at times far apart adds up to more than there ever is at once.
  debits_posted   numeric not null,
  credits_posted  numeric not null,
  debits_pending  numeric not null,
  credits_pending numeric not null,
  primary key (book, account, shift, stretch, entry)
);
comment on table dated_total is 'What the dated postings of an account come to in a stretch of effective time, after an entry: those of entries that took effect at another time than they were recorded. It follows from journal_entry and posting.';

-- Entries that are dated; of the others the index costs nothing.
create index on journal_entry (book, number) where effective_at <> recorded_at;

create function add_dated_totals(of_book text[], of_entry bigint[]) returns void language sql as $$
  insert into dated_total
  with added as (
    select e.book, p.account, e.number as entry, e.decision, (extract(epoch from e.effective_at) * 1000)::bigint as moment,
           coalesce(sum(p.amount) filter (where p.layer = 'posted' and p.direction = 'DEBIT'), 0) as debits_posted,
           coalesce(sum(p.amount) filter (where p.layer = 'posted' and p.direction = 'CREDIT'), 0) as credits_posted,
           coalesce(sum(case p.layer when 'pending' then p.amount when 'released' then -p.amount end)
                    filter (where p.direction = 'DEBIT'), 0) as debits_pending,
           coalesce(sum(case p.layer when 'pending' then p.amount when 'released' then -p.amount end)
                    filter (where p.direction = 'CREDIT'), 0) as credits_pending
      from unnest(of_book, of_entry) as dated(book, entry)
      join journal_entry e on e.book = dated.book and e.number = dated.entry
      join posting p on p.book = e.book and p.entry = e.number
     group by e.book, p.account, e.number
  ), summed as (
    select book, account, shift, moment >> shift as stretch, entry, decision,
           first_value(entry) over stretch_so_far as first_entry,
           lead(decision) over stretch_so_far as next_decision,
           sum(debits_posted) over stretch_so_far as debits_posted, sum(credits_posted) over stretch_so_far as credits_posted,
           sum(debits_pending) over stretch_so_far as debits_pending, sum(credits_pending) over stretch_so_far as credits_pending
      from added cross join generate_series(0, ${LONGEST}, ${STEP}) shift
    window stretch_so_far as (partition by book, account, shift, moment >> shift order by entry)
  )
  select s.book, s.account, s.shift, s.stretch, s.entry,
         s.debits_posted + coalesce(before.debits_posted, 0), s.credits_posted + coalesce(before.credits_posted, 0),
         s.debits_pending + coalesce(before.debits_pending, 0), s.credits_pending + coalesce(before.credits_pending, 0)
    from summed s
    left join lateral (
      select * from dated_total d
       where d.book = s.book and d.account = s.account and d.shift = s.shift and d.stretch = s.stretch and d.entry < s.first_entry
       order by d.entry desc limit 1) before on true
   -- What is known changes from decision to decision, so the longer stretches need no more than the last entry of each.
   where s.shift = 0 or s.next_decision is distinct from s.decision
$$;
`;

/** The statement that adds what dated entries come to, whose postings were written before it in the same transaction. */
export function addDatedTotals(
  entries: readonly { readonly book: string; readonly entry: bigint }[],
): string {
  const books = entries.map(({ book }) => `'${book}'`);
  const numbers = entries.map(({ entry }) => entry);
  return `select add_dated_totals(array[${books.join()}], array[${numbers.join()}]::bigint[])`;
}

/**
 * SQL for the totals of the dated postings of account \`a\` that took effect before a moment, in milliseconds since 1970, by
 * entries up to a number. Before it lie, of each length, at most ${2 ** STEP} stretches that no longer one holds; those that
 * have rows are stepped through by the index.
 */
export const datedTotals = (before: string, upTo: string) => `
  select coalesce(sum(d.debits_posted), 0) as debits_posted, coalesce(sum(d.credits_posted), 0) as credits_posted,
         coalesce(sum(d.debits_pending), 0) as debits_pending, coalesce(sum(d.credits_pending), 0) as credits_pending
    from generate_series(0, ${LONGEST}, ${STEP}) shift
   cross join lateral (
      select case when shift < ${LONGEST} then (${before}::bigint >> (shift + ${STEP})) << ${STEP} else -(1::bigint << 62) end as first,
             ${before}::bigint >> shift as ending) part
   cross join lateral (
      with recursive step(stretch) as (
        (select stretch from dated_total
          where book = a.book and account = a.number and dated_total.shift = shift.shift
            and stretch >= part.first and stretch < part.ending
          order by stretch desc limit 1)
        union all
        select (select t.stretch from dated_total t
                 where t.book = a.book and t.account = a.number and t.shift = shift.shift
                   and t.stretch >= part.first and t.stretch < step.stretch
                 order by t.stretch desc limit 1)
          from step where step.stretch is not null)
      select stretch from step where stretch is not null) filled
   cross join lateral (
      select * from dated_total
       where book = a.book and account = a.number and dated_total.shift = shift.shift and stretch = filled.stretch
         and entry <= ${upTo}::bigint
       order by entry desc limit 1) d`;
