import { feeBetween, feeTold, NO_FEE, type Fee } from './fees';
import { amountAndFeeOf, amountOf } from './piles';
import type { FeeSchedule, MatchingSettings, MatchRule } from './statement-matching';
import { magnitude, type Item, type Line } from './subject';

/** How one item and one line of a reference may come to be the same. */
export interface Relation {
  readonly rule: MatchRule;
  /** Lines of the same key are alike in this relation. */
  readonly keyOf: (line: Line) => unknown;
  /** The fee that is then between the two; null when they are not the same. */
  readonly between: (item: Item, line: Line) => Fee | null;
}

export const EXACT: Relation = {
  rule: 'exact',
  keyOf: amountOf,
  between: (item, line) => (item.amount === line.amount ? NO_FEE : null),
};

export const netOfFee = (schedule: FeeSchedule | null): Relation => ({
  rule: 'net_of_fee',
  keyOf: amountAndFeeOf,
  between: (item, line) => (item.amount === line.amount ? null : feeBetween([item], [line], schedule)),
});

/** A line that tells a fee may mean its amount with it or without it: the nearer counts. */
export const withinTolerance = ({ tolerance, fees }: MatchingSettings): Relation => ({
  rule: 'tolerance',
  keyOf: amountAndFeeOf,
  between: (item, line) => {
    const told = feeTold([item], [line], fees) ?? NO_FEE;
    const relative = (magnitude(item.amount) * tolerance.basisPoints) / 10_000n;
    const most = relative > tolerance.minorUnits ? relative : tolerance.minorUnits;
    const [net, gross] = [NO_FEE, told].map((fee) => magnitude(line.amount + fee.amount - item.amount));
    // However wide the tolerance is, what came in is never what went out.
    if (item.amount * line.amount <= 0n || (net! > most && gross! > most)) return null;
    return net! <= gross! ? NO_FEE : told;
  },
});
