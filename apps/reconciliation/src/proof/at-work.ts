import type { Snapshot } from '@pacioli/postgres/snapshot';

/** How long the ledger may be at work with a hold that is over before it is given back: payment-api looks for those all the time. */
const LATEST_EXPIRY_MS = 3_600_000;

/** When the ledger was at work, by what it decided: a hold that falls due while it is down can be given back by nobody. */
export interface AtWork {
  /** Holds that were over by then may have been overlooked: milliseconds since 1970. */
  readonly latestDue: number;
  /**
   * The newest moment at which something was decided of a partition and an hour later something again, in milliseconds since 1970.
   * Before all times where there was none: no more is known of a partition on which nothing happens.
   */
  lastFor(partition: number): Promise<number>;
}

/** By the snapshot, each partition asked for once: an hour of decisions is read for it. */
export async function atWork(snapshot: Snapshot): Promise<AtWork> {
  const [{ now }] = (await snapshot.query<{ now: Date }>('select transaction_timestamp() as now')) as [
    { now: Date },
  ];
  const known = new Map<number, number>();
  return {
    latestDue: now.valueOf() - LATEST_EXPIRY_MS,
    lastFor: async (partition) => {
      const last = known.get(partition) ?? (await lastAtWork(snapshot, partition));
      known.set(partition, last);
      return last;
    },
  };
}

async function lastAtWork(snapshot: Snapshot, partition: number): Promise<number> {
  const [row] = await snapshot.query<{ at: Date | number }>(
    `select accepted_at as at from outcome
      where partition = $1 and accepted_at <= $2 * interval '-1 ms' +
            (select accepted_at from outcome where partition = $1 order by topic_offset desc limit 1)
      order by topic_offset desc limit 1`,
    [partition, LATEST_EXPIRY_MS],
  );
  return row === undefined ? -Infinity : row.at.valueOf();
}
