import { randomUUID } from 'node:crypto';
import type {
  Check,
  ReconciliationReport,
  ReconciliationRun,
  ReportStatus,
  RunScope,
} from '@pacioli/contracts/reconciliation-report';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { Snapshot } from '@pacioli/postgres/snapshot';
import type { Lease } from '../lease';
import type { LedgerDatabase } from '../ledger-database';
import { atWork } from './at-work';
import type { BookRange } from './book-range';
import { Findings, FindingsByBook } from './checks/findings';
import { checkDatedTotals } from './dated-totals';
import { decideAgain } from './decide-again';
import { readEarlier } from './earlier';
import { matchEvents } from './events-pass';
import { ledgerStreams } from './journal';
import { LedgerPass, type BookProof } from './ledger-pass';
import { Progress } from './progress';
import { checkReversals } from './reversals';
import {
  booksWithProblems,
  insertRun,
  lastProven,
  newestPartitions,
  problemsOfFullRuns,
  startsOf,
  type PartitionProof,
  type PartitionStart,
  type Proven,
  type Covered,
} from './runs-store';
import { BEGINNING, type Standing } from './standing';
import {
  listBooks,
  listBooksDecided,
  listFences,
  listPartitionsOfOutcomes,
  readListings,
  type BookDecided,
  type Fence,
} from './store';
import { matchPartition } from './topic-pass';

export interface RunSettings {
  readonly database: LedgerDatabase;
  readonly kafka: KafkaSettings;
  /** The installation prefix of the topics. */
  readonly prefix: string;
}

/**
 * Proves the ledger once, all from one snapshot of the database and the topic up to the fences of that snapshot: everything, or
 * what came since the newest run; where there is none, everything, too. Stores the run with a report for each book that it
 * looked at under the lease and returns it.
 * Throws LeaseLost when the lease was lost, and whatever keeps the run from reading; nothing is stored then.
 */
export async function reconcile(
  { database, kafka, prefix }: RunSettings,
  asked: RunScope,
  lease: Lease,
  signal: AbortSignal,
  progress = new Progress(),
): Promise<ReconciliationRun> {
  const startedAt = new Date();
  lease.tell(progress);
  const stop = AbortSignal.any([lease.signal, signal]);
  return await withSources(database, kafka, prefix, async (opened) => {
    const newest = await newestPartitions(opened.snapshot);
    const scope = newest === undefined ? 'full' : asked;
    const proof = await prove({ ...opened, signal: stop, progress }, scope, newest ?? []);
    const run = runOf(scope, proof, startedAt);
    await lease.guard((query) => insertRun(query, lease.token, run, proof));
    return run;
  });
}

async function withSources<T>(
  database: LedgerDatabase,
  kafka: KafkaSettings,
  prefix: string,
  use: (opened: Pick<Sources, 'snapshot' | 'topic' | 'events'>) => Promise<T>,
): Promise<T> {
  const topic = await openTopic(kafka, paymentEventsTopic(prefix));
  const closing = [topic];
  try {
    const events = await openTopic(kafka, ledgerEventsTopic(prefix));
    closing.push(events);
    const snapshot = await Snapshot.open(database);
    try {
      return await use({ snapshot, topic, events });
    } finally {
      await snapshot.close();
    }
  } finally {
    await Promise.all(closing.map((reader) => reader.close()));
  }
}

async function openTopic(kafka: KafkaSettings, name: string): Promise<TopicReader> {
  try {
    return await TopicReader.open(kafka, name);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`Topic ${name} at ${kafka.brokers.join(', ')} can not be read: ${why}`, { cause: error });
  }
}

