export interface QueueLimits {
  readonly records: number;
  readonly bytes: number;
}

interface Queued {
  readonly bytes: number;
  /** When it was queued, on the clock of performance.now(). */
  readonly since: number;
}

/** What waits to be published: first come, first served, bounded in number and in bytes. */
export class PublishQueue<T extends Queued> {
  private items: T[] = [];
  private bytes = 0;
  private closed = false;
  /** Looks whether what somebody waits for has come. */
  private look: (() => void) | undefined;

  constructor(
    private readonly limits: QueueLimits,
    private readonly batch: QueueLimits,
  ) {}

  get length(): number {
    return this.items.length;
  }

  /** Since when the first of it has waited, on the clock of performance.now(); undefined when nothing waits. */
  get since(): number | undefined {
    return this.items[0]?.since;
  }

  /** False when the queue is full. */
  add(item: T): boolean {
    if (this.items.length >= this.limits.records || this.bytes + item.bytes > this.limits.bytes) return false;
    this.items.push(item);
    this.bytes += item.bytes;
    this.look?.();
    return true;
  }

  /**
   * The next batch: it waits for a first item, and lets that one wait up to `lingerMs` for others unless the batch is full.
   * An item larger than a batch may be goes alone. Returns nothing once the queue is closed and empty. One call at a time.
   */
  async next(lingerMs: number): Promise<T[]> {
    // What comes may be taken out as overdue before it is looked at, or while it lingers.
    for (;;) {
      await this.until(() => this.items.length > 0);
      const first = this.items[0];
      if (first !== undefined) {
        await this.until(() => this.isFull(), first.since + lingerMs - performance.now());
      }
      const batch = this.take(this.fitting());
      if (batch.length > 0 || this.closed) return batch;
    }
  }

  /** Takes out what has waited since before `moment`. */
  takeOlderThan(moment: number): T[] {
    const kept = this.items.findIndex(({ since }) => since >= moment);
    return this.take(kept < 0 ? this.items.length : kept);
  }

  close(): void {
    this.closed = true;
    this.look?.();
  }

  private isFull(): boolean {
    return this.items.length >= this.batch.records || this.bytes >= this.batch.bytes;
  }

  /** How many items fit into a batch. */
  private fitting(): number {
    let bytes = 0;
    let count = 0;
    for (const item of this.items) {
      bytes += item.bytes;
      if (count >= this.batch.records || (count > 0 && bytes > this.batch.bytes)) break;
      count += 1;
    }
    return count;
  }

  private take(count: number): T[] {
    const taken = this.items.splice(0, count);
    for (const { bytes } of taken) this.bytes -= bytes;
    return taken;
  }

  /** Resolves when there is enough, when the queue is closed, or after so many milliseconds. */
  private until(enough: () => boolean, milliseconds = Infinity): Promise<void> {
    if (enough() || this.closed || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.look = undefined;
        resolve();
      };
      const timer = milliseconds === Infinity ? undefined : setTimeout(done, milliseconds);
      this.look = () => {
        if (enough() || this.closed) done();
      };
    });
  }
}
