import type { Direction, Layer, Totals } from './account';

/** What the installation holds when all is over, as it is found in the database and the topics, and nothing that we make of it. */
export interface Evidence {
  readonly outcomes: OutcomeRow[];
  readonly entries: EntryRow[];
  readonly postings: PostingRow[];
  readonly holds: HoldRow[];
  readonly holdChanges: HoldChangeRow[];
  readonly exchanges: ExchangeRow[];
  readonly accountChanges: AccountChangeRow[];
  readonly closedPeriods: ClosedPeriodRow[];
  readonly fences: { partition: number; nextOffset: bigint; lastOffset: bigint | null }[];
  /** Committed records by partition, in order. */
  readonly paymentEvents: TopicPartition[];
  readonly ledgerEvents: TopicPartition[];
  readonly deadLetters: TopicPartition[];
}

export interface TopicPartition {
  readonly partition: number;
  readonly lastStable: bigint;
  readonly highWatermark: bigint;
  readonly records: TopicRecord[];
}

export interface TopicRecord {
  readonly partition: number;
  readonly offset: bigint;
  /** When the broker appended it, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string>;
}

export interface OutcomeRow {
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  readonly source: string | null;
  readonly key: string | null;
  readonly type: string | null;
  readonly status: string;
  readonly code: string | null;
  readonly pointer: string | null;
  readonly answer: string | null;
  readonly entry: bigint | null;
}

export interface EntryRow {
  readonly book: string;
  readonly number: bigint;
  readonly decision: bigint;
  readonly id: string;
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly effectiveAt: number;
  readonly postingCount: number;
}

export interface PostingRow extends Totals {
  readonly book: string;
  readonly account: number;
  readonly version: bigint;
  readonly entry: bigint;
  readonly leg: number;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
}

export interface HoldRow {
  readonly book: string;
  readonly entry: bigint;
  readonly decision: bigint;
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
  readonly currency: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** What has become of a hold, all in all, after an entry. */
export interface HoldChangeRow {
  readonly book: string;
  /** The number of the hold's entry. */
  readonly hold: bigint;
  readonly revision: bigint;
  readonly decision: bigint;
  readonly entry: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

/** What a rate made of what an entry sold. Decimals are text, in minor units of the currency bought. */
export interface ExchangeRow {
  readonly book: string;
  readonly entry: bigint;
  readonly decision: bigint;
  readonly rate: string;
  readonly sold: bigint;
  readonly soldCurrency: string;
  readonly bought: bigint;
  readonly boughtCurrency: string;
  readonly exact: string;
  readonly roundedOff: string;
  readonly residue: bigint;
}

/** What an account is from a change on that moves no money. */
export interface AccountChangeRow {
  readonly book: string;
  readonly account: number;
  readonly revision: bigint;
  readonly decision: bigint;
  readonly status: string;
  readonly min: bigint | null;
  readonly max: bigint | null;
  readonly reason: string | null;
}

export interface ClosedPeriodRow {
  readonly book: string;
  readonly decision: bigint;
  readonly period: string;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly endsAt: number;
}
