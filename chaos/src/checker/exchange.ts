import type { Leg } from './account';
import type { Asked } from './asked';
import type { Book } from './book';
import type { ExchangeRow } from './evidence';
import { makeEntry, refused, type ExpectedEntry, type Refused } from './entry';

/** What a rate must have made of what was sold. */
export type ExpectedExchange = Omit<ExchangeRow, 'book' | 'entry' | 'decision'>;

/** How many digits the minor units of the currencies have that clients exchange. */
const DIGITS = new Map([
  ['GBP', 2],
  ['JPY', 0],
]);
const MOST = 10n ** 18n - 1n;

/** Sells an amount of one currency for another, or says why not, in the order of docs/refusals.md. */
export function exchange(book: Book, asked: Asked, id: string): ExpectedEntry | Refused {
  const { sold_currency: soldCurrency, bought_currency: boughtCurrency } = asked;
  if (soldCurrency === boughtCurrency) return refused('currencies_must_differ');
  const names = [asked.trading_sold, asked.credit, asked.debit, asked.trading_bought, asked.rounding];
  if (new Set(names).size < names.length) return refused('accounts_must_differ');
  const { exact, rounded, least, most } = worthOf(asked);
  if (rounded === 0n) return refused('worth_nothing');
  if (rounded > MOST) return refused('amount_too_large');
  const bought = asked.bought === undefined ? rounded : BigInt(asked.bought);
  if (bought < least || bought > most) return refused('rate_contradicts', '/bought');

  const [sold, residue] = [BigInt(asked.sold), rounded - bought];
  const leg = (account: string, direction: Leg['direction'], amount: bigint, currency: string): Leg => ({
    ...{ account, layer: 'posted', direction, amount, currency },
  });
  const legs = [
    leg(asked.trading_sold, 'DEBIT', sold, soldCurrency),
    leg(asked.credit, 'CREDIT', sold, soldCurrency),
    leg(asked.debit, 'DEBIT', bought, boughtCurrency),
    leg(asked.trading_bought, 'CREDIT', rounded, boughtCurrency),
    ...(residue > 0n ? [leg(asked.rounding, 'DEBIT', residue, boughtCurrency)] : []),
    ...(residue < 0n ? [leg(asked.rounding, 'CREDIT', -residue, boughtCurrency)] : []),
  ];
  const entry = makeEntry(book, { id, kind: 'fx_transfer' }, legs, asked);
  if ('code' in entry) return entry;
  const { top, bottom } = exact;
  const told = {
    exact: decimalOf(exact),
    roundedOff: decimalOf({ top: top - rounded * bottom, bottom }),
  };
  const amounts = { sold, soldCurrency, bought, boughtCurrency, residue };
  return { ...entry, exchange: { rate: asked.rate, ...amounts, ...told } };
}

/** A quotient, of which what is below is a power of ten. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** A rate stands for whatever lies within half a unit of its last digit, and what that comes to may be rounded either way. */
function worthOf({ sold, sold_currency, bought_currency, rate }: Asked) {
  const [whole, digits = ''] = rate.split('.') as [string, string?];
  const shift = digits.length + digitsOf(sold_currency) - digitsOf(bought_currency);
  const amount = shift < 0 ? BigInt(sold) * 10n ** BigInt(-shift) : BigInt(sold);
  const exact: Fraction = { top: amount * BigInt(whole + digits), bottom: 10n ** BigInt(Math.max(shift, 0)) };
  const { top, bottom } = exact;
  return {
    exact,
    rounded: nearest(exact),
    least: (2n * top - amount) / (2n * bottom),
    most: (2n * top + amount + 2n * bottom - 1n) / (2n * bottom),
  };
}

function digitsOf(currency: string): number {
  const digits = DIGITS.get(currency);
  if (digits === undefined) throw new Error(`The model knows no currency ${currency}`);
  return digits;
}

/** The nearest whole number, and of two that are as near the even one. */
function nearest({ top, bottom }: Fraction): bigint {
  const [below, rest] = [top / bottom, top % bottom];
  if (2n * rest === bottom) return below + (below % 2n);
  return 2n * rest > bottom ? below + 1n : below;
}

/** Without noughts at its end. */
function decimalOf({ top, bottom }: Fraction): string {
  const [sign, size] = top < 0n ? ['-', -top] : ['', top];
  const digits = String(size % bottom)
    .padStart(String(bottom).length - 1, '0')
    .replace(/0+$/, '');
  return `${sign}${size / bottom}${digits === '' ? '' : `.${digits}`}`;
}
