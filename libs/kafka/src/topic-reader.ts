import type { TopicRecord } from '@pacioli/contracts/topic-record';
import Cluster, { type Broker } from 'kafkajs/src/cluster';
import { createLogger } from 'kafkajs/src/loggers';
import createSocketFactory from 'kafkajs/src/network/socketFactory';
import { committedBatches } from './committed-batches';
import { fetchFrom, isOutOfRange, type FetchedPartition } from './fetch-request';
import { connectionOptions, logThrough, type KafkaSettings } from './kafka-settings';
import { storedBatches, type StoredBatch } from './stored-batches';

/** A position that the partition does not have: the topic was made anew, truncated, or its retention is not -1. */
export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
  constructor(
    readonly topic: string,
    readonly partition: number,
    offset: bigint,
  ) {
    super(`Topic ${topic} has no offset ${offset} on partition ${partition}: was it made anew or truncated?`);
  }
}

/** Where to read and, within the answer, where the next read begins. */
export interface Position {
  readonly partition: number;
  readonly offset: bigint;
}

/** Offsets behind which there is no record for anybody. */
export interface Passed {
  /** Of transactions that were committed or aborted. */
  readonly markers: number;
  readonly aborted: number;
}

/** A part of a partition, to its last offset. */
export interface Stretch extends Passed {
  readonly records: readonly TopicRecord[];
}

export interface Fetched {
  readonly partition: number;
  /** The offset that was asked for. */
  readonly from: bigint;
  /** Where to go on: markers and aborted records are passed, too. */
  readonly next: bigint;
  /** Decodes the records. */
  readonly records: () => TopicRecord[];
  /** At most so many; a batch may begin before `from`. */
  readonly count: number;
  /** How much memory the records hold, keys and headers included. */
  readonly bytes: number;
  /** What of `[from, next)` is no committed record. */
  readonly passed: () => Passed;
  readonly highWatermark: bigint;
  readonly lastStable: bigint;
}

/** What one fetch has brought; a partition that could not be read holds up none of the others. */
export interface Fetch {
  readonly fetched: readonly Fetched[];
  /** OffsetOutOfRange, a broker that leads no longer, or records that can not be read, by partition. */
  readonly failed: ReadonlyMap<number, Error>;
  /** The connection that it came over, as `source` names it. */
  readonly source: string;
}

export interface Range {
  readonly earliest: bigint;
  /** Records before it are decided: committed or aborted. */
  readonly lastStable: bigint;
  readonly highWatermark: bigint;
}

const READ_COMMITTED = 1;
const READ_UNCOMMITTED = 0;
const LATEST = -1;
const EARLIEST = -2;
const MIB = 1024 * 1024;
/** kafkajs keeps a connection of its own for fetches, which wait at the broker. */
const FETCH_CONNECTION = 1;
const FETCH_BYTES = 2 * MIB;
const PARTITION_FETCH_BYTES = MIB / 4;

/**
 * Reads committed records of one topic at exact positions, without a consumer group.
 *
 * A position belongs to the reader alone: kafkajs's consumer hands over batches from before a seek, resumes at the latest
 * offset without a word when a position is out of range, and lets one waiting partition hold up the others
 * (docs/adr/0003-kafka.md, faults 11, 20, 21 and 23).
 */
export class TopicReader {
  private readonly sockets = new WeakMap<object, number>();
  private opened = 0;
  private refreshing: Promise<void> | undefined;

  private constructor(
    private readonly cluster: Cluster,
    readonly topic: string,
  ) {}

  static async open(settings: KafkaSettings, topic: string): Promise<TopicReader> {
    const options = connectionOptions(settings);
    const cluster = new Cluster({
      ...options,
      logger: createLogger({ level: options.logLevel, logCreator: () => logThrough(settings.log) }),
      socketFactory: createSocketFactory(),
      enforceRequestTimeout: true,
      allowAutoTopicCreation: false,
      metadataMaxAge: 300_000,
      maxInFlightRequests: null,
      isolationLevel: READ_COMMITTED,
    });
    try {
      await cluster.connect();
      await cluster.addTargetTopic(topic);
    } catch (error) {
      await cluster.disconnect().catch(() => undefined);
      throw error;
    }
    return new TopicReader(cluster, topic);
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }

