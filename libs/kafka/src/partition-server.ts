import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Log } from '@pacioli/service/log';
import { setTimeout as pause } from 'node:timers/promises';
import { isObservable, lastValueFrom } from 'rxjs';
import { GroupMembership } from './group-membership';
import type { KafkaSettings } from './kafka-settings';
import { PartitionFeed } from './partition-feed';
import { OffsetOutOfRange, TopicReader, type Fetch } from './topic-reader';

/** Who keeps the positions of partitions. Kafka does not: a position is stored with what was made of it. */
export interface PartitionOwner {
  /**
   * Takes a partition from whoever had it and returns the offset to go on from. Throws to be asked again later; `fail`
   * does the same at any time after.
   */
  take(partition: number, reader: TopicReader, fail: (error: Error) => void): Promise<bigint>;
  /** The partition is ours no longer, or is about to be taken again. */
  drop(partition: number): Promise<void>;
}

export interface PartitionServerOptions {
  readonly kafka: KafkaSettings;
  readonly groupId: string;
  readonly topic: string;
  /** The `@EventPattern` whose handler gets the batches. */
  readonly pattern: string;
  readonly owner: PartitionOwner;
  readonly log: Log;
  /** Called when membership of the group is lost for good; the process should end. */
  readonly onFailed: (error: Error) => void;
}

const IDLE_WAIT_MS = 250;
/** How soon a broker that leads none of our partitions is looked at again. */
const NOTHING_LED_WAIT_MS = 100;
/** While a partition is full it is left out of the fetch; this short wait brings it back soon after it has room. */
const BUSY_WAIT_MS = 10;
/** The first wait is longer than half a heartbeat, so that a member that was replaced is likely to hear of it first. */
const SHORTEST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;
const REPORT_INTERVAL_MS = 5_000;

/**
 * A transport for Nest that hands each partition's records, in batches and in order, to the handler of the topic's
 * `@EventPattern`. It replaces Nest's Kafka server, which acknowledges what nobody handled, repeats a failing record for
 * ever and knows no batches (docs/adr/0003-kafka.md, fault 14).
 *
 * A handler that fails is asked again from the position that the owner then gives: there is one way to recover, and it is
 * the way of the first assignment. Partitions are independent: one that waits holds up neither the others nor the group.
 */
export class PartitionServer extends Server implements CustomTransportStrategy {
  private readonly partitions = new Map<number, AbortController>();
  /** Why partitions of ours wait, for health. */
  readonly waiting = new Map<number, string>();
  private ours = new Set<number>();
  private readonly leaders = new Set<string>();
  private readonly loops = new Set<Promise<void>>();
  private readonly feeds = new Map<number, PartitionFeed>();
  private readonly positions = new Map<number, bigint>();
  /** Partitions of which an open transaction holds back the end: from which offset, and since when. */
  private readonly heldBack = new Map<number, { offset: bigint; since: number }>();
  /** Where each partition ended when it was last fetched from, with what is open. */
  private readonly ends = new Map<number, bigint>();
  private readonly membership: GroupMembership;
  private readonly stopped = new AbortController();
  private reader!: TopicReader;
  private reporter: NodeJS.Timeout | undefined;

  constructor(private readonly options: PartitionServerOptions) {
    super();
    this.membership = new GroupMembership(options.kafka, options.groupId, options.topic, {
      assigned: (partitions) => this.assign(partitions),
      failed: options.onFailed,
    });
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    this.stopped.abort();
    clearInterval(this.reporter);
    this.assign([]);
    await Promise.all(this.loops);
    await this.membership.report(this.positions);
    await this.membership.leave();
    await this.reader?.close();
  }

  /** Partitions that are being served, for health. */
  get assigned(): number[] {
    return [...this.partitions.keys()].sort((a, b) => a - b);
  }

  /**
   * For how many milliseconds one and the same open transaction has held back a partition's records. A producer that died
   * leaves one behind until its transactional id is taken again, or the broker gives it up.
   */
  get heldBackFor(): Map<number, number> {
    const now = performance.now();
    return new Map([...this.heldBack].map(([partition, { since }]) => [partition, now - since]));
  }

  /** How many offsets of each partition are not handled yet, as of its newest fetch. A full feed is not fetched for. */
  get lag(): Map<number, bigint> {
    const lagOf = (partition: number, position: bigint): bigint => {
      const end = this.ends.get(partition) ?? position;
      return end > position ? end - position : 0n;
    };
    return new Map(
      [...this.positions].map(([partition, position]) => [partition, lagOf(partition, position)]),
    );
  }

  on(): never {
    throw new Error('bug: the partition server has no events of its own');
  }

  unwrap<T>(): T {
    return this.reader as T;
  }

  private async start(): Promise<void> {
    this.reader = await TopicReader.open(this.options.kafka, this.options.topic);
    this.fetchFromEach((await this.reader.leaders(this.reader.partitions())).keys());
    await this.membership.join();
    this.reporter = setInterval(() => void this.membership.report(this.positions), REPORT_INTERVAL_MS);
  }

  private keep(loop: Promise<void>): void {
    this.loops.add(loop);
    void loop.finally(() => this.loops.delete(loop));
  }

  /** kafkajs rebalances eagerly, yet what stays ours goes on undisturbed: the owner's fence keeps two from deciding. */
  private assign(partitions: number[]): void {
    // A rebalance while we leave gives us nothing any more.
    this.ours = new Set(this.stopped.signal.aborted ? [] : partitions);
    for (const [partition, life] of this.partitions) {
      if (!this.ours.has(partition)) life.abort();
    }
    for (const partition of this.ours) {
      if (!this.partitions.has(partition)) this.serve(partition);
    }
  }

