import { CHAIN_START } from '@pacioli/ledger-core/hash-chain';

/** Where a record stands in payment-events. */
export interface RecordPosition {
  readonly partition: number;
  readonly offset: bigint;
}

/** Where a book stands after a decision: what the decisions after it must follow from. */
export interface Standing {
  readonly decision: bigint;
  /** The number of its newest entry. */
  readonly entries: bigint;
  /** How many accounts it has. */
  readonly accounts: number;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  readonly hash: Buffer;
  /** Where what was decided last was asked for; null before the first decision, and where an earlier release has not kept it. */
  readonly position: RecordPosition | null;
}

/** Before the first decision of a book. */
export const BEGINNING: Standing = {
  decision: 0n,
  entries: 0n,
  accounts: 0,
  recordedAt: -Infinity,
  hash: CHAIN_START,
  position: null,
};

/** As it is kept with a report: JSON has neither bigints nor infinities. */
export interface StoredStanding {
  readonly decision: string;
  readonly entries: string;
  readonly accounts: number;
  readonly recorded_at: number | null;
  readonly hash: string;
  /** Missing in reports of an earlier release. */
  readonly position?: { readonly partition: number; readonly offset: string } | null;
}

export const storedStanding = ({
  decision,
  entries,
  accounts,
  recordedAt,
  hash,
  position,
}: Standing): StoredStanding => ({
  decision: decision.toString(),
  entries: entries.toString(),
  accounts,
  recorded_at: recordedAt === -Infinity ? null : recordedAt,
  hash: hash.toString('hex'),
  position: position && { ...position, offset: position.offset.toString() },
});

export const standingOf = (stored: StoredStanding): Standing => ({
  decision: BigInt(stored.decision),
  entries: BigInt(stored.entries),
  accounts: stored.accounts,
  recordedAt: stored.recorded_at ?? -Infinity,
  hash: Buffer.from(stored.hash, 'hex'),
  position: stored.position ? { ...stored.position, offset: BigInt(stored.position.offset) } : null,
});