interface Sources {
  readonly snapshot: Snapshot;
  /** payment-events. */
  readonly topic: TopicReader;
  /** ledger-events. */
  readonly events: TopicReader;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

interface Proof extends Covered {
  readonly books: ReadonlyMap<string, BookProof>;
}

/** Everything, or what came since the newest run, and what had problems then. No run finds less than was proven. */
async function prove(sources: Sources, scope: RunScope, newest: readonly PartitionProof[]): Promise<Proof> {
  const { snapshot } = sources;
  const isFull = scope === 'full';
  const topic = new FindingsByBook('topic_against_ledger');
  const events = new FindingsByBook('events_against_ledger');
  const fences = await allFences(snapshot, newest);
  const starts = fences.map(({ partition }) => startOf(newest, partition, scope));
  // A book may be known to the topics alone, if all of its rows are gone.
  const names = new Set<string>();
  const partitions = await matchPartitions(sources, fences, starts, { topic, events }, names);
  const others = isFull ? listBooks(snapshot) : booksTouched(snapshot, partitions, starts);
  for (const book of [...(await others), ...topic.booksWithProblems, ...events.booksWithProblems])
    names.add(book);
  const proven = await lastProven(snapshot, isFull ? 'all' : [...names]);
  // So may a book of which no row and no record is left.
  for (const book of proven.keys()) names.add(book);
  const books = await proveBooks(sources, names, proven, isFull);
  const again = await decisionsAgain(sources, isFull ? fences : null, [...books.keys()]);
  for (const [book, { checks }] of books) {
    checks.push(topic.of(book).check(), events.of(book).check());
    const check = again(book);
    if (check !== undefined) checks.push(check);
  }
  return { partitions, books };
}

/** Full runs alone decide again, up to the fences; others tell what the last one found wrong, which nobody has looked at since. */
async function decisionsAgain(
  sources: Sources,
  fences: readonly Fence[] | null,
  books: readonly string[],
): Promise<(book: string) => Check | undefined> {
  const { snapshot, progress } = sources;
  if (fences === null) {
    const problems = await problemsOfFullRuns(snapshot, books);
    return (book) => problems.get(book);
  }
  const findings = new FindingsByBook('decided_again');
  for (const fence of fences) await decideAgain(sources, fence, findings.of, progress);
  return (book) => findings.of(book).check();
}

async function matchPartitions(
  sources: Sources,
  fences: readonly Fence[],
  starts: readonly Start[],
  findings: Record<'topic' | 'events', FindingsByBook>,
  names: Set<string>,
): Promise<PartitionProof[]> {
  const { progress } = sources;
  progress.allRecords = fences.reduce((sum, { nextOffset }) => sum + Number(nextOffset), 0);
  const proofs: PartitionProof[] = [];
  for (const [at, fence] of fences.entries()) {
    const start = starts[at]!;
    proofs.push(await matchBothTopics(sources, fence, start, findings));
    for (const side of ['topic', 'events'] as const) {
      const books = findings[side].takeBooks();
      // The fence of every partition is looked at; where nothing is new, that is no news.
      const isQuiet = start.scope === 'incremental' && start.from >= fence.nextOffset;
      const isNews = (book: string) => !(isQuiet && book === `~${fence.partition}`);
      if (!start.again[side]) for (const book of books) if (isNews(book)) names.add(book);
    }
  }
  return proofs;
}

async function matchBothTopics(
  sources: Sources,
  fence: Fence,
  { from, lastBefore, eventsBefore, proven }: Start,
  { topic, events }: Record<'topic' | 'events', FindingsByBook>,
): Promise<PartitionProof> {
  const { progress } = sources;
  const { partition, nextOffset: to } = fence;
  const before = { topic: topic.problems, events: events.problems };
  const range = { fence, from, lastBefore, proven: proven.records };
  const last = await matchPartition(sources, range, topic.of, progress);
  const told = { from: eventsBefore, fence: to, proven: proven.events };
  const { reached, sound } = await matchEvents(sources, partition, told, events, progress);
  const [isMatched, isTold] = [topic.problems === before.topic, events.problems === before.events];
  return {
    ...{ partition, from, to, lastBefore, last, eventsBefore, events: reached },
    status: isMatched && isTold ? 'ok' : 'failed',
    proven: {
      records: isMatched ? to : proven.records,
      events: isTold && reached.source > proven.events ? reached.source : proven.events,
    },
    next: {
      ...(isMatched ? { from: to, lastBefore: last } : { from, lastBefore }),
      eventsBefore: isTold ? reached : sound,
    },
  };
}

/** Where a run begins with a partition, and which of the topics an earlier run has looked at from there already. */
interface Start extends PartitionStart {
  readonly scope: RunScope;
  readonly proven: Proven;
  readonly again: Record<'topic' | 'events', boolean>;
}

const FROM_THE_START: Omit<Start, 'scope'> = {
  ...{ from: 0n, lastBefore: null, eventsBefore: { offset: 0n, source: 0n } },
  ...{ proven: { records: 0n, events: 0n }, again: { topic: false, events: false } },
};

/** At the start of a partition in a full run, or if it is new; if not, where the newest run left it. */
function startOf(newest: readonly PartitionProof[], partition: number, scope: RunScope): Start {
  const before = newest.find((one) => one.partition === partition);
  if (before === undefined) return { ...FROM_THE_START, scope };
  const { next, proven, to, events } = before;
  if (scope === 'full') return { ...FROM_THE_START, scope, proven };
  const again = { topic: next.from !== to, events: next.eventsBefore.offset !== events.offset };
  return { ...next, scope, proven, again };
}

/** Books with problems, and those of which anything was decided that no run has proven. */
async function booksTouched(
  snapshot: Snapshot,
  partitions: readonly PartitionProof[],
  starts: readonly Start[],
): Promise<string[]> {
  const touched = await booksWithProblems(snapshot);
  for (const [at, { partition, from }] of partitions.entries()) {
    const decided = await listBooksDecided(snapshot, partition, from);
    const books = decided.map(({ book }) => book);
    // Of what is looked at again most was proven, and a sound book has nothing to tell of that.
    const isAgain = starts[at]!.again.topic;
    const proven = isAgain ? await startsOf(snapshot, books) : new Map<string, Standing>();
    const isNew = ({ book, last }: BookDecided) => last > (proven.get(book)?.decision ?? 0n);
    touched.push(...(isAgain ? decided.filter(isNew).map(({ book }) => book) : books));
  }
  return touched;
}

/** The checks of these books, each in its range: all of it, or behind where it was proven. */
async function proveBooks(
  { snapshot, signal, progress }: Sources,
  names: ReadonlySet<string>,
  proven: ReadonlyMap<string, Standing>,
  isFull: boolean,
): Promise<Map<string, BookProof>> {
  const listings = await readListings(snapshot, names);
  const starts: ReadonlyMap<string, Standing> = isFull ? new Map() : await startsOf(snapshot, [...names]);
  const rangeOf = (book: string): BookRange => ({ book, before: starts.get(book) ?? BEGINNING });
  const ranges = isFull ? null : listings.map(({ book }) => rangeOf(book));
  progress.allBooks = listings.length;
  const pass = new LedgerPass(ledgerStreams(snapshot, ranges), signal, progress, await atWork(snapshot));
  const books = new Map<string, BookProof>();
  for (const listing of listings) {
    const range = rangeOf(listing.book);
    const earlier = await readEarlier(snapshot, range);
    books.set(listing.book, await pass.check(listing, range.before, earlier, proven.get(listing.book)));
    progress.books += 1;
  }
  const reversals = await checkReversals(snapshot, ranges);
  const dated = await checkDatedTotals(snapshot, ranges);
  for (const [book, { checks }] of books) {
    const aside = [
      reversals.get(book) ?? new Findings('reversals_agree'),
      dated.get(book) ?? new Findings('dated_totals'),
    ];
    checks.push(...aside.map((one) => one.check()));
  }
  return books;
}

/** Every partition's fence; one that is missing though the partition has outcomes, or was proven, stands before all of them. */
async function allFences(snapshot: Snapshot, newest: readonly PartitionProof[]): Promise<Fence[]> {
  const fences = new Map((await listFences(snapshot)).map((fence) => [fence.partition, fence]));
  const known = newest.filter(({ proven }) => proven.records > 0n).map(({ partition }) => partition);
  for (const partition of [...(await listPartitionsOfOutcomes(snapshot)), ...known]) {
    if (!fences.has(partition)) {
      fences.set(partition, { partition, nextOffset: 0n, lastOffset: null, lastHash: null });
    }
  }
  return [...fences.values()];
}

function runOf(scope: RunScope, { partitions, books }: Proof, startedAt: Date): ReconciliationRun {
  const id = newId('run');
  const times = { started_at: startedAt.toISOString(), finished_at: new Date().toISOString() };
  const reports = [...books]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([book, { checks, before, after }]): ReconciliationReport => ({
      ...{ id: newId('rpt'), book, run: id, scope },
      ...{ first_decision: (before.decision + 1n).toString(), last_decision: after.decision.toString() },
      ...{ status: statusOf(checks), ...times, checks },
    }));
  const isOk = statusOf(partitions) === 'ok' && statusOf(reports) === 'ok';
  return { id, scope, status: isOk ? 'ok' : 'failed', ...times, reports };
}

const statusOf = (parts: readonly { readonly status: ReportStatus }[]): ReportStatus =>
  parts.every(({ status }) => status === 'ok') ? 'ok' : 'failed';

const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;
