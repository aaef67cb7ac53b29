/** A posting of the account that the statement mirrors. Its id is unique. */
export interface ItemId {
  readonly book: string;
  readonly entry: bigint;
  readonly leg: number;
}

export interface LedgerItem {
  readonly id: ItemId;
  /** The entry's reference, the operation's key, ids from metadata. */
  readonly references: readonly string[];
  /** Minor units, positive when money came in. */
  readonly amount: bigint;
  readonly currency: string;
  /** `yyyy-mm-dd` */
  readonly effective: string;
}

export interface StatementLine {
  /** Unique among the lines. */
  readonly id: string;
  readonly references: readonly string[];
  /** Minor units, positive when money came in. */
  readonly amount: bigint;
  readonly currency: string;
  /** What the line says was kept of the amount, positive when it was taken from us; null when it says nothing. */
  readonly fee: bigint | null;
  /** `yyyy-mm-dd` */
  readonly booked: string;
  /** Goes before the date of booking where there is one. */
  readonly valued: string | null;
}

/** What a provider takes of a payment, and gives back of a refund. */
export interface FeeSchedule {
  readonly basisPoints: bigint;
  readonly fixed: bigint;
  /** So far a fee may be from the schedule, in minor units. */
  readonly tolerance: bigint;
}

export interface MatchingSettings {
  /** So many days may lie between the two sides, either way. */
  readonly windowDays: number;
  /** An amount may be so far off: the larger of the two counts. */
  readonly tolerance: { readonly minorUnits: bigint; readonly basisPoints: bigint };
  /** What more items or lines than this have in common says nothing of them. */
  readonly mostInGroup: number;
  /** So many characters of a reference the statement keeps; null when it keeps all. */
  readonly referenceLength: number | null;
  readonly fees: FeeSchedule | null;
}

export interface MatchingInput {
  readonly items: readonly LedgerItem[];
  readonly lines: readonly StatementLine[];
  readonly settings: MatchingSettings;
  /** Without it nothing was matched before. */
  readonly settled?: Settled;
  /** `yyyy-mm-dd`: the last day that both sides tell of. */
  readonly asOf: string;
}

/**
 * What was matched before, or resolved by people. It is claimed by nothing again, and is in no match and no break; but it is a rival of what it is
 * like, and may be repeated by what came later, as if all had come at once.
 */
export interface Settled {
  readonly items: readonly LedgerItem[];
  readonly lines: readonly StatementLine[];
}

export const MATCH_RULES = [
  'exact',
  'many_items',
  'many_lines',
  'net_of_fee',
  'fee_line',
  'typo',
  'tolerance',
  'amount_and_date',
  'sum_of_day',
] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** What was claimed together. */
interface Claimed {
  /** For people: why. */
  readonly reason: string;
  readonly items: readonly ItemId[];
  readonly lines: readonly string[];
  readonly currency: string;
  /** Of the items, or of the lines when it has no item. */
  readonly amount: bigint;
}

export interface Match extends Claimed {
  readonly rule: MatchRule;
  /** The lines with their fee, less the items; the fee that lies between the two; and the most days between them. */
  readonly difference: { readonly amount: bigint; readonly fee: bigint; readonly days: number };
}

export type Cause =
  /** In the statement, not in the ledger. What may still come is no older than the window. */
  | { readonly cause: 'missing_here'; readonly mayStillCome: boolean }
  /** In the ledger, not in the statement. */
  | { readonly cause: 'missing_there'; readonly mayStillCome: boolean }
  /** So much more in the statement. */
  | { readonly cause: 'amount_differs'; readonly by: bigint }
  | { readonly cause: 'date_differs'; readonly days: number }
  /** Of an item, or of a line. */
  | { readonly cause: 'duplicate'; readonly of: ItemId | string }
  | { readonly cause: 'fee_variance'; readonly expected: bigint; readonly found: bigint };

export type Break = Claimed & Cause & { readonly ageDays: number };

/** Every item and every line that is not settled is in one match or in one break. */
export interface Matched {
  readonly matches: readonly Match[];
  readonly breaks: readonly Break[];
}
