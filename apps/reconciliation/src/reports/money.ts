import { inMajorUnits, isCurrency } from '@pacioli/contracts/currency';

/** Minor units as people read them. A statement may be in a currency that the ledger does not know. */
export const money = (amount: string, currency: string): string =>
  isCurrency(currency)
    ? `${inMajorUnits(BigInt(amount), currency).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')} ${currency}`
    : `${amount} minor units of ${currency}`;

/** Amounts that are open on the way in and on the way out, without one that is nothing unless both are. */
export function inAndOut(cameIn: string, wentOut: string, currency: string): string {
  const told = [
    ...(cameIn === '0' ? [] : [`in ${money(cameIn, currency)}`]),
    ...(wentOut === '0' ? [] : [`out ${money(wentOut, currency)}`]),
  ];
  return told.length === 0 ? money('0', currency) : told.join(', ');
}