  partitions(): number[] {
    return this.cluster
      .findTopicPartitionMetadata(this.topic)
      .map(({ partitionId }) => partitionId)
      .sort((a, b) => a - b);
  }

  /** Partitions by the broker that leads them, each to be fetched from on its own. Refreshes stale metadata. */
  async leaders(partitions: number[]): Promise<Map<string, number[]>> {
    await this.refreshOnce(() => this.cluster.refreshMetadataIfNecessary());
    return new Map(Object.entries(this.cluster.findLeaderForPartitions(this.topic, partitions)));
  }

  async refresh(): Promise<void> {
    await this.refreshOnce(() => this.cluster.refreshMetadata());
  }

  /**
   * The connection over which a partition is read now; it has another name after each reconnection, which kafkajs makes
   * without a word, and with each leader.
   */
  async source(partition: number): Promise<string> {
    const { source } = await this.connectTo(await this.leaderOf(partition));
    return source;
  }

  /**
   * One fetch of committed records from one broker; it waits up to `maxWaitMs` for the first of them.
   * Throws what kafkajs throws when the broker can not be reached, and when the connection became another on the way.
   */
  async fetch(leader: string, positions: readonly Position[], maxWaitMs: number): Promise<Fetch> {
    const { broker, source } = await this.connectTo(leader);
    const partitions = positions.map(({ partition, offset }) => ({
      partition,
      fetchOffset: offset.toString(),
      maxBytes: PARTITION_FETCH_BYTES,
    }));
    const { topic } = this;
    const answer = await fetchFrom(broker, {
      topic,
      partitions,
      maxWaitTime: maxWaitMs,
      maxBytes: FETCH_BYTES,
    });
    const now = (await this.connectTo(leader)).source;
    if (now !== source) throw new Error(`The connection to the broker was lost (${source}, then ${now})`);
    const fetched: Fetched[] = [];
    const failed = new Map<number, Error>();
    for (const one of answer) {
      const from = positions.find(({ partition }) => partition === one.partition)!.offset;
      try {
        if (one.refusal) throw one.refusal;
        fetched.push(decode(one, from));
      } catch (error) {
        failed.set(one.partition, this.explain(error as Error, one.partition, from));
      }
    }
    return { fetched, failed, source };
  }

  /** What a partition holds. */
  async range(partition: number): Promise<Range> {
    return {
      earliest: await this.offsetAt(partition, EARLIEST, READ_UNCOMMITTED),
      lastStable: await this.offsetAt(partition, LATEST, READ_COMMITTED),
      highWatermark: await this.offsetAt(partition, LATEST, READ_UNCOMMITTED),
    };
  }

  /** The offset of the first record that was appended at this time (milliseconds since 1970) or later, or the end. */
  async offsetSince(partition: number, timestamp: number): Promise<bigint> {
    const offset = await this.offsetAt(partition, timestamp, READ_UNCOMMITTED);
    return offset < 0n ? await this.offsetAt(partition, LATEST, READ_UNCOMMITTED) : offset;
  }

  private async offsetAt(partition: number, timestamp: number, isolationLevel: number): Promise<bigint> {
    const broker = await this.cluster.findBroker({ nodeId: await this.leaderOf(partition) });
    const topics = [{ topic: this.topic, partitions: [{ partition, timestamp }] }];
    const { responses } = await broker.listOffsets({ replicaId: -1, isolationLevel, topics });
    return BigInt(responses[0]!.partitions[0]!.offset);
  }

  /** Committed records of [from, to), in order. Throws when the partition does not reach to there. */
  async *read(partition: number, from: bigint, to: bigint): AsyncGenerator<TopicRecord[]> {
    for await (const { records } of this.walk(partition, from, to)) {
      const wanted = records().filter((record) => record.offset < to);
      if (wanted.length > 0) yield wanted;
    }
  }

