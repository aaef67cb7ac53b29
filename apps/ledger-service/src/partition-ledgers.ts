import type { RecordBatch } from '@pacioli/kafka/partition-feed';
import type { PartitionOwner } from '@pacioli/kafka/partition-server';
import { recordHash } from '@pacioli/kafka/record-hash';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { DataSource } from 'typeorm';
import { LedgerStore, type Fence } from './ledger-store';
import type { OutcomeNotifier } from './outcome-notifier';
import { OutcomePublisher } from './outcome-publisher';
import { PartitionLedger, PartitionStopped } from './partition-ledger';

interface Held {
  readonly store: LedgerStore;
  readonly publisher: OutcomePublisher;
  readonly ledger: PartitionLedger;
}

/** The partitions that are assigned to this process: takes them over from whoever had them, and gives them up. */
export class PartitionLedgers implements PartitionOwner {
  private readonly held = new Map<number, Held>();
  private readonly paces = new Map<number, { atOnce: number }>();
  private ledgerEvents: Promise<TopicReader> | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly kafka: KafkaSettings,
    private readonly prefix: string,
    private readonly partitions: number,
    private readonly notifier: OutcomeNotifier,
  ) {}

  /**
   * Takes a partition, in this order: fence the predecessor's publisher; end its database connection and read the fence;
   * see that the topic is still the one that was decided from; find out what is published. Whatever the predecessor still
   * does from then on fails whole.
   */
  async take(partition: number, reader: TopicReader, fail: (error: Error) => void): Promise<bigint> {
    const { prefix } = this;
    const transactionalId = `${prefix}ledger-service-${paymentEventsTopic(prefix)}-${partition}`;
    const publisher = new OutcomePublisher(
      new TransactionalProducer(this.kafka, transactionalId),
      this.source,
      partition,
      prefix,
      this.kafka.log,
    );
    await publisher.takeOver();
    const store = await LedgerStore.open(this.source, `${partition} ledger ${prefix}`, partition).catch(
      async (error: unknown) => {
        await publisher.stop();
        throw error;
      },
    );
    try {
      const fence = await store.fence();
      await verifyOrStop(reader, partition, fence, store);
      await publisher.start(fence.nextOffset, await this.openLedgerEvents(), fail);
      const pace = this.paces.get(partition) ?? PartitionLedger.fullPace();
      this.paces.set(partition, pace);
      const ledger = new PartitionLedger(
        partition,
        this.partitions,
        fence,
        store,
        (decided, next) => {
          this.notifier.decided(partition, next);
          return publisher.offer(decided, next);
        },
        pace,
      );
      this.held.set(partition, { store, publisher, ledger });
      return fence.nextOffset;
    } catch (error) {
      await publisher.stop();
      await store.close();
      throw error;
    }
  }

  async handle(batch: RecordBatch): Promise<void> {
    const held = this.held.get(batch.partition);
    if (!held) throw new Error(`bug: partition ${batch.partition} is not held`);
    await held.ledger.handle(batch);
  }

  async drop(partition: number): Promise<void> {
    const held = this.held.get(partition);
    this.held.delete(partition);
    await held?.publisher.stop();
    await held?.store.close();
  }

  async close(): Promise<void> {
    await (await this.ledgerEvents)?.close();
  }

  /** One reader for all partitions, which are taken at the same time. */
  private openLedgerEvents(): Promise<TopicReader> {
    this.ledgerEvents ??= TopicReader.open(this.kafka, ledgerEventsTopic(this.prefix)).catch(
      (error: unknown) => {
        this.ledgerEvents = undefined;
        throw error;
      },
    );
    return this.ledgerEvents;
  }

  /** Offsets decided but not yet in ledger-events, by partition. */
  publishingLag(): Map<number, bigint> {
    return new Map([...this.held].map(([partition, { publisher }]) => [partition, publisher.lag]));
  }
}

/** What the API records in a topic that was not decided from is never decided, so it is told to refuse. */
async function verifyOrStop(
  reader: TopicReader,
  partition: number,
  fence: Fence,
  store: LedgerStore,
): Promise<void> {
  try {
    await verifyTopic(reader, partition, fence);
  } catch (error) {
    if (error instanceof PartitionStopped) await store.stop(error.message);
    throw error;
  }
  await store.verified();
}

/** A topic that was made anew, truncated or restored from another time must not be decided from. */
async function verifyTopic(reader: TopicReader, partition: number, fence: Fence): Promise<void> {
  const { earliest, lastStable } = await reader.range(partition);
  const where = `Partition ${partition} of ${reader.topic}`;
  const needed = fence.lastOffset ?? 0n;
  if (earliest > needed) {
    throw new PartitionStopped(
      `${where} begins at ${earliest}, but is needed from ${needed} on. Were records deleted? Restore the topic.`,
    );
  }
  if (fence.lastOffset === null || fence.lastHash === null) return;
  if (lastStable <= fence.lastOffset) {
    throw new PartitionStopped(
      `${where} ends at ${lastStable}, but ${fence.lastOffset} was decided. Was the topic made anew?`,
    );
  }
  const { lastOffset } = fence;
  let found;
  for await (const records of reader.read(partition, lastOffset, lastOffset + 1n)) found = records[0];
  if (!found || !recordHash(found).equals(fence.lastHash)) {
    throw new PartitionStopped(
      `${where} holds another record at ${lastOffset} than the one that was decided. Is it another topic?`,
    );
  }
}
