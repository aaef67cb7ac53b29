import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { OffsetOutOfRange, type Fetched, type Position, type TopicReader } from '@pacioli/kafka/topic-reader';
import { UsageError } from '@pacioli/service/command-line/usage-error';
import { setTimeout as pause } from 'node:timers/promises';
import type { From } from '../arguments/from';

/** How long the broker waits for a record that comes: so long an end may take to be noticed. */
const WAIT_MS = 500;
const AGAIN_AFTER_MS = 1_000;

/** Parts of partitions, `[from, to)` each. */
export type Parts = ReadonlyMap<number, { readonly from: bigint; readonly to: bigint }>;

/** What partitions hold from a place on, to what is readable now. Throws UsageError where the place is none of theirs. */
export async function partsFrom(
  topic: TopicReader,
  from: From,
  partitions: readonly number[],
): Promise<Parts> {
  if (from.kind === 'place' && !partitions.includes(from.place.partition))
    throw new UsageError(`Partition ${from.place.partition} of ${topic.topic} is none that is read here`);
  const wanted = from.kind === 'place' ? [from.place.partition] : partitions;
  const parts = new Map<number, { from: bigint; to: bigint }>();
  for (const partition of wanted) {
    const { earliest, lastStable } = await topic.range(partition);
    const begin = async (): Promise<bigint> => {
      switch (from.kind) {
        case 'beginning':
          return earliest;
        case 'end':
          return lastStable;
        case 'place':
          return from.place.offset;
        case 'moment':
          return topic.offsetSince(partition, from.at);
      }
    };
    const first = await begin();
    parts.set(partition, { from: first < lastStable ? first : lastStable, to: lastStable });
  }
  return parts;
}

/** Committed records of partitions, merged by the time at which they were appended. */
export async function* merged(topic: TopicReader, parts: Parts): AsyncGenerator<TopicRecord> {
  const lanes = [...parts].map(([partition, { from, to }]) => ({
    batches: topic.read(partition, from, to),
    waiting: [] as TopicRecord[],
  }));
  const fill = async (lane: (typeof lanes)[number]) => {
    if (lane.waiting.length > 0) return;
    const next = await lane.batches.next();
    if (next.done === true) lanes.splice(lanes.indexOf(lane), 1);
    else lane.waiting.push(...next.value);
  };
  for (;;) {
    for (const lane of [...lanes]) await fill(lane);
    if (lanes.length === 0) return;
    const first = lanes.reduce((a, b) => (b.waiting[0]!.timestamp < a.waiting[0]!.timestamp ? b : a));
    yield first.waiting.shift()!;
  }
}

/** What ends a follower, and whom it tells that it could not read for a moment. */
interface Following {
  readonly signal: AbortSignal;
  readonly onTrouble: (error: Error) => void;
}

/**
 * What is appended behind the parts, as it comes, until the signal; by the time of appending within what comes at once. A broker
 * that is away for a while holds it up, and nothing is left out or shown twice.
 */
export async function* followed(
  topic: TopicReader,
  parts: Parts,
  { signal, onTrouble }: Following,
): AsyncGenerator<TopicRecord> {
  const next = new Map([...parts].map(([partition, { to }]) => [partition, to]));
  while (!signal.aborted) {
    const fetched = await fetchedFrom(topic, next).catch((error: Error) => error);
    if (fetched instanceof OffsetOutOfRange) throw fetched;
    if (fetched instanceof Error) {
      onTrouble(fetched);
      await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
      // Another broker may lead by now.
      await topic.refresh().catch(() => undefined);
      continue;
    }
    for (const one of fetched) next.set(one.partition, one.next);
    yield* fetched.flatMap((one) => one.records()).sort((a, b) => a.timestamp - b.timestamp);
  }
}

/** What stands next on each partition, of those that have anything; all of it or nothing. */
async function fetchedFrom(topic: TopicReader, next: ReadonlyMap<number, bigint>): Promise<Fetched[]> {
  const leaders = await topic.leaders([...next.keys()]);
  const fetches = [...leaders].map(async ([leader, partitions]) => {
    const positions = partitions.map((partition): Position => ({ partition, offset: next.get(partition)! }));
    const { fetched, failed } = await topic.fetch(leader, positions, WAIT_MS);
    const [failure] = failed.values();
    if (failure !== undefined) throw failure;
    return fetched;
  });
  return (await Promise.all(fetches)).flat();
}
