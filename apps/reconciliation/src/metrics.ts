import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import { Counter, Gauge } from 'prom-client';

const runsTotal = new Counter({
  name: 'reconciliation_runs_total',
  help: 'Scheduled runs by result: ok, problems, skipped (another runner was at it), error (could not run).',
  labelNames: ['result'],
});

const lastSuccess = new Gauge({
  name: 'reconciliation_last_success_timestamp_seconds',
  help: 'When the last run ended in which every check passed: of every book, or of what was new.',
  labelNames: ['scope'],
});

const lastRun = new Gauge({
  name: 'reconciliation_last_run_timestamp_seconds',
  help: 'When the last run ended that could store its reports, whatever they say.',
  labelNames: ['scope'],
});

const duration = new Gauge({
  name: 'reconciliation_run_duration_seconds',
  help: 'How long the last run took.',
  labelNames: ['scope'],
});

const problems = new Gauge({
  name: 'reconciliation_problems',
  help: 'Problems that the last run found, by check and book; a book without problems has no line of its own.',
  labelNames: ['check', 'book'],
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

export const countReportFiles = (result: 'written' | 'failed'): void => reportFiles.inc({ result });

/** A run that did not come to reports. */
export const countRun = (result: 'skipped' | 'error'): void => runsTotal.inc({ result });

/** Shows what a run found. Only books with problems are labels, since there may be many books. */
export function showRun({ scope, status, reports }: ReconciliationRun, seconds: number): void {
  problems.reset();
  checked.reset();
  for (const { book, checks } of reports) {
    for (const check of checks) {
      checked.inc({ check: check.name }, check.checked);
      problems.inc({ check: check.name, book: '' }, 0);
      if (check.problem_count > 0) problems.inc({ check: check.name, book }, check.problem_count);
    }
  }
  const isOk = status === 'ok';
  runsTotal.inc({ result: isOk ? 'ok' : 'problems' });
  duration.set({ scope }, seconds);
  lastRun.setToCurrentTime({ scope });
  if (isOk) lastSuccess.setToCurrentTime({ scope });
}
