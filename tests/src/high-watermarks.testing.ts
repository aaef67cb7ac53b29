import type { TopicReader } from '@pacioli/kafka/topic-reader';

/** Of each partition, which offsets were given out, committed or not: they stay where they are when nothing is published. */
export const highWatermarksOf = (topic: TopicReader): Promise<bigint[]> =>
  Promise.all(topic.partitions().map(async (partition) => (await topic.range(partition)).highWatermark));
