import { csvRow, textCell } from '@pacioli/contracts/csv-cell';
import type { RunReport } from './run-report';

const ABOUT = ['run', 'scope', 'book'] as const;

/** A row for each book and check of a run, for a spreadsheet. */
export function checksCsv({ run }: RunReport): string {
  const rows = run.reports.flatMap(({ book, first_decision, last_decision, checks }) =>
    checks.map(({ name, checked, status, problem_count }) =>
      csvRow([
        ...[run.id, run.scope, textCell(book), first_decision ?? '', last_decision ?? ''],
        ...[name, String(checked), status, String(problem_count)],
      ]),
    ),
  );
  const titles = ['decisions_from', 'decisions_to', 'check', 'checked', 'status', 'problem_count'];
  return csvRow([...ABOUT, ...titles]) + rows.join('');
}

/** A row for each listed problem of a run: a file of its own, since its columns are others. */
export function problemsCsv({ run }: RunReport): string {
  const rows = run.reports.flatMap(({ book, checks }) =>
    checks.flatMap(({ name, problems }) =>
      problems.map(({ row, expected, found }) =>
        csvRow([run.id, run.scope, textCell(book), name, textCell(row), textCell(expected), textCell(found)]),
      ),
    ),
  );
  return csvRow([...ABOUT, 'check', 'row', 'expected', 'found']) + rows.join('');
}
