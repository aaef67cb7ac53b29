import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { Fetched } from './topic-reader';

/** How much is fetched ahead of the handler: enough that it seldom waits, little enough that memory stays small. */
const MOST_AHEAD = { records: 800, bytes: 2 * 1024 * 1024 };
const MOST_BATCH_RECORDS = 1_000;

/** Records of one partition in hand-over, as the payload of its handler. */
export interface RecordBatch {
  readonly partition: number;
  /** The position after the last record of the batch, markers and aborted records included. */
  readonly next: bigint;
  readonly records: readonly TopicRecord[];
}

/**
 * The records of one partition between the fetcher and the handler: contiguous from the position that it was opened at.
 * What was fetched for another position is not taken.
 */
export class PartitionFeed {
  private fetched: Fetched[] = [];
  private readonly ahead = { records: 0, bytes: 0 };
  private wake: (() => void) | undefined;
  private ended = false;
  private failure: Error | undefined;

  constructor(
    readonly partition: number,
    /** Where the next fetch begins. */
    private position: bigint,
    /** The connection over which it is filled, all of it. */
    private readonly source: string,
  ) {}

  get nextFetch(): bigint {
    return this.position;
  }

  get wantsMore(): boolean {
    return !this.ended && this.ahead.records < MOST_AHEAD.records && this.ahead.bytes < MOST_AHEAD.bytes;
  }

  /** Takes what was fetched at this feed's position, and nothing else. */
  offer(fetched: Fetched): void {
    if (this.ended || fetched.from !== this.position || fetched.next === fetched.from) return;
    this.position = fetched.next;
    this.ahead.records += fetched.count;
    this.ahead.bytes += fetched.bytes;
    this.fetched.push(fetched);
    this.wake?.();
  }

  comesFrom(source: string): boolean {
    return this.source === source;
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  /** Makes the next `take` throw. */
  fail(error: Error): void {
    this.failure = error;
    this.end();
  }

  /** The next batch, as soon as there is one; undefined once the feed has ended. */
  async take(): Promise<RecordBatch | undefined> {
    while (this.fetched.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
    if (this.failure) throw this.failure;
    if (this.ended) return undefined;
    const records: TopicRecord[] = [];
    let next = this.position;
    while (this.fetched.length > 0 && records.length < MOST_BATCH_RECORDS) {
      const first = this.fetched.shift()!;
      for (const record of first.records()) records.push(record);
      this.ahead.records -= first.count;
      this.ahead.bytes -= first.bytes;
      next = first.next;
    }
    return { partition: this.partition, next, records };
  }
}
