import type { Consumer } from 'kafkajs';
import { kafkaClient, type KafkaSettings } from './kafka-settings';

/**
 * Membership of a consumer group, for one thing: which partitions are ours. All fetching is paused for good; TopicReader
 * reads. Kafka's group offset is committed now and then, for lag tools alone: no correctness rests on it.
 */
export class GroupMembership {
  private readonly consumer: Consumer;
  private running = false;

  constructor(
    settings: KafkaSettings,
    groupId: string,
    private readonly topic: string,
    private readonly on: {
      /** All partitions that are ours from now on. */
      assigned: (partitions: number[]) => void;
      /** kafkajs has given up and will not come back by itself. */
      failed: (error: Error) => void;
    },
  ) {
    this.consumer = kafkaClient(settings).consumer({
      groupId,
      // The broker allows no less: a killed member's partitions wait for it.
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 1_000,
      // A member without anything to fetch looks this often whether the group is being rebalanced.
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(true) },
    });
  }

  async join(): Promise<void> {
    const { consumer, topic } = this;
    const { GROUP_JOIN, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      consumer.pause([{ topic }]);
      this.on.assigned(payload.memberAssignment[topic] ?? []);
    });
    consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart) this.on.failed(payload.error);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    this.running = true;
    await consumer.run({
      autoCommit: false,
      eachBatch: () => Promise.reject(new Error('bug: a paused member was handed records')),
    });
  }

  /** Tells lag tools how far we are. An error is of no consequence. */
  async report(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    const { topic } = this;
    if (!this.running || offsets.size === 0) return;
    await this.consumer
      .commitOffsets(
        [...offsets].map(([partition, offset]) => ({ topic, partition, offset: offset.toString() })),
      )
      .catch(() => undefined);
  }

  async leave(): Promise<void> {
    this.running = false;
    await this.consumer.disconnect();
  }
}
