import { currencyExponent } from '@pacioli/contracts/currency';
import type { Exchange } from '@pacioli/contracts/exchange';
import type { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import Big from 'big.js';
import type { ExchangeRecord } from './decision-record';

/** What a rate makes of an amount, in minor units of the currency bought. */
interface Worth {
  readonly exact: Big;
  /** Half a minor unit goes to the even neighbour. */
  readonly rounded: bigint;
  /** The least and the most that can have come in. */
  readonly least: bigint;
  readonly most: bigint;
}

/**
 * What is sold, at the rate. Products of decimals are exact; only what is said to be rounded is.
 *
 * A rate is itself a rounded figure: what it stands for lies within half a unit of its last digit, and what comes of that is
 * rounded to a minor unit, up or down, by whoever exchanged the money. So much, and no more, what came in can differ.
 */
export function worthOf({
  sold,
  sold_currency,
  bought_currency,
  rate,
}: Pick<FxTransferRequest, 'sold' | 'sold_currency' | 'bought_currency' | 'rate'>): Worth {
  const shift = currencyExponent(bought_currency) - currencyExponent(sold_currency);
  const atOne = new Big(`${sold}e${shift}`);
  const exact = atOne.times(rate);
  const [, digits = ''] = rate.split('.');
  const open = atOne.times(`5e-${digits.length + 1}`);
  return {
    exact,
    rounded: whole(exact, Big.roundHalfEven),
    least: whole(exact.minus(open), Big.roundDown),
    most: whole(exact.plus(open), Big.roundUp),
  };
}

const whole = (decimal: Big, mode: 0 | 2 | 3): bigint => BigInt(decimal.round(0, mode).toFixed());

/** An exchange as it is recorded, where `bought` came in of what the rate gives. */
export function exchangeOf(
  { rate, sold, sold_currency, bought_currency }: FxTransferRequest,
  { exact, rounded }: Worth,
  bought: bigint,
): Omit<ExchangeRecord, 'entry'> {
  return {
    rate,
    ...{ sold: BigInt(sold), soldCurrency: sold_currency },
    ...{ bought, boughtCurrency: bought_currency },
    exact: exact.toFixed(),
    roundedOff: exact.minus(rounded.toString()).toFixed(),
    residue: rounded - bought,
  };
}

/** An exchange as it is answered. */
export const exchangeAnswer = (exchange: Omit<ExchangeRecord, 'entry'>): Exchange => ({
  rate: exchange.rate,
  sold: exchange.sold.toString(),
  sold_currency: exchange.soldCurrency,
  bought: exchange.bought.toString(),
  bought_currency: exchange.boughtCurrency,
  exact: exchange.exact,
  rounded_off: exchange.roundedOff,
  residue: exchange.residue.toString(),
});
