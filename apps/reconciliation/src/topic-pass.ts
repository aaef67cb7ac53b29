import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import type { Findings } from './checks/findings';
import { TopicAgainstLedger } from './checks/topic-against-ledger';
import type { Progress } from './progress';
import { RowQueue } from './row-queue';
import { outcomePositions, outcomesOfKeys, type Fence } from './store';

/** So many possible duplicates are looked up by one query. */
const DUPLICATES_AT_ONCE = 1_000;

/** What a topic holds of a partition that it does not have. */
const NOTHING = { earliest: 0n, lastStable: 0n };

/**
 * Reads one partition of the topic up to its fence and the outcomes of that partition, side by side in the order of offsets.
 * The fence is of the same snapshot as the outcomes, so both sides end at the same moment, whatever is published meanwhile.
 */
export async function matchPartition(
  { snapshot, topic, signal }: { snapshot: Snapshot; topic: TopicReader; signal: AbortSignal },
  fence: Fence,
  findingsOf: (book: string) => Findings,
  progress: Progress,
): Promise<void> {
  const check = new TopicAgainstLedger(fence, topic.partitions().length, findingsOf);
  const outcomes = new RowQueue(outcomePositions(snapshot, fence.partition));
  const range = topic.partitions().includes(fence.partition) ? await topic.range(fence.partition) : NOTHING;
  const end = range.lastStable < fence.nextOffset ? range.lastStable : fence.nextOffset;

  for await (const records of topic.read(fence.partition, range.earliest, end)) {
    signal.throwIfAborted();
    for (const record of records) {
      let outcome;
      for (; (outcome = await outcomes.peek()) && outcome.offset < record.offset; outcomes.take()) {
        check.withoutRecord(outcome);
      }
      const isItsOwn = outcome?.offset === record.offset;
      check.see(record, isItsOwn ? outcome : undefined);
      if (isItsOwn) outcomes.take();
    }
    progress.records += records.length;
    if (check.waiting >= DUPLICATES_AT_ONCE) await judgeDuplicates(snapshot, check);
  }
  for (let outcome; (outcome = await outcomes.peek()); outcomes.take()) check.withoutRecord(outcome);
  await judgeDuplicates(snapshot, check);
  check.finish(range);
}

async function judgeDuplicates(snapshot: Snapshot, check: TopicAgainstLedger): Promise<void> {
  const duplicates = check.takePossibleDuplicates();
  if (duplicates.length === 0) return;
  const keyIds = duplicates.map(({ keyId }) => keyId);
  const found = await outcomesOfKeys(snapshot, keyIds);
  for (const duplicate of duplicates) check.judgeDuplicate(duplicate, found.get(duplicate.keyId));
}
