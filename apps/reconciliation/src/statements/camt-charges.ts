import { isWrong, type Wrong } from './bad-line';
import { unsignedMoney } from './camt-money';
import type { XmlElement } from './xml-element';

/**
 * The fees in the `Chrgs` of an entry or of one of its transactions, in minor units of the currency of the account; null where
 * there are none. What was charged in another currency was not taken from this account, and what is said not to be included
 * (`ChrgInclInd`) is an entry of its own, or will be.
 */
export function chargesOf(element: XmlElement, currency: string): bigint | null | Wrong {
  const fees = element.all('Chrgs').flatMap(recordsOf).map(feeOf);
  const bad = fees.find(isWrong);
  if (bad !== undefined) return bad;
  const ours = (fees as Fee[]).filter((fee) => fee.isIncluded && fee.currency === currency);
  return ours.length === 0 ? null : ours.reduce((sum, { amount }) => sum + amount, 0n);
}

interface Fee {
  readonly amount: bigint;
  readonly currency: string;
  readonly isIncluded: boolean;
}

/** Version 02 repeats `Chrgs`, later ones have `Rcrd` in it. */
function recordsOf(charges: XmlElement): XmlElement[] {
  const records = charges.all('Rcrd');
  return records.length > 0 ? records : [charges];
}

/** A record, or charges of which only the total is given. */
function feeOf(record: XmlElement): Fee | Wrong {
  const money = unsignedMoney(record.at('Amt') ?? record.at('TtlChrgsAndTaxAmt'));
  if (isWrong(money)) return money;
  const isGivenBack = record.textAt('CdtDbtInd') === 'CRDT';
  return {
    amount: isGivenBack ? -money.amount : money.amount,
    currency: money.currency,
    isIncluded: !['false', '0'].includes(record.textAt('ChrgInclInd') ?? 'true'),
  };
}
