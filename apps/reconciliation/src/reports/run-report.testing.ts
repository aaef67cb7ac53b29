import type { Check, ReconciliationReport, RunScope } from '@pacioli/contracts/reconciliation-report';
import { CHECKS } from '../proof/checks/findings';
import type { BadStatement } from '@pacioli/ledger-db/bad-statements';
import type { ForcedMatch } from '@pacioli/ledger-db/forced-matches';
import type { OpenBreakRow } from '@pacioli/ledger-db/open-breaks';
import type { RunBreaks, RunReport } from './run-report';

/** A check that looked at so many things and found these wrong. */
export const checkOf = (name: string, checked: number, ...problems: Check['problems']): Check => ({
  ...{ name, checked, problems, problem_count: problems.length },
  status: problems.length === 0 ? 'ok' : 'failed',
});

/** Every check of a book, sound but for these. */
export const checksOf = (...failed: readonly Check[]): Check[] =>
  Object.keys(CHECKS).map((name, at) => failed.find((check) => check.name === name) ?? checkOf(name, at + 1));

const TIMES = { started_at: '2026-11-22T02:30:00.125Z', finished_at: '2026-11-22T02:30:04.625Z' };

/** The report of a run over these books, each with its checks. */
export function runReportOf(
  books: Readonly<Record<string, readonly Check[]>>,
  scope: RunScope = 'full',
): RunReport {
  const reports = Object.entries(books).map(([book, checks], at): ReconciliationReport => ({
    ...{ id: `rpt_${at}`, book, run: 'run_1', scope, ...TIMES, checks: [...checks] },
    ...{ first_decision: '1', last_decision: book.startsWith('~') ? '0' : '9' },
    status: checks.every(({ status }) => status === 'ok') ? 'ok' : 'failed',
  }));
  const isOk = reports.every(({ status }) => status === 'ok');
  const names = Object.keys(books).filter((book) => !book.startsWith('~'));
  return {
    format: 'pacioli-reconciliation-report-2',
    run: { id: 'run_1', scope, status: isOk ? 'ok' : 'failed', ...TIMES, reports },
    ...{ recorded_from: null, recorded_until: '2026-11-22T02:29:59.000Z' },
    books: names.map((book) => ({ book, decision: '9', hash: 'ab'.repeat(32) })),
    partitions: [
      ...[
        {
          partition: 0,
          from: '0',
          to: '12',
          last: { offset: '11', hash: 'cd'.repeat(32) },
          status: 'ok' as const,
        },
      ],
      ...[{ partition: 1, from: '0', to: '0', last: null, status: 'ok' as const }],
    ],
    days: Array.from({ length: 30 }, (_, at) => ({
      ...{ day: new Date(Date.UTC(2026, 9, 24 + at)).toISOString().slice(0, 10), runs: at === 3 ? 0 : 289 },
      ...{
        failed_runs: at === 20 ? 2 : 0,
        most_problems: at === 20 ? 7 : 0,
        longest_ms: at === 3 ? 0 : 1000 + at,
      },
    })),
  };
}

/** An open break as a report lists it: of 41 days, unless these say otherwise. */
export const breakOf = (rest: Partial<OpenBreakRow> = {}): OpenBreakRow => ({
  ...{ book: 'acme', source: 'bank', id: 'brk_1', cause: 'missing_here', currency: 'GBP', amount: '-12345' },
  ...{ items_amount: null, lines_amount: '-12345' },
  ...{ oldest_on: '2026-10-01', age_days: 41, assigned_to: null, reason: 'not in the ledger' },
  ...{ items: [], item_count: 0, line_count: 1 },
  lines: [{ statement: 'stm_1', reference: 'order-981', amount: '-12345', booked_on: '2026-10-01' }],
  ...rest,
});

/** A match by force as a report lists it. */
export const forcedOf = (rest: Partial<ForcedMatch> = {}): ForcedMatch => ({
  ...{ book: 'acme', source: 'bank', match: 'mat_1', currency: 'GBP', items_amount: '2000' },
  ...{ lines_amount: '200', difference: '-1800', reason: 'agreed', made_by: 'Ann', approved_by: 'Bob' },
  recorded_at: '2026-11-22T01:00:00.000Z',
  ...rest,
});

/** A statement with bad lines as a report lists it. */
export const badStatementOf = (rest: Partial<BadStatement> = {}): BadStatement => ({
  ...{ book: 'acme', source: 'bank', statement: 'stm_1', file_name: 'october.csv', lines: 6, bad_lines: 10 },
  recorded_at: '2026-11-22T01:00:00.000Z',
  ...rest,
});

/** What is open, of a source in each book: each of these alone in its currency. */
export const runBreaksOf = (...oldest: readonly OpenBreakRow[]): RunBreaks => ({
  sources: [...new Set(oldest.map(({ book }) => book))].map((book) => ({
    ...{ book, source: 'bank', statements: 2, last_day: '2026-11-11' },
    ...{ bad_lines: 0, matches_by_force: 0 },
    open_breaks: oldest.filter((one) => one.book === book).length,
  })),
  aging: oldest.map(({ book, currency, cause, amount }) => ({
    ...{ book, currency, cause, bucket: '31-90', count: 1 },
    ...(amount.startsWith('-')
      ? { came_in: '0', went_out: amount.slice(1) }
      : { came_in: amount, went_out: '0' }),
  })),
  ...{ oldest, bad_statements: [], forced: [] },
});
