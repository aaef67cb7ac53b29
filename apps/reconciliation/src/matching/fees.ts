import type { FeeSchedule } from './statement-matching';
import { magnitude, total, type Item, type Line } from './subject';

/** What lies between items and lines of which nothing else is to be said. */
export interface Fee {
  readonly amount: bigint;
  readonly toldBy: 'nobody' | 'line' | 'schedule';
  /** What the schedule says it is; null without a schedule, or without a fee. */
  readonly expected: bigint | null;
}

export const NO_FEE: Fee = { amount: 0n, toldBy: 'nobody', expected: null };

/** The fee that explains the difference between items and lines, to the last unit or to the schedule; null when none does. */
export function feeBetween(
  items: readonly Item[],
  lines: readonly Line[],
  schedule: FeeSchedule | null,
): Fee | null {
  const amount = total(items) - total(lines);
  if (amount === 0n) return NO_FEE;
  const told = feeTold(items, lines, schedule);
  if (told !== null) return told.amount === amount ? told : null;
  if (schedule === null) return null;
  const expected = expectedFee(items, lines, schedule);
  return magnitude(amount - expected) > schedule.tolerance ? null : { amount, toldBy: 'schedule', expected };
}

/** What the lines say was kept; null when none says anything. */
export function feeTold(
  items: readonly Item[],
  lines: readonly Line[],
  schedule: FeeSchedule | null,
): Fee | null {
  if (lines.every(({ fee }) => fee === null)) return null;
  const amount = lines.reduce((sum, { fee }) => sum + (fee ?? 0n), 0n);
  return { amount, toldBy: 'line', expected: schedule && expectedFee(items, lines, schedule) };
}

/** Whether the fee that a line tells is not what the schedule says. */
export const isVariance = ({ amount, expected }: Fee, schedule: FeeSchedule | null): boolean =>
  schedule !== null && expected !== null && magnitude(amount - expected) > schedule.tolerance;

/** Each payment is charged: each item, unless one item was paid in parts, each of which tells its own fee. */
function expectedFee(items: readonly Item[], lines: readonly Line[], schedule: FeeSchedule): bigint {
  const isInParts = lines.length > items.length && lines.every(({ fee }) => fee !== null);
  const payments = isInParts
    ? lines.map(({ amount, fee }) => amount + (fee ?? 0n))
    : items.map(({ amount }) => amount);
  return payments.reduce((sum, payment) => sum + feeOf(payment, schedule), 0n);
}

/** Half a unit is rounded up; what a payment costs, its refund gives back. */
function feeOf(payment: bigint, { basisPoints, fixed }: FeeSchedule): bigint {
  const fee = (magnitude(payment) * basisPoints + 5_000n) / 10_000n + fixed;
  return payment < 0n ? -fee : fee;
}
