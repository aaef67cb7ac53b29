import type {
  Check,
  ReconciliationReport,
  ReconciliationRun,
  ReportStatus,
} from '@pacioli/contracts/reconciliation-report';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { takeMark } from '../breaks/marks';
import type { LedgerDatabase } from '../ledger-database';
import type { EventsPosition } from './events-pass';
import { booksOf } from './store';
import { BEGINNING, standingOf, storedStanding, type Standing, type StoredStanding } from './standing';

/** A record of the topic, and what it held. */
export interface LastRecord {
  readonly offset: bigint;
  /** SHA-256 of the record, as the fence keeps it. */
  readonly hash: Buffer;
}

/** What a run matched of a partition: records from an offset up to another, and the last of them before each. */
export interface PartitionProof {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
  readonly lastBefore: LastRecord | null;
  readonly last: LastRecord | null;
  /** Where the run began in ledger-events, and where it ended. */
  readonly eventsBefore: EventsPosition;
  readonly events: EventsPosition;
  readonly status: ReportStatus;
  readonly proven: Proven;
  /** Where the next run begins. */
  readonly next: PartitionStart;
}

/** Where a run begins with a partition, in both topics: behind what was matched, or there again where the sides differed. */
export type PartitionStart = Pick<PartitionProof, 'from' | 'lastBefore' | 'eventsBefore'>;

/** How far any run has proven a partition, by offsets in payment-events: no later run may find less. */
export interface Proven {
  readonly records: bigint;
  /** How far events told of them. */
  readonly events: bigint;
}

/** From where to where a run looked: what the next one goes on from. */
export interface Covered {
  readonly partitions: readonly PartitionProof[];
  readonly books: ReadonlyMap<string, { readonly before: Standing; readonly after: Standing }>;
}

/** So many reports are written by one statement. */
const REPORTS_AT_ONCE = 200;

