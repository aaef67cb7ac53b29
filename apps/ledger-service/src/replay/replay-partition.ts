import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { DataSource } from 'typeorm';
import { LedgerStore } from '../ledger-store';
import { PartitionLedger } from '../partition-ledger';

export interface ReplaySettings {
  readonly topic: TopicReader;
  /** The database that is filled. */
  readonly into: DataSource;
  readonly partitions: number;
  /** How many records are decided at once. */
  readonly batch: number;
  readonly signal: AbortSignal;
  readonly onDecided: (records: number) => void;
}

/**
 * Decides a partition once more, from where the database's own fence stands up to `end`, with the code that decides payments
 * and without anything that others would hear of: no group, no transactional id, no notification.
 */
export async function replayPartition(
  partition: number,
  end: bigint,
  settings: ReplaySettings,
): Promise<void> {
  const { topic, into, partitions, batch, signal, onDecided } = settings;
  const store = await LedgerStore.open(into, `${partition} replay`, partition);
  try {
    const fence = await store.fence();
    const nobody = () => Promise.resolve();
    const ledger = new PartitionLedger(
      partition,
      partitions,
      fence,
      store,
      nobody,
      PartitionLedger.fullPace(),
    );
    const decide = async (records: TopicRecord[]) => {
      signal.throwIfAborted();
      await ledger.handle({ partition, next: records.at(-1)!.offset + 1n, records });
      onDecided(records.length);
    };
    let waiting: TopicRecord[] = [];
    for await (const records of topic.read(partition, fence.nextOffset, end)) {
      waiting.push(...records);
      for (; waiting.length >= batch; waiting = waiting.slice(batch)) await decide(waiting.slice(0, batch));
    }
    if (waiting.length > 0) await decide(waiting);
  } finally {
    await store.close();
  }
}
