import { csvRow, textCell } from '@pacioli/contracts/csv-cell';
import type { AgeBucket } from '@pacioli/ledger-db/open-breaks';
import { daysOf } from './aging-chart';
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
      ...[textCell(row.currency), row.amount, row.items_amount ?? '', row.lines_amount ?? ''],
      ...[row.oldest_on, String(row.age_days), textCell(row.assigned_to)],
      ...[String(row.item_count), String(row.line_count), textCell(row.reason)],
    ]),
  );
  const amounts = ['open_minor_units', 'ledger_minor_units', 'statement_minor_units'];
  const titles = ['source', 'break', 'cause', 'currency', ...amounts, 'oldest_on', 'age_days', 'assigned_to'];
  return csvRow([...ABOUT, ...titles, 'items', 'lines', 'reason']) + rows.join('');
}

/** How many breaks are open in each book by currency, cause and age, and what came in and what went out of them. */
export function agingCsv({ run, breaks }: RunReport): string {
  const rows = (breaks?.aging ?? []).map(({ book, currency, cause, bucket, count, came_in, went_out }) =>
    csvRow([
      ...[run.id, run.scope, textCell(book), textCell(currency), cause, textCell(ageOf(bucket))],
      ...[String(count), came_in, went_out],
    ]),
  );
  const amounts = ['came_in_minor_units', 'went_out_minor_units'];
  return csvRow([...ABOUT, 'currency', 'cause', 'age', 'count', ...amounts]) + rows.join('');
}

/** In words, since a spreadsheet takes 2-7 for a day of July. */
const ageOf = (bucket: AgeBucket): string => daysOf(bucket).replace('-', ' to ');

/** A row for each listed statement with lines that could not be read. */
export function badLinesCsv({ run, breaks }: RunReport): string {
  const rows = (breaks?.bad_statements ?? []).map((row) =>
    csvRow([
      ...[
        run.id,
        run.scope,
        textCell(row.book),
        textCell(row.source),
        row.statement,
        textCell(row.file_name),
      ],
      ...[row.recorded_at, String(row.lines), String(row.bad_lines)],
    ]),
  );
  const titles = ['source', 'statement', 'file_name', 'recorded_at', 'lines_read', 'bad_lines'];
  return csvRow([...ABOUT, ...titles]) + rows.join('');
}

/** A row for each listed match by force: who, why, and by how much its sides differ. */
export function forcedCsv({ run, breaks }: RunReport): string {
  const rows = (breaks?.forced ?? []).map((row) =>
    csvRow([
      ...[run.id, run.scope, textCell(row.book), textCell(row.source), row.match, row.recorded_at],
      ...[textCell(row.currency), row.items_amount, row.lines_amount, row.difference],
      ...[textCell(row.made_by), textCell(row.approved_by), textCell(row.reason)],
    ]),
  );
  const amounts = ['ledger_minor_units', 'statement_minor_units', 'difference_minor_units'];
  const titles = ['source', 'match', 'recorded_at', 'currency', ...amounts, 'proposed_by', 'approved_by'];
  return csvRow([...ABOUT, ...titles, 'reason']) + rows.join('');
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
