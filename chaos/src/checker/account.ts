export type Direction = 'DEBIT' | 'CREDIT';
/** Money that moved, what a hold reserves, and what of that is reserved no longer. */
export type Layer = 'posted' | 'pending' | 'released';

/** What is closed stays so. */
export type AccountStatus = 'ACTIVE' | 'SUSPENDED' | 'CLOSED';

/** All that was ever posted to an account on each side, and what is pending there. */
export interface Totals {
  readonly debits: bigint;
  readonly credits: bigint;
  readonly debitsPending: bigint;
  readonly creditsPending: bigint;
}

export interface Account extends Totals {
  readonly number: number;
  readonly isDebitNormal: boolean;
  readonly currency: string;
  readonly min: bigint | null;
  readonly max: bigint | null;
  /** The widest limits that it ever had. */
  readonly lowest: bigint | null;
  readonly highest: bigint | null;
  readonly status: AccountStatus;
  readonly version: bigint;
  /** How often it was changed without moving money. */
  readonly revision: bigint;
}

/** One side of an entry. */
export interface Leg {
  readonly account: string;
  readonly layer: Layer;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
}

/** An amount from one account to another. */
export function legsBetween(
  { debit, credit, currency }: { debit: string; credit: string; currency: string },
  amount: bigint,
  layer: Layer,
): [Leg, Leg] {
  const rest = { layer, amount, currency };
  return [
    { account: debit, direction: 'DEBIT', ...rest },
    { account: credit, direction: 'CREDIT', ...rest },
  ];
}

/** On the account's normal side: what it holds, what it will, the least that is sure, and the most that can come of it. */
export interface Balances {
  readonly posted: bigint;
  readonly pending: bigint;
  readonly available: bigint;
  readonly highest: bigint;
}

export function balancesOf(isDebitNormal: boolean, totals: Totals): Balances {
  const { debits, credits, debitsPending, creditsPending } = totals;
  const posted = isDebitNormal ? debits - credits : credits - debits;
  const [coming, going] = isDebitNormal ? [debitsPending, creditsPending] : [creditsPending, debitsPending];
  return { posted, pending: posted + coming - going, available: posted - going, highest: posted + coming };
}

/** Totals as one more leg leaves them. */
export function totalsWith(totals: Totals, { layer, direction, amount }: Omit<Leg, 'account'>): Totals {
  const { debits, credits, debitsPending, creditsPending } = totals;
  const [debit, credit] = direction === 'DEBIT' ? [amount, 0n] : [0n, amount];
  if (layer === 'posted')
    return { debits: debits + debit, credits: credits + credit, debitsPending, creditsPending };
  const sign = layer === 'pending' ? 1n : -1n;
  return {
    ...{ debits, credits },
    debitsPending: debitsPending + sign * debit,
    creditsPending: creditsPending + sign * credit,
  };
}

/** A limit as it was given, or what it is unless one is. */
export const limitOf = (given: string | null | undefined, unless: bigint | null): bigint | null =>
  given === undefined ? unless : given === null ? null : BigInt(given);

/** An account as it is opened, the next one of its book. */
export function openedAccount(body: Record<string, string | null>, number: number): Account {
  const [min, max] = [limitOf(body['min_balance'], 0n), limitOf(body['max_balance'], null)];
  return {
    number,
    isDebitNormal: body['type'] === 'asset' || body['type'] === 'expense',
    currency: body['currency']!,
    ...{ min, max, lowest: min, highest: max },
    ...{ status: 'ACTIVE', version: 0n, revision: 0n },
    ...{ debits: 0n, credits: 0n, debitsPending: 0n, creditsPending: 0n },
  };
}
