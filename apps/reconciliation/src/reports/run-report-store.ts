import type { ReconciliationReport, ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import { badStatements } from '@pacioli/ledger-db/bad-statements';
import { forcedMatches } from '@pacioli/ledger-db/forced-matches';
import { agingOf, oldestBreaks, sourcesOfBreaks, type BreaksMark } from '@pacioli/ledger-db/open-breaks';
import type { LedgerDatabase } from '../ledger-database';
import type { StoredPartition } from '../proof/runs-store';
import type { StoredStanding } from '../proof/standing';
import {
  isPartition,
  type BookEnd,
  type Day,
  type PartitionEnd,
  type RunBreaks,
  type RunReport,
} from './run-report';

/**
 * The report of a stored run; undefined when there is no such run. Runs are never changed, and later ones are left out, so it is
 * the same whenever it is read.
 */
export async function readRunReport(database: LedgerDatabase, id: string): Promise<RunReport | undefined> {
  const [run] = await database.query<(StoredRun | undefined)[]>(RUN, [id]);
  if (run === undefined) return undefined;
  const { sequence, partitions, started_at, finished_at, breakEvents, statements, ...rest } = run;
  const times = { started_at: started_at.toISOString(), finished_at: finished_at.toISOString() };
  const stored = await database.query<StoredReport[]>(REPORTS, [sequence]);
  const days = await database.query<Day[]>(DAYS, [sequence]);
  return {
    format: 'pacioli-reconciliation-report-2',
    run: { ...rest, ...times, reports: stored.map((report) => reportOf(report, { ...rest, ...times })) },
    ...recordedBetween(stored),
    books: stored.filter(({ book }) => !isPartition(book)).map(bookEnd),
    partitions: partitions.map(partitionEnd),
    days,
    ...(breakEvents !== null &&
      statements !== null && { breaks: await breaksAsOf(database, { breakEvents, statements }) }),
  };
}

/** So many breaks, and matches by force, are listed, of a book and in all: the others are counted. */
const MOST_LISTED = { ofBook: 100, inAll: 1_000 };
const MOST_BAD_STATEMENTS = { ofSource: 20, inAll: 1_000 };

async function breaksAsOf(database: LedgerDatabase, asOf: BreaksMark): Promise<RunBreaks> {
  const rows = <Row>(text: string, parameters: unknown[]) => database.query<Row[]>(text, parameters);
  return {
    sources: await sourcesOfBreaks(rows, { asOf }),
    aging: await agingOf(rows, { asOf }),
    oldest: await oldestBreaks(rows, { asOf }, MOST_LISTED),
    bad_statements: await badStatements(rows, { asOf }, MOST_BAD_STATEMENTS),
    forced: await forcedMatches(rows, asOf.breakEvents, MOST_LISTED),
  };
}

type StoredRun = Pick<ReconciliationRun, 'id' | 'scope' | 'status'> & {
  readonly sequence: bigint;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly partitions: readonly StoredPartition[];
  /** Null in runs of an earlier release. */
  readonly breakEvents: bigint | null;
  readonly statements: bigint | null;
};

/** Standings are null in reports of an earlier release. */
type StoredReport = Pick<ReconciliationReport, 'id' | 'book' | 'status' | 'checks'> & {
  readonly before: StoredStanding | null;
  readonly after: StoredStanding | null;
};

function reportOf(
  { id, book, status, checks, before, after }: StoredReport,
  { id: run, scope, started_at, finished_at }: Omit<ReconciliationRun, 'reports'>,
): ReconciliationReport {
  return {
    ...{ id, book, run, scope, status, started_at, finished_at, checks },
    first_decision: before && (BigInt(before.decision) + 1n).toString(),
    last_decision: after?.decision ?? null,
  };
}

/** Nothing is proven by what follows on a problem: a book with problems is proven up to where the run began. */
function bookEnd({ book, status, before, after }: StoredReport): BookEnd {
  const proven = status === 'ok' ? after : before;
  if (proven === null || proven.decision === '0') return { book, decision: '0', hash: null };
  return { book, decision: proven.decision, hash: proven.hash };
}

const partitionEnd = ({ partition, from, to, last, status }: StoredPartition): PartitionEnd => ({
  ...{ partition, from, to, last, status },
});

/** From null on where a book was looked at from its beginning, up to null where nothing was. */
function recordedBetween(
  stored: readonly StoredReport[],
): Pick<RunReport, 'recorded_from' | 'recorded_until'> {
  let [from, until] = [Infinity, -Infinity];
  for (const { before, after } of stored) {
    if (after === null || after.recorded_at === null) continue;
    from = Math.min(from, before?.recorded_at ?? -Infinity);
    until = Math.max(until, after.recorded_at);
  }
  const moment = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : null);
  return { recorded_from: moment(from), recorded_until: moment(until) };
}

const RUN = `
select sequence, id, scope, status, started_at, finished_at, partitions, break_events as "breakEvents", statements
  from reconciliation.run where id = $1`;

const REPORTS = `
select id, book, status, before, after, checks from reconciliation.report where run = $1 order by sequence`;

const DAYS = `
with shown as (
  select (started_at at time zone 'UTC')::date as last from reconciliation.run where sequence = $1
), recent as (
  select sequence, status, (started_at at time zone 'UTC')::date as day,
         round(extract(epoch from finished_at - started_at) * 1000) as ms
    from reconciliation.run, shown
   where sequence <= $1 and started_at >= (shown.last - 29)::timestamp at time zone 'UTC'
), found as (
  select run, sum((c->>'problem_count')::bigint) as problems
    from reconciliation.report cross join jsonb_array_elements(checks) c
   where status = 'failed' and run in (select sequence from recent)
   group by run
)
select to_char(shown.last - ago, 'YYYY-MM-DD') as day,
       count(recent.sequence)::int as runs,
       (count(*) filter (where recent.status = 'failed'))::int as failed_runs,
       coalesce(max(found.problems), 0)::int as most_problems,
       coalesce(max(recent.ms), 0)::int as longest_ms
  from shown
 cross join generate_series(0, 29) ago
  left join recent on recent.day = shown.last - ago
  left join found on found.run = recent.sequence
 group by shown.last, ago order by ago desc`;