/** Stores a run with its reports, in the transaction that `query` belongs to. */
export async function insertRun(
  query: LedgerDatabase['query'],
  leaseToken: bigint,
  run: ReconciliationRun,
  { partitions, books }: Covered,
): Promise<void> {
  const { id, scope, status, started_at: startedAt, finished_at: finishedAt, reports } = run;
  const storedReport = ({ id, book, status, checks }: ReconciliationReport) => {
    const { before, after } = books.get(book)!;
    return { id, book, status, checks, before: storedStanding(before), after: storedStanding(after) };
  };
  const { breakEvents, statements } = await takeMark(query);
  await query(
    `insert into reconciliation.run (id, scope, status, started_at, finished_at, lease_token, reports, partitions, break_events, statements)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[id, scope, status, startedAt, finishedAt, leaseToken, reports.length],
      ...[JSON.stringify(partitions.map(storedPartition)), breakEvents, statements],
    ],
  );
  for (let from = 0; from < reports.length; from += REPORTS_AT_ONCE) {
    await query(INSERT_REPORTS, [
      id,
      JSON.stringify(reports.slice(from, from + REPORTS_AT_ONCE).map(storedReport)),
    ]);
  }
}

const INSERT_REPORTS = `
insert into reconciliation.report (id, run, book, status, before, after, checks)
select report.id, run.sequence, book, report.status, before, after, checks
  from reconciliation.run, jsonb_to_recordset($2::jsonb) as report (id text, book text,
       status reconciliation.report_status, before jsonb, after jsonb, checks jsonb)
 where run.id = $1`;

/** As it is kept with a run: JSON has neither bigints nor bytes. */
export interface StoredPartition {
  readonly partition: number;
  readonly from: string;
  readonly to: string;
  readonly last_before: StoredRecord | null;
  readonly last: StoredRecord | null;
  readonly events_before: StoredEvents;
  readonly events: StoredEvents;
  readonly status: ReportStatus;
  /** Missing in runs of an earlier release. */
  readonly proven?: { readonly records: string; readonly events: string };
  readonly next?: Pick<StoredPartition, 'from' | 'last_before' | 'events_before'>;
}
interface StoredEvents {
  readonly offset: string;
  readonly source: string;
}
interface StoredRecord {
  readonly offset: string;
  readonly hash: string;
}

const storedPartition = (proof: PartitionProof): StoredPartition => ({
  ...{ partition: proof.partition, from: proof.from.toString(), to: proof.to.toString() },
  ...{ last_before: storedRecord(proof.lastBefore), last: storedRecord(proof.last) },
  ...{ events_before: storedEvents(proof.eventsBefore), events: storedEvents(proof.events) },
  status: proof.status,
  proven: { records: proof.proven.records.toString(), events: proof.proven.events.toString() },
  next: {
    ...{ from: proof.next.from.toString(), last_before: storedRecord(proof.next.lastBefore) },
    events_before: storedEvents(proof.next.eventsBefore),
  },
});

/** Runs of an earlier release remembered where they began, or where they ended if they found nothing. */
function provenOf({ proven, status, from, to, events_before, events }: StoredPartition): Proven {
  const known =
    proven ??
    (status === 'ok'
      ? { records: to, events: events.source }
      : { records: from, events: events_before.source });
  return { records: BigInt(known.records), events: BigInt(known.events) };
}

/** Runs of an earlier release began again with both topics when one of them was wrong. */
function nextOf(stored: StoredPartition): PartitionStart {
  const { to: from, last: last_before, events: events_before } = stored;
  const next = stored.next ?? (stored.status === 'ok' ? { from, last_before, events_before } : stored);
  return {
    ...{ from: BigInt(next.from), lastBefore: recordOf(next.last_before) },
    eventsBefore: eventsOf(next.events_before),
  };
}

const storedEvents = ({ offset, source }: EventsPosition): StoredEvents => ({
  ...{ offset: offset.toString(), source: source.toString() },
});

const eventsOf = ({ offset, source }: StoredEvents): EventsPosition => ({
  ...{ offset: BigInt(offset), source: BigInt(source) },
});

const storedRecord = (record: LastRecord | null) =>
  record && { offset: record.offset.toString(), hash: record.hash.toString('hex') };

const recordOf = (stored: StoredRecord | null): LastRecord | null =>
  stored && { offset: BigInt(stored.offset), hash: Buffer.from(stored.hash, 'hex') };

/** What the newest run matched of each partition; undefined before the first. */
export async function newestPartitions(snapshot: Snapshot): Promise<PartitionProof[] | undefined> {
  const [run] = await snapshot.query<{ partitions: StoredPartition[] }>(
    'select partitions from reconciliation.run order by sequence desc limit 1',
  );
  // Runs of earlier releases did not say.
  if (run === undefined || run.partitions.length === 0) return undefined;
  return run.partitions.map(partitionOf);
}

function partitionOf(stored: StoredPartition): PartitionProof {
  const { partition, from, to, last_before, last, events_before, events, status } = stored;
  return {
    ...{ partition, from: BigInt(from), to: BigInt(to), status },
    ...{ lastBefore: recordOf(last_before), last: recordOf(last) },
    ...{ eventsBefore: eventsOf(events_before), events: eventsOf(events) },
    proven: provenOf(stored),
    next: nextOf(stored),
  };
}

/** Books in which the newest report found problems. */
export async function booksWithProblems(snapshot: Snapshot): Promise<string[]> {
  const rows = await snapshot.query<{ book: string }>(
    `select distinct book from reconciliation.report r
      where status = 'failed'
        and not exists (select from reconciliation.report n where n.book = r.book and n.sequence > r.sequence)`,
  );
  return rows.map(({ book }) => book);
}

/**
 * Where a run may begin with each of these books: behind what the newest report proved, or where it began itself if it found
 * problems, since nothing can be proven by what follows on them. A book without a report is not in the answer.
 */
export async function startsOf(snapshot: Snapshot, books: readonly string[]): Promise<Map<string, Standing>> {
  const rows = await snapshot.query<{ book: string; proven: StoredStanding | null }>(
    `select n.book, r.proven from unnest($1::text[]) n(book)
       cross join lateral (select case status when 'ok' then after else before end as proven
                             from reconciliation.report where book = n.book order by sequence desc limit 1) r`,
    [books],
  );
  return new Map(rows.map(({ book, proven }) => [book, proven === null ? BEGINNING : standingOf(proven)]));
}

/**
 * Where each of these books, or of all, stood when it was proven last: no later run may find less, or anything else there. A book
 * of which no decision was ever proven is not in the answer.
 */
export async function lastProven(
  snapshot: Snapshot,
  books: readonly string[] | 'all',
): Promise<Map<string, Standing>> {
  const [those, parameters] =
    books === 'all' ? [booksOf('reconciliation.report'), []] : ['unnest($1::text[])', [books]];
  const rows = await snapshot.query<{ book: string; after: StoredStanding }>(
    `select n.book, r.after from ${those} n(book)
       cross join lateral (select after from reconciliation.report
                            where book = n.book and status = 'ok' and after is not null order by sequence desc limit 1) r
      where r.after->>'decision' <> '0'`,
    parameters,
  );
  return new Map(rows.map(({ book, after }) => [book, standingOf(after)]));
}

/** What the newest reports of these books found wrong by a check that full runs alone make, and so nobody has looked at since. */
export async function problemsOfFullRuns(
  snapshot: Snapshot,
  books: readonly string[],
): Promise<Map<string, Check>> {
  const rows = await snapshot.query<{ book: string; check: Check }>(
    `select n.book, c.value as check from unnest($1::text[]) n(book)
       cross join lateral (select checks from reconciliation.report where book = n.book order by sequence desc limit 1) r
       cross join jsonb_array_elements(r.checks) c
      where c.value->>'name' = 'decided_again' and c.value->>'status' = 'failed'`,
    [books],
  );
  return new Map(rows.map(({ book, check }) => [book, check]));
}

/** When a run was made. */
export interface NewestRun {
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** The newest run, or the newest full one; undefined when there is none. */
export async function newestRun(
  database: LedgerDatabase,
  scope: 'full' | 'any',
): Promise<NewestRun | undefined> {
  const [run] = await database.query<(NewestRun | undefined)[]>(
    `select started_at as "startedAt", finished_at as "finishedAt" from reconciliation.run
      ${scope === 'full' ? `where scope = 'full'` : ''} order by sequence desc limit 1`,
  );
  return run;
}

/** How many problems a check found in a book. */
export interface FoundProblems {
  readonly book: string;
  readonly check: string;
  readonly count: number;
}

/** What is wrong by the newest stored run, whoever made it: each run tells all that is not mended yet. */
export const problemsOfNewestRun = (database: LedgerDatabase): Promise<FoundProblems[]> =>
  database.query<FoundProblems[]>(
    `select r.book, c->>'name' as check, (c->>'problem_count')::integer as count
       from reconciliation.report r cross join lateral jsonb_array_elements(r.checks) c
      where r.run = (select max(sequence) from reconciliation.run) and r.status = 'failed' and c->>'status' = 'failed'`,
  );
