import { ByAmount } from './by-amount';
import { NO_FEE } from './fees';
import type { Worksheet } from './worksheet';

/**
 * Matches by amount and date what has no reference to go by, where nothing else of that amount is near. What was matched
 * already counts: an amount that is common says nothing. And where both have references that are not the same, these say
 * that the two are not the same either.
 */
export function matchByAmountAndDate(sheet: Worksheet): void {
  const { windowDays } = sheet.settings;
  const items = new ByAmount(sheet.items, ({ amount }) => amount);
  const lines = new ByAmount(sheet.lines, ({ amount }) => amount);
  for (const line of sheet.free(sheet.lines)) {
    const item = items.only(line.amount, line.day - windowDays, line.day + windowDays);
    if (item === undefined || !sheet.isFree(item)) continue;
    if (item.references.length > 0 && line.references.length > 0) continue;
    if (lines.only(item.amount, item.day - windowDays, item.day + windowDays) === line)
      sheet.conclude({ rule: 'amount_and_date', items: [item], lines: [line], fee: NO_FEE, cluster: null });
  }
}
