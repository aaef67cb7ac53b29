import type { DecodedRecord } from '@pacioli/contracts/payment-event';
import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { Ledger } from '@pacioli/ledger-core/ledger';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { FindingsByBook } from './checks/findings';
import { decideAgain, keepWhatIsAskedFor } from './decide-again';
import { matchEvents } from './events-pass';
import type { Progress } from './progress';
import type { PartitionProof, PartitionStart, Proven } from './runs-store';
import { listFences, listPartitionsOfOutcomes, type Fence } from './store';
import { matchPartition } from './topic-pass';

export interface TopicSources {
  readonly snapshot: Snapshot;
  /** payment-events. */
  readonly topic: TopicReader;
  /** ledger-events. */
  readonly events: TopicReader;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

interface TopicFindings {
  readonly topic: FindingsByBook;
  readonly events: FindingsByBook;
  /** Full runs alone decide again. */
  readonly again: FindingsByBook | null;
}

/** What the topics and the ledger say of each other. */
export interface TopicProof extends TopicFindings {
  readonly partitions: readonly PartitionProof[];
  /** Where each of them was begun with. */
  readonly starts: readonly Start[];
  /** Books that the topics told anything new of, or anything wrong. */
  readonly names: Set<string>;
}

/**
 * Matches both topics with the ledger up to the fences: what came since the newest run, or all of it, and then decides it again,
 * too.
 */
export async function proveTopics(
  sources: TopicSources,
  scope: RunScope,
  newest: readonly PartitionProof[],
): Promise<TopicProof> {
  const findings = {
    topic: new FindingsByBook('topic_against_ledger'),
    events: new FindingsByBook('events_against_ledger'),
    again: scope === 'full' ? new FindingsByBook('decided_again') : null,
  };
  const fences = await allFences(sources.snapshot, newest);
  const starts = fences.map(({ partition }) => startOf(newest, partition, scope));
  const names = new Set<string>();
  const partitions = await matchPartitions(sources, fences, starts, findings, names);
  for (const { booksWithProblems } of [findings.topic, findings.events])
    for (const book of booksWithProblems) names.add(book);
  return { ...findings, partitions, starts, names };
}

async function matchPartitions(
  sources: TopicSources,
  fences: readonly Fence[],
  starts: readonly Start[],
  findings: TopicFindings,
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
  sources: TopicSources,
  fence: Fence,
  { from, lastBefore, eventsBefore, proven }: Start,
  { topic, events, again }: TopicFindings,
): Promise<PartitionProof> {
  const { progress } = sources;
  const { partition, nextOffset: to } = fence;
  const before = { topic: topic.problems, events: events.problems };
  // What was told of had been decided, so the fence stood behind it, too.
  const provenFence = proven.records > proven.events ? proven.records : proven.events;
  const range = { fence, from, lastBefore, proven: provenFence };
  const ledger = new Ledger();
  const seen = (decoded: DecodedRecord) => again && keepWhatIsAskedFor(ledger, decoded);
  const last = await matchPartition(sources, range, topic.of, seen, progress);
  const told = { from: eventsBefore, fence: to, proven: proven.events };
  const { reached, sound } = await matchEvents(sources, partition, told, events, progress);
  if (again !== null) await decideAgain(sources, fence, ledger, again.of, progress);
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
export interface Start extends PartitionStart {
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
