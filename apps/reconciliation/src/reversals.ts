import type { Snapshot } from '@pacioli/postgres/snapshot';
import { Findings } from './checks/findings';

interface Difference {
  readonly book: string;
  readonly number: bigint;
  readonly id: string;
  /** What the entry that is undone posted, turned round, leg by leg; null where it posted nothing, or is not there. */
  readonly expected: string | null;
  readonly found: string | null;
}

const DIFFERENCES = `
select e.book, e.number, e.id, turned.legs, own.legs
  from journal_entry e
 cross join lateral (
   select string_agg(concat_ws(' ', layer, case direction when 'DEBIT' then 'CREDIT' else 'DEBIT' end, account, amount, currency),
                     ', ' order by leg) as legs
     from posting where book = e.book and entry = e.reverses and layer = 'posted') turned
 cross join lateral (
   select string_agg(concat_ws(' ', layer, direction, account, amount, currency), ', ' order by leg) as legs
     from posting where book = e.book and entry = e.number) own
 where e.reverses is not null and (turned.legs is null or own.legs is distinct from turned.legs)
 order by e.book, e.number`;

/**
 * An entry that undoes another has all that the other posted turned round, and nothing else: per book what is wrong with those
 * that do. The two may lie any number of entries apart, so the database compares them, and no run keeps them in memory.
 */
export async function checkReversals(snapshot: Snapshot): Promise<Map<string, Findings>> {
  const findings = new Map<string, Findings>();
  const counts = await snapshot.query<{ book: string; rows: bigint }>(
    'select book, count(*) as rows from journal_entry where reverses is not null group by book',
  );
  for (const { book, rows } of counts) {
    const own = new Findings('reversals_agree');
    own.checked = Number(rows);
    findings.set(book, own);
  }
  const differences = snapshot.rows(DIFFERENCES, (row): Difference => ({
    ...{ book: row.text(), number: row.bigint(), id: `je_${row.uuid()}` },
    ...{ expected: row.textOrNull(), found: row.textOrNull() },
  }));
  for await (const rows of differences) {
    for (const { book, number, id, expected, found } of rows)
      findings
        .get(book)!
        .add(
          `entry ${book} ${number} (${id})`,
          expected === null ? 'an entry to undo, that posted something' : `postings ${expected}`,
          found ?? 'none',
        );
  }
  return findings;
}
