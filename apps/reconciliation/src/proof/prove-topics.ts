import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { FindingsByBook } from './checks/findings';
import type { Progress } from './progress';
import type { PartitionFindings, PartitionTask, Start } from './prove-partition';
import type { PartitionProof } from './runs-store';
import { listFences, listPartitionsOfOutcomes, type Fence } from './store';

/** What the topics and the ledger say of each other. */
export interface TopicProof {
  readonly topic: FindingsByBook;
  readonly events: FindingsByBook;
  /** Full runs alone decide again. */
  readonly again: FindingsByBook;
  readonly partitions: readonly PartitionProof[];
  /** Books that the topics told anything new of, or anything wrong. */
  readonly names: Set<string>;
}

/** All partitions up to their fences: what came since the newest run of each, or all of it. */
export async function partitionsToProve(
  { snapshot, progress }: { snapshot: Snapshot; progress: Progress },
  scope: RunScope,
  newest: readonly PartitionProof[],
): Promise<PartitionTask[]> {
  const fences = await allFences(snapshot, newest);
  progress.allRecords = fences.reduce((sum, { nextOffset }) => sum + Number(nextOffset), 0);
  return fences.map((fence) => ({ fence, start: startOf(newest, fence.partition, scope) }));
}

/** What was found in each of the partitions, put together. */
export function topicProof(tasks: readonly PartitionTask[], found: readonly PartitionFindings[]): TopicProof {
  const topic = new FindingsByBook('topic_against_ledger');
  const events = new FindingsByBook('events_against_ledger');
  const again = new FindingsByBook('decided_again');
  const names = new Set<string>();
  for (const [at, one] of found.entries()) {
    topic.include(one.topic);
    events.include(one.events);
    again.include(one.again);
    for (const book of newsOf(tasks[at]!, one)) names.add(book);
  }
  for (const { booksWithProblems } of [topic, events]) for (const book of booksWithProblems) names.add(book);
  return { topic, events, again, partitions: found.map(({ proof }) => proof), names };
}

/** Books that a partition told anything new of. */
function newsOf({ fence, start }: PartitionTask, found: PartitionFindings): string[] {
  // The fence of every partition is looked at; where nothing is new, that is no news.
  const isQuiet = start.scope === 'incremental' && start.from >= fence.nextOffset;
  const told = (['topic', 'events'] as const).flatMap((side) =>
    start.again[side] ? [] : [...found[side].keys()],
  );
  return told.filter((book) => !(isQuiet && book === `~${fence.partition}`));
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
