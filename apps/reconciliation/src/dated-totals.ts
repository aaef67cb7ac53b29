import type { Snapshot } from '@pacioli/postgres/snapshot';
import { Findings } from './checks/findings';

/** Four totals, as text. */
type Totals = string;

interface Difference {
  readonly book: string;
  readonly account: number;
  readonly shift: number;
  readonly stretch: bigint;
  readonly entry: bigint;
  readonly expected: Totals | null;
  readonly found: Totals | null;
}

/**
 * What dated_total must hold, made anew from entries and postings for all of time at once, against what it holds. Entries that
 * are not dated have no part in it, and are not read.
 */
const DIFFERENCES = `
with dated as (
  select p.book, p.account, e.number as entry, e.decision, floor(extract(epoch from e.effective_at) * 1000) as moment,
         p.layer, p.direction, p.amount::numeric as amount
    from journal_entry e join posting p on p.book = e.book and p.entry = e.number
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
), expected as (
  select distinct on (book, account, shift, stretch, case shift when 0 then entry else decision end)
         book, account, shift, stretch, entry,
         concat_ws(' ', sum(debited) over so_far, sum(credited) over so_far, sum(debits_held) over so_far,
                   sum(credits_held) over so_far) as totals
    from running
  window so_far as (partition by book, account, shift, stretch order by entry range unbounded preceding)
   order by book, account, shift, stretch, case shift when 0 then entry else decision end, entry desc
), found as (
  select book, account, shift::integer, stretch, entry,
         concat_ws(' ', debits_posted, credits_posted, debits_pending, credits_pending) as totals
    from dated_total
)
select book, account, shift, stretch, entry, expected.totals, found.totals
  from expected full join found using (book, account, shift, stretch, entry)
 where expected.totals is distinct from found.totals
 order by book, account, shift, stretch, entry`;

/** Balances by effective time follow from the journal: per book what is wrong with the table that answers them. */
export async function checkDatedTotals(snapshot: Snapshot): Promise<Map<string, Findings>> {
  const findings = new Map<string, Findings>();
  const findingsOf = (book: string) => {
    const known = findings.get(book) ?? new Findings('dated_totals');
    findings.set(book, known);
    return known;
  };
  const counts = await snapshot.query<{ book: string; rows: bigint }>(
    'select book, count(*) as rows from dated_total group by book',
  );
  for (const { book, rows } of counts) findingsOf(book).checked = Number(rows);
  const differences = snapshot.rows(DIFFERENCES, (row): Difference => ({
    ...{ book: row.text(), account: row.integer(), shift: row.integer(), stretch: row.bigint() },
    ...{ entry: row.bigint(), expected: row.textOrNull(), found: row.textOrNull() },
  }));
  for await (const rows of differences) {
    for (const { book, expected, found, ...key } of rows)
      findingsOf(book).add(nameOf(book, key), expected ?? 'no such row', found ?? 'no such row');
  }
  return findings;
}

const nameOf = (
  book: string,
  { account, shift, stretch, entry }: Omit<Difference, 'book' | 'expected' | 'found'>,
) =>
  `dated total ${book} account ${account} of 2^${shift} ms from ${momentOf(stretch, shift)} entry ${entry}`;

/** A stretch that was tampered with may be no moment. */
function momentOf(stretch: bigint, shift: number): string {
  const moment = new Date(Number(stretch << BigInt(shift)));
  return Number.isNaN(moment.getTime()) ? `stretch ${stretch}` : moment.toISOString();
}
