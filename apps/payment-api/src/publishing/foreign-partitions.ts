import { Gauge } from 'prom-client';
import type { Fence } from '../outcomes/outcomes-store';
import type { Position } from '../outcomes/position';

export type Fences = ReadonlyMap<number, Fence>;

/** How far each partition was accepted, at one moment. */
export type Ends = ReadonlyMap<number, bigint>;

/** Why nothing is published to a partition. */
interface Foreign {
  /**
   * Whether only what was accepted here tells it: the ledger has not decided that far, so that a comparison of its own, which
   * is of what it has decided, finds nothing.
   */
  readonly lost: boolean;
  /** How often the ledger had compared the topic when it was found out; undefined until that can be read. */
  readonly verified: bigint | undefined;
}

const foreignPartitions = new Gauge({
  name: 'publish_foreign_partitions',
  help: 'Partitions to which nothing is published, since a record stood where another stood before',
});

/**
 * Partitions in which a record stands before the fence, or before what had been accepted here. Their topic was made anew, or has
 * lost its end, and the ledger need not have noticed: whatever is written there is taken away when the topic is restored, or
 * follows on accepted records that are gone.
 *
 * What stands before the fence is cleared up by the ledger's next comparison. What stands behind it is not, since the ledger
 * knows nothing of it: such a partition is given back when the ledger was seen stopped there and has compared since, and
 * otherwise when an operator restarts the process (docs/exactly-once.md).
 */
export class ForeignPartitions {
  private readonly found = new Map<number, Foreign>();
  private readonly accepted = new Map<number, bigint>();

  get ends(): Ends {
    return new Map(this.accepted);
  }

  /** Says where a record stands that is accepted. */
  accept({ partition, offset }: Position): void {
    const end = this.accepted.get(partition);
    if (end === undefined || end <= offset) this.accepted.set(partition, offset + 1n);
  }

  /** The partitions of these records that are foreign, as the fences and the ends were before they were written. */
  static among(positions: readonly Position[], ends: Ends, fences: Fences): Map<number, { lost: boolean }> {
    const foreign = new Map<number, { lost: boolean }>();
    for (const { partition, offset } of positions) {
      const fence = fences.get(partition)?.nextOffset;
      const end = ends.get(partition);
      if (fence !== undefined && offset < fence) foreign.set(partition, { lost: false });
      else if (end !== undefined && offset < end && !foreign.has(partition))
        foreign.set(partition, { lost: true });
    }
    return foreign;
  }

  /**
   * Keeps a partition as foreign. `fence` must have been read after that was found out, since a comparison that was made
   * before may be one of before the harm; undefined when it could not be read.
   */
  add(partition: number, { lost }: { lost: boolean }, fence: Fence | undefined): void {
    const known = this.found.get(partition);
    this.found.set(partition, { lost: lost && known?.lost !== false, verified: fence?.verified });
    this.accepted.delete(partition);
    foreignPartitions.set(this.found.size);
  }

  has(partition: number): boolean {
    return this.found.has(partition);
  }

  /** Whether nothing is to be published there, by the newest fence that was read. */
  isForeign(partition: number, fence: Fence | undefined): boolean {
    // The ledger has noticed by itself: what it compares from now on is what counts.
    if (fence?.isStopped) this.accepted.delete(partition);
    const foreign = this.found.get(partition);
    if (foreign === undefined || fence === undefined) return foreign !== undefined;
    const { verified } = foreign;
    if (fence.isStopped || verified === undefined)
      this.found.set(partition, { lost: foreign.lost && !fence.isStopped, verified: fence.verified });
    else if (!foreign.lost && fence.verified > verified) this.found.delete(partition);
    foreignPartitions.set(this.found.size);
    return this.found.has(partition);
  }
}