  /** All of [from, to) and whatever else belongs to its batches, in order, and what of it is no record for anybody. */
  async *survey(partition: number, from: bigint, to: bigint): AsyncGenerator<Stretch> {
    for await (const { records, passed } of this.walk(partition, from, to))
      yield { records: records(), ...passed() };
  }

  private async *walk(partition: number, from: bigint, to: bigint): AsyncGenerator<Fetched> {
    for (let offset = from; offset < to;) {
      const leader = await this.leaderOf(partition);
      const {
        fetched: [fetched],
        failed,
      } = await this.fetch(leader, [{ partition, offset }], 1_000);
      const failure = failed.get(partition);
      if (failure) throw failure;
      if (fetched === undefined) continue;
      if (fetched.next === offset && fetched.lastStable < to)
        throw new Error(
          `Partition ${partition} of ${this.topic} ends at ${fetched.lastStable}, before ${to}`,
        );
      yield fetched;
      offset = fetched.next;
    }
  }

  /** The last committed record before an offset; undefined when there is none. */
  async lastBefore(partition: number, end: bigint): Promise<TopicRecord | undefined> {
    const { earliest } = await this.range(partition);
    // Markers and aborted records fill the end of a partition, so one looks back further and further.
    for (let span = 64n, to = end; to > earliest; span *= 8n) {
      const from = to - span < earliest ? earliest : to - span;
      let last: TopicRecord | undefined;
      for await (const records of this.read(partition, from, to)) last = records.at(-1);
      if (last !== undefined) return last;
      to = from;
    }
    return undefined;
  }

  private async leaderOf(partition: number): Promise<string> {
    const [leader] = [...(await this.leaders([partition])).keys()];
    if (leader === undefined) throw new Error(`Topic ${this.topic} has no partition ${partition}`);
    return leader;
  }

  /** For fetching: whoever asks for ranges alone needs no second connection. */
  private async connectTo(nodeId: string): Promise<{ broker: Broker; source: string }> {
    const broker = await this.cluster.findBroker({ nodeId });
    const { socket } = await broker.connectionPool.getConnection(FETCH_CONNECTION);
    if (!this.sockets.has(socket)) this.sockets.set(socket, (this.opened += 1));
    return { broker, source: `broker ${nodeId}, connection ${this.sockets.get(socket)}` };
  }

  private refreshOnce(refresh: () => Promise<void>): Promise<void> {
    this.refreshing ??= refresh().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private explain(error: Error, partition: number, offset: bigint): Error {
    if (isOutOfRange(error)) return new OffsetOutOfRange(this.topic, partition, offset);
    return new Error(
      `Partition ${partition} of ${this.topic} can not be read at ${offset}: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

function decode(fetched: FetchedPartition, from: bigint): Fetched {
  const { partition, recordSet, abortedTransactions, highWatermark, lastStable } = fetched;
  const batches = [...storedBatches(recordSet)];
  const committed = committedBatches(batches, abortedTransactions);
  const end = (batches.at(-1)?.lastOffset ?? -1n) + 1n;
  return {
    partition,
    from,
    next: end > from ? end : from,
    // The broker answers with whole batches, which may begin before the offset that was asked for.
    records: () =>
      committed.flatMap((batch) => batch.records(partition)).filter(({ offset }) => offset >= from),
    count: committed.reduce((sum, { count }) => sum + count, 0),
    bytes: committed.reduce((sum, { bytes }) => sum + bytes, 0),
    passed: () => passedIn(batches, new Set(committed), from),
    highWatermark,
    lastStable,
  };
}

function passedIn(
  batches: readonly StoredBatch[],
  committed: ReadonlySet<StoredBatch>,
  from: bigint,
): Passed {
  let [markers, aborted] = [0, 0];
  for (const batch of batches) {
    if (committed.has(batch) || batch.lastOffset < from) continue;
    if (batch.marker !== undefined) markers += 1;
    else aborted += batch.records(0).filter(({ offset }) => offset >= from).length;
  }
  return { markers, aborted };
}
