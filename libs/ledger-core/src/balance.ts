import type { AccountType, Balances, Direction } from '@pacioli/contracts/account';
import type { Layer } from '@pacioli/contracts/journal-entry';

/** All that was ever posted to an account on each side, in minor units, and all that is pending. */
export interface Totals {
  readonly debitsPosted: bigint;
  readonly creditsPosted: bigint;
  readonly debitsPending: bigint;
  readonly creditsPending: bigint;
}

export const NO_TOTALS: Totals = {
  debitsPosted: 0n,
  creditsPosted: 0n,
  debitsPending: 0n,
  creditsPending: 0n,
};

/** PostgreSQL's bigint: no total may pass it. */
export const LARGEST_TOTAL = 2n ** 63n - 1n;

export const passesLargest = (totals: Totals): boolean =>
  totals.debitsPosted > LARGEST_TOTAL ||
  totals.creditsPosted > LARGEST_TOTAL ||
  totals.debitsPending > LARGEST_TOTAL ||
  totals.creditsPending > LARGEST_TOTAL;

/** Assets and expenses grow by debits; liabilities, equity and income by credits. */
export const normalBalance = (type: AccountType): Direction =>
  type === 'asset' || type === 'expense' ? 'DEBIT' : 'CREDIT';

/** The posted balance on the account's normal side. */
export const postedBalance = (totals: Totals, normal: Direction): bigint =>
  normal === 'DEBIT'
    ? totals.debitsPosted - totals.creditsPosted
    : totals.creditsPosted - totals.debitsPosted;

/** What is posted, less the pending amounts that would lower it. */
export const availableBalance = (totals: Totals, normal: Direction): bigint =>
  postedBalance(totals, normal) - (normal === 'DEBIT' ? totals.creditsPending : totals.debitsPending);

/** What the posted balance can rise to, once all that is pending has come. */
export const highestBalance = (totals: Totals, normal: Direction): bigint =>
  postedBalance(totals, normal) + (normal === 'DEBIT' ? totals.debitsPending : totals.creditsPending);

/** What is released was pending on the same side; all else is added where it belongs. */
export function totalsAfter(
  { debitsPosted, creditsPosted, debitsPending, creditsPending }: Totals,
  { layer, direction, amount }: { layer: Layer; direction: Direction; amount: bigint },
): Totals {
  if (layer === 'posted') {
    return direction === 'DEBIT'
      ? { debitsPosted: debitsPosted + amount, creditsPosted, debitsPending, creditsPending }
      : { debitsPosted, creditsPosted: creditsPosted + amount, debitsPending, creditsPending };
  }
  const added = layer === 'released' ? -amount : amount;
  return direction === 'DEBIT'
    ? { debitsPosted, creditsPosted, debitsPending: debitsPending + added, creditsPending }
    : { debitsPosted, creditsPosted, debitsPending, creditsPending: creditsPending + added };
}

/** The three balances as they stand in a posting. */
export function balancesAfter(totals: Totals, type: AccountType) {
  const { posted, pending, available } = balancesOf(totals, type);
  return { balance_after: posted, pending_after: pending, available_after: available };
}

/** The three balances as partners see them. */
export function balancesOf(totals: Totals, type: AccountType): Balances {
  const normal = normalBalance(type);
  const posted = postedBalance(totals, normal);
  const pending = totals.debitsPending - totals.creditsPending;
  return {
    posted: posted.toString(),
    pending: (posted + (normal === 'DEBIT' ? pending : -pending)).toString(),
    available: availableBalance(totals, normal).toString(),
  };
}
