import type { Check, Problem, ReportStatus } from '@pacioli/contracts/reconciliation-report';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import type { Decision } from './decision';
import type { Written } from './written';

/** What a reconciliation of the book found. */
export interface Report {
  readonly id: string;
  readonly status: ReportStatus;
  readonly started_at: Date;
  readonly finished_at: Date;
  /** The checks that failed, wherever in the book. */
  readonly failed: readonly string[];
  /** Those of the problems that it lists which name what the decision wrote, or its records. */
  readonly problems: readonly (Problem & { readonly check: string })[];
}

type ReportRow = Omit<Report, 'failed' | 'problems'> & { readonly checks: readonly Check[] };

const reports = (order: 'asc' | 'desc') => `
select r.id, r.status, run.started_at, run.finished_at, r.checks
  from reconciliation.report r join reconciliation.run on run.sequence = r.run
 where r.book = $1 and (r.before->>'decision')::bigint < $2 and (r.after->>'decision')::bigint >= $2
 order by r.sequence ${order} limit 1`;

/**
 * The first reconciliation that has looked at a decision and, where that is another, the newest: what was sound once may have been
 * tampered with since.
 */
export async function reportsOf(query: Query, decision: Decision, wrote: Written): Promise<Report[]> {
  const of = [decision.book, decision.number];
  const [first] = await query<ReportRow>(reports('asc'), of);
  const [newest] = await query<ReportRow>(reports('desc'), of);
  if (first === undefined || newest === undefined) return [];
  const found = newest.id === first.id ? [first] : [first, newest];
  return found.map(({ checks, ...report }) => ({
    ...report,
    failed: checks.filter(({ status }) => status !== 'ok').map(({ name }) => name),
    problems: checks.flatMap(({ name: check, problems }) =>
      problems
        .filter(({ row }) => isAbout(row, decision, wrote))
        .map(({ row, expected, found }) => ({ check, row, expected, found })),
    ),
  }));
}

/** Whether a problem names a row that a decision wrote, as the proof names rows: nothing else ties the two. */
function isAbout(row: string, { book, number, partition, offset }: Decision, { entries }: Written): boolean {
  return (
    row.includes(`decision ${book} ${number} (`) ||
    row.endsWith(`decision ${book} ${number}`) ||
    row.endsWith(`record ${partition}-${offset}`) ||
    entries.some(
      (entry) =>
        row.startsWith(`entry ${book} ${entry.number} (`) ||
        (row.startsWith(`posting ${book} `) && row.includes(` (entry ${entry.number} leg `)),
    )
  );
}
