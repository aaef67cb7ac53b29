import type { Call, Read } from '../load/call';
import type { Evidence } from './evidence';

/** The balances of an account as the API told them when all was over. */
export interface ToldBalances {
  readonly book: string;
  readonly account: string;
  readonly posted: string;
  readonly pending: string;
  readonly available: string;
}

/** A decision that was seen in the ledger while the faults went on. */
export interface Sighting {
  readonly book: string;
  readonly decision: bigint;
  readonly row: string;
}

export interface Observed {
  readonly evidence: Evidence;
  readonly calls: readonly Call[];
  readonly reads: readonly Read[];
  readonly told: readonly ToldBalances[];
  readonly sightings: readonly Sighting[];
  /** The same rows as the sightings, read again at the end. */
  readonly seenAgain: ReadonlyMap<string, string>;
}
