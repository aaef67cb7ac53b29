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

/** A row for each listed open break, with what of a source it is of. */
export function breaksCsv({ run, breaks }: RunReport): string {
  const rows = (breaks?.oldest ?? []).map((row) =>
    csvRow([
      ...[run.id, run.scope, textCell(row.book), textCell(row.source), row.id, row.cause],
      ...[textCell(row.currency), row.amount, row.oldest_on, String(row.age_days), textCell(row.assigned_to)],
      ...[String(row.item_count), String(row.line_count), textCell(row.reason)],
    ]),
  );
  const titles = ['source', 'break', 'cause', 'currency', 'amount', 'oldest_on', 'age_days', 'assigned_to'];
  return csvRow([...ABOUT, ...titles, 'items', 'lines', 'reason']) + rows.join('');
}

/** How many breaks are open in each book by currency, cause and age, and what they come to in minor units. */
export function agingCsv({ run, breaks }: RunReport): string {
  const rows = (breaks?.aging ?? []).map(({ book, currency, cause, bucket, count, amount }) =>
    csvRow([
      ...[
        run.id,
        run.scope,
        textCell(book),
        textCell(currency),
        cause,
        textCell(bucket),
        String(count),
        amount,
      ],
    ]),
  );
  return csvRow([...ABOUT, 'currency', 'cause', 'age_days', 'count', 'amount']) + rows.join('');
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
