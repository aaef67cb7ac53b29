import { isCurrency } from '@pacioli/contracts/currency';
import { isWrong, wrong, type Wrong } from './bad-line';
import { inMinorUnits } from './decimal';
import { quotation } from './quotation';
import type { XmlElement } from './xml-element';

/** Signed minor units, positive where money came in. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

const DECIMAL = /^[+]?0*([0-9]{0,30})(?:[.]([0-9]{0,30}))?$/u;

/** The money in `Amt` of an element, with the sign of its `CdtDbtInd`, or of that of another element where it has none. */
export function moneyIn(element: XmlElement, signedBy: XmlElement = element): Money | Wrong {
  const unsigned = unsignedMoney(element.at('Amt'));
  if (isWrong(unsigned)) return unsigned;
  const direction = element.textAt('CdtDbtInd') ?? signedBy.textAt('CdtDbtInd') ?? '';
  if (direction === 'CRDT') return unsigned;
  if (direction === 'DBIT') return { ...unsigned, amount: -unsigned.amount };
  return wrong('direction_invalid', `${quotation(direction)} is neither CRDT nor DBIT.`);
}

/** The money of an element that is an amount, whatever its direction. */
export function unsignedMoney(element: XmlElement | undefined): Money | Wrong {
  const text = element?.textAt();
  if (text === undefined) return wrong('amount_missing', 'There is no amount.');
  const currency = element?.attribute('Ccy') ?? '';
  if (!isCurrency(currency))
    return wrong('currency_unknown', `${quotation(currency)} is not a currency of this ledger.`);
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || !/[0-9]/u.test(text))
    return wrong('amount_invalid', `${quotation(text)} is not an amount of XML.`);
  const amount = inMinorUnits({ found: text, whole, fraction }, currency);
  return isWrong(amount) ? amount : { amount, currency };
}
