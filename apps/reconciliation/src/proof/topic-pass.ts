import type { DecodedRecord } from '@pacioli/contracts/payment-event';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import type { Findings } from './checks/findings';
import { TopicAgainstLedger, type PartitionRange } from './checks/topic-against-ledger';
import type { Progress } from './progress';
import { RowQueue } from './row-queue';
import type { LastRecord } from './runs-store';
import { outcomePositions, outcomesOfKeys } from './store';

/** So many possible duplicates are looked up by one query. */
const DUPLICATES_AT_ONCE = 1_000;

/** What a topic holds of a partition that it does not have. */
const NOTHING = { earliest: 0n, lastStable: 0n };

/**
 * Reads one partition of the topic up to its fence and the outcomes of that partition, side by side in the order of offsets.
 * The fence is of the same snapshot as the outcomes, so both sides end at the same moment, whatever is published meanwhile.
 * Returns the last record before the fence.
 */
export async function matchPartition(
  { snapshot, topic, signal }: { snapshot: Snapshot; topic: TopicReader; signal: AbortSignal },
  range: PartitionRange,
  findingsOf: (book: string) => Findings,
  seen: (decoded: DecodedRecord) => void,
  progress: Progress,
): Promise<LastRecord | null> {
  const { from } = range;
  const { partition, nextOffset } = range.fence;
  const check = new TopicAgainstLedger(range, topic.partitions().length, findingsOf);
  const outcomes = new RowQueue(outcomePositions(snapshot, partition, from));
  const held = topic.partitions().includes(partition) ? await topic.range(partition) : NOTHING;
  const begin = held.earliest > from ? held.earliest : from;
  const end = held.lastStable < nextOffset ? held.lastStable : nextOffset;

  for await (const records of topic.read(partition, begin, end)) {
    signal.throwIfAborted();
    for (const record of records) {
      let outcome;
      for (; (outcome = await outcomes.peek()) && outcome.offset < record.offset; outcomes.take()) {
        check.withoutRecord(outcome);
      }
      const isItsOwn = outcome?.offset === record.offset;
      seen(check.see(record, isItsOwn ? outcome : undefined));
      if (isItsOwn) outcomes.take();
    }
    progress.records += records.length;
    if (check.waiting >= DUPLICATES_AT_ONCE) await judgeDuplicates(snapshot, check);
  }
  for (let outcome; (outcome = await outcomes.peek()); outcomes.take()) check.withoutRecord(outcome);
  await judgeDuplicates(snapshot, check);
  check.finish(held);
  return check.last;
}

async function judgeDuplicates(snapshot: Snapshot, check: TopicAgainstLedger): Promise<void> {
  const duplicates = check.takePossibleDuplicates();
  if (duplicates.length === 0) return;
  const keyIds = duplicates.map(({ keyId }) => keyId);
  const found = await outcomesOfKeys(snapshot, keyIds);
  for (const duplicate of duplicates) check.judgeDuplicate(duplicate, found.get(duplicate.keyId));
}
