import type { Random } from '../random';
import { BOUNDED, CURRENCY, FOREIGN, HOT, HOT_FOREIGN, ROUNDING, TRADING, UNKNOWN } from './accounts';
import { amountOf } from './movements';

/** So much that it is worth something at each of the rates. */
const LEAST_SOLD = 1_000;

/** From how much a unit is worth of the other currency, in units of the fewest digits that its rates have. */
const RATES = {
  [CURRENCY]: { from: 150, spread: 60, fewest: 0 },
  [FOREIGN]: { from: 47, spread: 20, fewest: 4 },
};

/** An exchange that the ledger makes, of pounds for yen or of yen for pounds: what came in is told in half of them. */
export function exchange(random: Random) {
  const [sold_currency, bought_currency] = random.shuffled([CURRENCY, FOREIGN] as const) as [
    keyof typeof RATES,
    keyof typeof RATES,
  ];
  const sold = LEAST_SOLD + amountOf(random);
  const { from, spread, fewest } = RATES[sold_currency];
  const more = random.below(6);
  const figure = (from + random.below(spread)) * 10 ** more + random.below(10 ** more);
  const digits = fewest + more;
  // Of whatever is between them, the two that are next to it can have come in.
  const [times, by] = sold_currency === CURRENCY ? [1n, 100n] : [100n, 1n];
  const worth = (BigInt(sold) * BigInt(figure) * times) / (10n ** BigInt(digits) * by);
  return {
    ...{ sold: String(sold), sold_currency, bought_currency, rate: decimal(figure, digits) },
    ...(random.chance(0.5) && { bought: String(worth + BigInt(random.below(2))) }),
    ...{ credit: accountIn(sold_currency), debit: accountIn(bought_currency) },
    ...{ trading_sold: TRADING[sold_currency], trading_bought: TRADING[bought_currency] },
    rounding: ROUNDING[bought_currency],
  };
}

/** An exchange in which a merchant may take part, and of which now and then something is wrong. */
export function anyExchange(random: Random): object {
  const sound = exchange(random);
  const merchant = { [sound.sold_currency === CURRENCY ? 'credit' : 'debit']: random.pick(BOUNDED) };
  return {
    ...sound,
    ...(random.chance(0.3) && merchant),
    ...(random.chance(0.3) && wrongIn(sound, random)),
  };
}

/** Something because of which the ledger refuses it, but for what may just have come in. */
function wrongIn(sound: ReturnType<typeof exchange>, random: Random): object {
  const { sold_currency, bought = '1000', trading_sold, trading_bought } = sound;
  return random.pick([
    { sold: '1', rate: '0.001' },
    { sold: '9'.repeat(18), rate: '999' },
    { bought: `${bought}0` },
    { bought: String(BigInt(bought) - 1n) },
    { bought_currency: sold_currency },
    { rounding: trading_bought },
    { trading_bought: UNKNOWN },
    { trading_sold: trading_bought, trading_bought: trading_sold },
  ]);
}

const accountIn = (currency: keyof typeof RATES): string => (currency === CURRENCY ? HOT : HOT_FOREIGN);

function decimal(figure: number, digits: number): string {
  const text = String(figure).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
