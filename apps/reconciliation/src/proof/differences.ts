import type { RowReader } from '@pacioli/postgres/row-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { Findings, type CheckName } from './checks/findings';

/** A row that is not what it should be, and of which book. */
export interface Difference {
  readonly book: string;
  readonly row: string;
  readonly expected: string;
  readonly found: string;
}

/** A check that the database makes by itself: what it looks at lies too far apart for a run to keep in memory. */
export interface Comparison {
  readonly check: CheckName;
  /** SQL for how many rows are compared of each `book`, as `rows`. */
  readonly counts: string;
  /** SQL for those that differ, and how each row of it is read. */
  readonly differences: string;
  readonly read: (row: RowReader) => Difference;
}

/** What is wrong with each book that was compared. */
export async function compare(snapshot: Snapshot, comparison: Comparison): Promise<Map<string, Findings>> {
  const findings = new Map<string, Findings>();
  const findingsOf = (book: string) => {
    const known = findings.get(book) ?? new Findings(comparison.check);
    findings.set(book, known);
    return known;
  };
  const counts = await snapshot.query<{ book: string; rows: bigint }>(comparison.counts);
  for (const { book, rows } of counts) findingsOf(book).checked = Number(rows);
  for await (const rows of snapshot.rows(comparison.differences, comparison.read)) {
    for (const { book, row, expected, found } of rows) findingsOf(book).add(row, expected, found);
  }
  return findings;
}
