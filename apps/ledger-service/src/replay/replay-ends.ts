import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { momentOf } from '@pacioli/service/command-line/moment';
import { placeOf, printPlace, type Place } from '@pacioli/service/command-line/place';

/** How far a topic is decided again: to a moment, in milliseconds since 1970, or to a record, and it as well. */
export type Until = { readonly at: number } | { readonly place: Place };

/** A time, or partition-offset as in `2-981`; throws UsageError. */
export function untilOf(text: string, now: Date): Until {
  const place = placeOf(text);
  return place === undefined ? { at: momentOf(text, now) } : { place };
}

/** Where each partition ends that was decided: at its fence, and no later than `until`. */
export async function replayEnds(
  topic: TopicReader,
  fences: ReadonlyMap<number, bigint>,
  until: Until | undefined,
): Promise<ReadonlyMap<number, bigint>> {
  if (until === undefined) return fences;
  const at = 'at' in until ? until.at : await appendedAt(topic, until.place);
  const ends = new Map<number, bigint>();
  for (const [partition, fence] of fences) {
    const isNamed = 'place' in until && until.place.partition === partition;
    const end = isNamed ? until.place.offset + 1n : await topic.offsetSince(partition, at + 1);
    ends.set(partition, end < fence ? end : fence);
  }
  return ends;
}

/** With a record of one partition goes what others had by then: what was appended no later. */
async function appendedAt(topic: TopicReader, place: Place): Promise<number> {
  const { partition, offset } = place;
  const isThere =
    topic.partitions().includes(partition) && offset < (await topic.range(partition)).lastStable;
  const found: TopicRecord[] = [];
  if (isThere) for await (const records of topic.read(partition, offset, offset + 1n)) found.push(...records);
  const [record] = found;
  if (record === undefined)
    throw new Error(`There is no committed record at ${printPlace(place)} of ${topic.topic}`);
  return record.timestamp;
}
