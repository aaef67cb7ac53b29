import type { Snapshot } from '@pacioli/postgres/snapshot';
import { rowsWithin, type Ranges } from './book-range';
import type { Findings } from './checks/findings';
import { compare } from './differences';

/** What the entry that is undone posted, turned round, leg by leg, and what undoes it; null where that is nothing. */
const differences = (ranges: Ranges) => `
select e.book, e.number, e.id, turned.legs, own.legs
  from ${rowsWithin(ranges, 'journal_entry', 'number', 'entries')} e
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
 * that do.
 */
export const checkReversals = (snapshot: Snapshot, ranges: Ranges): Promise<Map<string, Findings>> =>
  compare(snapshot, {
    check: 'reversals_agree',
    counts: `select book, count(*) as rows from ${rowsWithin(ranges, 'journal_entry', 'number', 'entries')} e
              where reverses is not null group by book`,
    differences: differences(ranges),
    read: (row) => {
      const [book, number, id] = [row.text(), row.bigint(), row.uuid()];
      const [undone, own] = [row.textOrNull(), row.textOrNull()];
      return {
        ...{ book, row: `entry ${book} ${number} (je_${id})` },
        expected: undone === null ? 'an entry to undo, that posted something' : `postings ${undone}`,
        found: own ?? 'none',
      };
    },
  });
