import { ByAmount } from './by-amount';
import { feeBetween } from './fees';
import { amountOf, pilesOf, type Pile } from './piles';
import { daysBetween, total, type Item, type Line } from './subject';
import type { Worksheet } from './worksheet';

interface DaySum {
  readonly day: Pile<Item>;
  readonly line: Line;
}

/**
 * Matches a line with all that one day left over, if that is what it comes to. It must be all, since some of the items of a day
 * come to nearly any amount; and nothing else that is left near by may have the amount of one of them, or it could be that.
 */
export function matchSumsOfDays(sheet: Worksheet): void {
  const { references, settings } = sheet;
  const { windowDays } = settings;
  // What has its reference on the other side has something to be compared with.
  const items = sheet
    .free(sheet.items)
    .filter((item) => item.references.every((one) => references.linesOf(one).length === 0));
  const sums = sumsIn(sheet, items);
  const summed = new Set(sums.flatMap(({ day }) => day));
  const others = new ByAmount(
    items.filter((item) => !summed.has(item)),
    amountOf,
  );
  for (const { day, line } of sums) {
    const fee = feeBetween(day, [line], settings.fees);
    const [first, last] = [line.day - windowDays, line.day + windowDays];
    if (fee !== null && !day.some(({ amount }) => others.has(amount, first, last)))
      sheet.conclude({ rule: 'sum_of_day', items: day, lines: [line], fee, cluster: null });
  }
}

/** Each line that comes to one day alone, where no other line comes to that day. */
function sumsIn(sheet: Worksheet, items: readonly Item[]): DaySum[] {
  const { references, settings } = sheet;
  const { windowDays } = settings;
  const days = daysBySum(items, settings.mostInGroup);
  const lines = new ByAmount(sheet.lines, grossOf);
  const strangers = sheet
    .free(sheet.lines)
    .filter((line) => line.references.every((one) => references.itemsOf(one).length === 0));
  return strangers.flatMap((line) => {
    const near = (days.get(grossOf(line)) ?? []).filter(([one]) => daysBetween(one, line) <= windowDays);
    const [day, other] = near;
    if (day === undefined || other !== undefined) return [];
    const [{ day: date }] = day;
    return lines.only(grossOf(line), date - windowDays, date + windowDays) === line ? [{ day, line }] : [];
  });
}

/** All of each day together, by what it comes to. */
function daysBySum(items: readonly Item[], most: number): Map<bigint, Pile<Item>[]> {
  const days = new Map<bigint, Pile<Item>[]>();
  for (const day of pilesOf(items, (item) => item.day)) {
    // A sum of equal amounts says how many there are, and not which.
    if (day.length > most || pilesOf(day, amountOf).length < 2) continue;
    const known = days.get(total(day));
    if (known === undefined) days.set(total(day), [day]);
    else known.push(day);
  }
  return days;
}

const grossOf = ({ amount, fee }: Line): bigint => amount + (fee ?? 0n);
