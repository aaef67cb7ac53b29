import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';

/** The offset in payment-events that a record answers; undefined for a record that somebody else has written. */
export type SourceOf = (record: TopicRecord) => bigint | undefined;

/**
 * The records of a partition that answer the request at `wanted`. They stand in the order of their requests, so they are found by
 * halving: some twenty fetches in a topic of any length.
 */
export async function findBySource(
  topic: TopicReader,
  partition: number,
  wanted: bigint,
  sourceOf: SourceOf,
): Promise<TopicRecord[]> {
  const range = await topic.range(partition);
  let [low, high] = [range.earliest, range.lastStable];
  while (low < high) {
    const middle = low + (high - low) / 2n;
    const some = await firstFrom(topic, partition, middle, high, sourceOf);
    const [first, last] = [some[0], some.at(-1)];
    if (first === undefined || last === undefined || wanted < first.source) high = middle;
    else if (wanted > last.source) low = last.record.offset + 1n;
    else return some.filter(({ source }) => source === wanted).map(({ record }) => record);
  }
  return [];
}

/** What comes next from an offset on; nothing when only markers, aborted records and those of others do. */
async function firstFrom(
  topic: TopicReader,
  partition: number,
  from: bigint,
  to: bigint,
  sourceOf: SourceOf,
): Promise<{ record: TopicRecord; source: bigint }[]> {
  for await (const records of topic.read(partition, from, to)) {
    const some = records.flatMap((record) => {
      const source = sourceOf(record);
      return source === undefined ? [] : [{ record, source }];
    });
    if (some.length > 0) return some;
  }
  return [];
}
