import type { Random } from '../random';
import { BOUNDED, CURRENCY, HOT, INCOME } from './accounts';
import { ahead, backDated } from './periods';

/** More than anybody has. */
export const TOO_MUCH = 50_000_000;

/** From 0.01 to 200 pounds. */
export const amountOf = (random: Random): number => 1 + random.below(20_000);

/** A transfer or a hold between two accounts. */
export const between = (debit: string, credit: string, amount: number) => ({
  ...{ debit, credit, amount: String(amount), currency: CURRENCY },
});

/** Towards a merchant it always succeeds; back from one it may meet an empty account. */
export const someTwo = (random: Random): [string, string] =>
  random.chance(0.6) ? [HOT, random.pick(BOUNDED)] : [random.pick(BOUNDED), HOT];

/** A card payment less its fee, to one or two of the merchants. */
export function cardPayment(random: Random, among: readonly string[]): object {
  const gross = amountOf(random) + 10;
  const fee = 1 + random.below(9);
  const merchants = random.shuffled(among).slice(0, 1 + random.below(2));
  const [first = HOT, second] = merchants;
  const half = second === undefined ? gross - fee : Math.floor((gross - fee) / 2);
  const rest = gross - fee - half;
  const postings = [
    posting(HOT, 'DEBIT', gross),
    posting(INCOME, 'CREDIT', fee),
    posting(first, 'CREDIT', half),
    ...(second === undefined || rest === 0 ? [] : [posting(second, 'CREDIT', rest)]),
  ];
  return { postings };
}

const posting = (account: string, direction: 'DEBIT' | 'CREDIT', amount: number) => ({
  ...{ account, direction, amount: String(amount), currency: CURRENCY },
});

/** All that remains of a hold, or a part, which may be more than that; and now and then the last one. */
export const capture = (random: Random): object => ({
  ...(random.chance(0.9) && { amount: String(1 + random.below(2_000)) }),
  ...(random.chance(0.1) && { final: true }),
});

/** What goes with a movement now and then: words, and conditions of which some are not met. */
export const circumstances = (random: Random): object => ({
  ...(random.chance(0.3) && {
    reference: `order-${random.below(1_000)}`,
    description: 'Zahlung für „x“',
  }),
  ...(random.chance(0.1) && {
    conditions: Array.from({ length: 1 + random.below(3) }, () => ({
      ...{ account: random.pick(BOUNDED), balance: random.pick(['posted', 'available']) },
      ...random.pick([
        { op: 'gte', amount: '0' },
        { op: 'gte', amount: '0' },
        { op: 'lte', amount: String(amountOf(random) * 10) },
        { op: 'eq', amount: '0' },
      ]),
    })),
  }),
});

/** The same with what moves money, which may take effect in a month that is closed, or in one that has not come. */
export const circumstancesOfMoney = (random: Random): object => ({
  ...circumstances(random),
  ...(random.chance(0.1) && (random.chance(0.7) ? backDated(random) : ahead())),
});
