import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import type { BadLinesOfSource } from '@pacioli/ledger-db/bad-statements';
import type { OpenByCause } from '@pacioli/ledger-db/open-breaks';
import { Counter, Gauge } from 'prom-client';
import { CHECKS } from './proof/checks/findings';
import type { FoundProblems } from './proof/runs-store';

const RESULTS = ['ok', 'problems', 'skipped', 'lease_lost', 'not_stored', 'error'] as const;

const runsTotal = new Counter({
  name: 'reconciliation_runs_total',
  help:
    'Scheduled runs by result: ok, problems, skipped (another runner was at it), lease_lost and not_stored (nothing was stored), ' +
    'error (could not run).',
  labelNames: ['result'],
});
// A counter that appears with its first failure has no increase that an alarm could see.
for (const result of RESULTS) runsTotal.inc({ result }, 0);

const lastSuccess = new Gauge({
  name: 'reconciliation_last_success_timestamp_seconds',
  help: 'When the last run ended in which every check passed: of every book, or of what was new.',
  labelNames: ['scope'],
});

const lastRun = new Gauge({
  name: 'reconciliation_last_run_timestamp_seconds',
  help: 'When the newest stored run ended, whoever made it and whatever it says: any, or the newest of everything (full).',
  labelNames: ['scope'],
});

const reportLate = new Gauge({
  name: 'reconciliation_report_late',
  help: '1 when no run, or no run of everything, was stored for longer than is allowed.',
  labelNames: ['scope'],
});

const duration = new Gauge({
  name: 'reconciliation_run_duration_seconds',
  help: 'How long the last run took.',
  labelNames: ['scope'],
});

const problems = new Gauge({
  name: 'reconciliation_problems',
  help: 'Problems that the newest stored run found, whoever made it, by check and book; a book without problems has no line.',
  labelNames: ['check', 'book'],
});

const underWay = new Gauge({
  name: 'reconciliation_run_under_way',
  help: '1 while a run is under way that moves, in whichever process.',
});

const checked = new Gauge({
  name: 'reconciliation_checked',
  help: 'Things that the last run looked at, by check.',
  labelNames: ['check'],
});

const reportFiles = new Counter({
  name: 'reconciliation_report_files_total',
  help: 'Runs of which the files of the report were written to the folder, or could not be.',
  labelNames: ['result'],
});

const imports = new Counter({
  name: 'reconciliation_statements_imported_total',
  help: 'Outside statements that were sent, by result: stored, known (it was before), refused, failed.',
  labelNames: ['result'],
});

const openBreaks = new Gauge({
  name: 'reconciliation_open_breaks',
  help: 'Breaks that were open after the newest run of matching; a source without any has no line of its own.',
  labelNames: ['book', 'source', 'cause'],
});

const oldestBreak = new Gauge({
  name: 'reconciliation_oldest_open_break_age_days',
  help: 'Age of the oldest break that was open after the newest run of matching; 0 where none was.',
});

const badLines = new Gauge({
  name: 'reconciliation_bad_lines',
  help: 'Lines of statements that could not be read, until their file is read again; a source without any has no line of its own.',
  labelNames: ['book', 'source'],
});

export const countImport = (result: 'stored' | 'known' | 'refused' | 'failed'): void =>
  imports.inc({ result });

/** Shows what is open. */
export function showOpenBreaks(rows: readonly OpenByCause[]): void {
  openBreaks.reset();
  for (const { book, source, cause, count } of rows) openBreaks.set({ book, source, cause }, count);
  oldestBreak.set(Math.max(0, ...rows.map(({ oldest_days: days }) => days)));
}

/** Shows what could not be read. */
export function showBadLines(rows: readonly BadLinesOfSource[]): void {
  badLines.reset();
  for (const { book, source, count } of rows) badLines.set({ book, source }, count);
}

const matchings = new Counter({
  name: 'reconciliation_matchings_total',
  help: 'Sources that were matched in a run, or after a statement, and those that could not be.',
  labelNames: ['result'],
});

// A counter that appears with its first failure has no increase that an alarm could see.
for (const result of ['stored', 'known', 'refused', 'failed']) imports.inc({ result }, 0);
for (const result of ['written', 'failed']) reportFiles.inc({ result }, 0);
for (const result of ['matched', 'failed']) matchings.inc({ result }, 0);

export const countMatching = (result: 'matched' | 'failed'): void => matchings.inc({ result });

export const countReportFiles = (result: 'written' | 'failed'): void => reportFiles.inc({ result });

/** A run that did not come to reports. */
export const countRun = (result: Exclude<(typeof RESULTS)[number], 'ok' | 'problems'>): void =>
  runsTotal.inc({ result });

/** Shows when the newest stored run ended, and whether it is late. */
export function showNewest(scope: 'any' | 'full', finishedAt: Date | undefined, isLate: boolean): void {
  if (finishedAt !== undefined) lastRun.set({ scope }, finishedAt.valueOf() / 1000);
  reportLate.set({ scope }, isLate ? 1 : 0);
}

/** Shows what is wrong by the newest stored run. Only books with problems are labels, since there may be many books. */
export function showProblems(rows: readonly FoundProblems[]): void {
  problems.reset();
  for (const check of Object.keys(CHECKS)) problems.set({ check, book: '' }, 0);
  for (const { check, book, count } of rows) problems.set({ check, book }, count);
}

/** Whether any process is at a run that moves. */
export const showUnderWay = (isUnderWay: boolean): void => underWay.set(isUnderWay ? 1 : 0);

/** Shows what a run of this process came to. */
export function showRun({ scope, status, reports }: ReconciliationRun, seconds: number): void {
  checked.reset();
  for (const { checks } of reports) {
    for (const check of checks) {
      checked.inc({ check: check.name }, check.checked);
    }
  }
  const isOk = status === 'ok';
  runsTotal.inc({ result: isOk ? 'ok' : 'problems' });
  duration.set({ scope }, seconds);
  if (isOk) lastSuccess.setToCurrentTime({ scope });
}
