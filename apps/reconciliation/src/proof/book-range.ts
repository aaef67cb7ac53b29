import type { Standing } from './standing';

/** Which decisions of a book a run looks at: those behind `before`, up to `through` or to the newest. */
export interface BookRange {
  readonly book: string;
  readonly before: Standing;
  readonly through: Standing | null;
}

/** Null for all of the ledger. */
export type Ranges = readonly BookRange[] | null;

/** What the rows of a table are counted by. */
type Counter = 'decision' | 'entries' | 'accounts';

/**
 * The rows of a table that lie in the ranges of a run, as SQL; all of its rows where there are no ranges. The join is lateral
 * and can not be flattened, so that each book is one probe of an index, however large the table is.
 */
export function rowsWithin(ranges: Ranges, table: string, column: string, counter: Counter): string {
  if (ranges === null) return table;
  return `(select inside.* from ${rangesAsRows(ranges, counter)} cross join lateral
            (select * from ${table} t
              where t.book = range.book and t.${column} > range.after and t.${column} <= range.through offset 0) inside)`;
}

/** The ranges as the rows of `range (book, after, through)`, in SQL. */
export function rangesAsRows(ranges: readonly BookRange[], counter: Counter): string {
  const numbers = (of: (range: BookRange) => bigint | number) => `'{${ranges.map(of).join()}}'::bigint[]`;
  const books = ranges.map(({ book }) => quoted(book)).join();
  const after = numbers(({ before }) => before[counter]);
  const through = numbers(({ through }) => through?.[counter] ?? NO_END);
  return `unnest(array[${books}]::text[], ${after}, ${through}) range(book, after, through)`;
}

const NO_END = 2n ** 63n - 1n;

/** A row that was tampered with may name a book by any text. COPY takes no parameters. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
