import { readDeadLetter, type DeadLetter } from '@pacioli/contracts/dead-letter';
import type { TopicReader } from '@pacioli/kafka/topic-reader';

/** A dead letter, and when it was laid aside, in milliseconds since 1970. */
export interface LaidAside {
  readonly letter: DeadLetter;
  readonly at: number;
}

/** All dead letters of a partition, in the order of their offsets. What others have written there is passed over. */
export async function* deadLettersOf(topic: TopicReader, partition: number): AsyncGenerator<LaidAside> {
  const { earliest, lastStable } = await topic.range(partition);
  for await (const records of topic.read(partition, earliest, lastStable)) {
    for (const record of records) {
      const letter = readDeadLetter(record);
      if (letter !== undefined) yield { letter, at: record.timestamp };
    }
  }
}

/** The dead letter whose record stood at a place of payment-events; undefined when there is none. */
export async function findDeadLetter(
  topic: TopicReader,
  { partition, offset }: { partition: number; offset: bigint },
): Promise<LaidAside | undefined> {
  if (!topic.partitions().includes(partition)) return undefined;
  for await (const laidAside of deadLettersOf(topic, partition))
    if (laidAside.letter.offset === offset) return laidAside;
  return undefined;
}
