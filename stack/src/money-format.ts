import { currencyExponent } from '@pacioli/contracts/currency';

/** Integer minor units for the eye: 123450 in GBP is '1,234.50'. Throws on a currency that the ledger does not know. */
export function formatMoney(minorUnits: bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const sign = minorUnits < 0n ? '-' : '';
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, ',');
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`;
}