  private serve(partition: number): void {
    const life = new AbortController();
    this.partitions.set(partition, life);
    const loop = this.servePartition(partition, life.signal).finally(() => {
      this.partitions.delete(partition);
      // What is given up because the server stops is reported once more.
      if (!this.stopped.signal.aborted) this.positions.delete(partition);
      this.heldBack.delete(partition);
      this.ends.delete(partition);
      this.waiting.delete(partition);
      // It may have become ours again while it was being given up.
      if (this.ours.has(partition)) this.serve(partition);
    });
    this.keep(loop);
  }

  /** From assignment to the loss of the partition: take, handle batches, and after any error begin again. */
  private async servePartition(partition: number, life: AbortSignal): Promise<void> {
    const { owner, log, topic } = this.options;
    for (let failures = 0; !life.aborted;) {
      try {
        if (!this.waiting.has(partition)) this.waiting.set(partition, 'it is being taken over');
        const source = await this.reader.source(partition);
        // To take it now would fence its new owner.
        if (life.aborted) break;
        const start = await owner.take(partition, this.reader, (error) =>
          this.feeds.get(partition)?.fail(error),
        );
        this.positions.set(partition, start);
        this.waiting.delete(partition);
        log.info({ topic, partition, offset: start.toString() }, 'partition taken');
        for await (const next of this.handleFrom(partition, start, source, life)) {
          failures = 0;
          this.positions.set(partition, next);
        }
      } catch (error) {
        failures += 1;
        const backoff = Math.min(SHORTEST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
        this.waiting.set(partition, (error as Error).message);
        log.error({ err: error, topic, partition, failures, backoff }, 'the partition waits');
        await owner.drop(partition);
        await pause(backoff, undefined, { signal: life }).catch(() => undefined);
      }
    }
    await owner.drop(partition);
  }

  private async *handleFrom(
    partition: number,
    start: bigint,
    source: string,
    life: AbortSignal,
  ): AsyncGenerator<bigint> {
    const handler = this.messageHandlers.get(this.options.pattern);
    if (!handler) throw new Error(`bug: nobody handles ${this.options.pattern}`);
    // It may have been given up while it was being taken: an event that has been is not heard again.
    if (life.aborted) return;
    const feed = new PartitionFeed(partition, start, source);
    this.feeds.set(partition, feed);
    const end = () => feed.end();
    life.addEventListener('abort', end, { once: true });
    try {
      for (let batch = await feed.take(); batch; batch = await feed.take()) {
        const result: unknown = await handler(batch, undefined);
        if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
        yield batch.next;
      }
    } finally {
      life.removeEventListener('abort', end);
      feed.end();
      this.feeds.delete(partition);
    }
  }

  /** One loop for each broker that leads a partition: a fetch that waits on one broker must not hold up another. */
  private fetchFromEach(leaders: Iterable<string>): void {
    for (const leader of leaders) {
      if (this.leaders.has(leader)) continue;
      this.leaders.add(leader);
      this.keep(this.fetchFrom(leader));
    }
  }

  /** Fetches for every feed whose partition this broker leads, as long as the server runs. */
  private async fetchFrom(leader: string): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      let led = [...this.feeds.keys()];
      try {
        const leaders = await this.reader.leaders(led);
        this.fetchFromEach(leaders.keys());
        led = leaders.get(leader) ?? [];
        const feeds = led.flatMap((partition) => this.feeds.get(partition) ?? []);
        const hungry = feeds.filter((feed) => feed.wantsMore);
        if (hungry.length === 0) {
          await pause(feeds.length === 0 ? NOTHING_LED_WAIT_MS : BUSY_WAIT_MS, undefined, { signal });
          continue;
        }
        const positions = hungry.map(({ partition, nextFetch }) => ({ partition, offset: nextFetch }));
        const wait = hungry.length === feeds.length ? IDLE_WAIT_MS : BUSY_WAIT_MS;
        const fetch = await this.reader.fetch(leader, positions, wait);
        for (const feed of hungry) {
          if (this.feeds.get(feed.partition) === feed) this.waiting.delete(feed.partition);
        }
        this.distribute(fetch);
        if ([...fetch.failed.values()].some((error) => !(error instanceof OffsetOutOfRange))) {
          await this.reader.refresh().catch(() => undefined);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.options.log.info({ err: error, leader }, 'fetching again');
        for (const partition of led.filter((one) => this.feeds.has(one))) {
          this.waiting.set(partition, `nothing can be fetched: ${(error as Error).message}`);
        }
        await pause(250, undefined, { signal }).catch(() => undefined);
        await this.reader.refresh().catch(() => undefined);
      }
    }
  }

  /**
   * Gives each feed what was fetched for it. A feed keeps to the connection that there was before its partition was taken: a
   * broker that comes back, or another that leads now, may have lost the end of its log and filled it anew, which only taking
   * the partition anew would notice, since that compares topic and ledger.
   */
  private distribute({ fetched, failed, source }: Fetch): void {
    for (const one of fetched) {
      const feed = this.feeds.get(one.partition);
      if (feed) this.watchEnd(one);
      if (feed?.comesFrom(source)) feed.offer(one);
      else
        feed?.fail(new Error(`Partition ${one.partition} is read from another connection now (${source})`));
    }
    for (const [partition, error] of failed) this.feeds.get(partition)?.fail(error);
  }

  private watchEnd({ partition, lastStable, highWatermark }: Fetch['fetched'][number]): void {
    this.ends.set(partition, highWatermark);
    if (lastStable >= highWatermark) this.heldBack.delete(partition);
    else if (this.heldBack.get(partition)?.offset !== lastStable) {
      this.heldBack.set(partition, { offset: lastStable, since: performance.now() });
    }
  }
}
