import { inMajorUnits } from '@pacioli/contracts/currency';

/** Integer minor units for the eye: 123450 in GBP is '1,234.50'. Throws on a currency that the ledger does not know. */
export function formatMoney(minorUnits: bigint, currency: string): string {
  const [whole, ...fraction] = inMajorUnits(minorUnits, currency).split('.');
  return [whole!.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
