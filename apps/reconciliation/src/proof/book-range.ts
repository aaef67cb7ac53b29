import type { Standing } from './standing';

/** Which decisions of a book a run looks at: all those behind where it stood before. */
export interface BookRange {
  readonly book: string;
  readonly before: Standing;
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
              where t.book = range.book and t.${column} > range.after offset 0) inside)`;
}

/** The ranges as the rows of `range (book, after)`, in SQL. */
export function rangesAsRows(ranges: readonly BookRange[], counter: Counter): string {
  const books = ranges.map(({ book }) => quoted(book)).join();
  const after = ranges.map(({ before }) => before[counter]).join();
  return `unnest(array[${books}]::text[], '{${after}}'::bigint[]) range(book, after)`;
}

/** A row that was tampered with may name a book by any text. COPY takes no parameters. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
