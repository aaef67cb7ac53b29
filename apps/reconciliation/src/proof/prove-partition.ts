import type { DecodedRecord } from '@pacioli/contracts/payment-event';
import type { Check, RunScope } from '@pacioli/contracts/reconciliation-report';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { Ledger } from '@pacioli/ledger-core/ledger';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { FindingsByBook } from './checks/findings';
import { decideAgain, keepWhatIsAskedFor } from './decide-again';
import { matchEvents } from './events-pass';
import type { Progress } from './progress';
import type { PartitionProof, PartitionStart, Proven } from './runs-store';
import type { Fence } from './store';
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

/** Where a run begins with a partition, and which of the topics an earlier run has looked at from there already. */
export interface Start extends PartitionStart {
  readonly scope: RunScope;
  readonly proven: Proven;
  readonly again: Record<'topic' | 'events', boolean>;
}

/** A partition that is to be proven. */
export interface PartitionTask {
  readonly fence: Fence;
  readonly start: Start;
}

/** What a partition of both topics and the ledger say of each other, by the books that they told of. */
export interface PartitionFindings {
  readonly proof: PartitionProof;
  readonly topic: ReadonlyMap<string, Check>;
  readonly events: ReadonlyMap<string, Check>;
  /** Full runs alone decide again. */
  readonly again: ReadonlyMap<string, Check>;
}

/** Matches a partition of both topics with the ledger from a start up to the fence and, in full runs, decides it again. */
export async function provePartition(
  sources: TopicSources,
  { fence, start }: PartitionTask,
): Promise<PartitionFindings> {
  const { progress } = sources;
  const { from, lastBefore, eventsBefore, proven, scope } = start;
  const { partition, nextOffset: to } = fence;
  const topic = new FindingsByBook('topic_against_ledger');
  const events = new FindingsByBook('events_against_ledger');
  const again = new FindingsByBook('decided_again');
  // What was told of had been decided, so the fence stood behind it, too.
  const provenFence = proven.records > proven.events ? proven.records : proven.events;
  const range = { fence, from, lastBefore, proven: provenFence };
  const ledger = new Ledger();
  const seen = (decoded: DecodedRecord) => scope === 'full' && keepWhatIsAskedFor(ledger, decoded);
  const last = await matchPartition(sources, range, topic.of, seen, progress);
  const told = { from: eventsBefore, fence: to, proven: proven.events };
  const { reached, sound } = await matchEvents(sources, partition, told, events, progress);
  if (scope === 'full') await decideAgain(sources, fence, ledger, again.of, progress);
  const [isMatched, isTold] = [topic.problems === 0, events.problems === 0];
  const proof: PartitionProof = {
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
  return { proof, topic: topic.checks(), events: events.checks(), again: again.checks() };
}
