import { matchStatement } from './matching';
import type {
  Break,
  LedgerItem,
  Match,
  Matched,
  MatchingSettings,
  StatementLine,
} from './statement-matching';

export const SETTINGS: MatchingSettings = {
  windowDays: 5,
  tolerance: { minorUnits: 2n, basisPoints: 0n },
  mostInGroup: 50,
  referenceLength: 35,
  fees: null,
};

/** 1 % and 20, give or take 1. */
export const FEES = { basisPoints: 100n, fixed: 20n, tolerance: 1n };

export const AS_OF = '2026-10-31';

/** An item as `entry | references, with commas | amount | day of October`; currency and book may follow. */
export function item(words: string): LedgerItem {
  const [entry, references, amount, day, currency = 'GBP', book = 'shop'] = columnsOf(words);
  return {
    ...{ id: { book, entry: BigInt(entry!), leg: 1 }, amount: BigInt(amount!), currency },
    ...{ references: listed(references!), effective: `2026-10-${day}` },
  };
}

/** A line as `id | references, with commas | amount | day of October`; a fee, or `-` for none, and a currency may follow. */
export function line(words: string): StatementLine {
  const [id, references, amount, day, fee = '-', currency = 'GBP'] = columnsOf(words);
  return {
    ...{ id: id!, references: listed(references!), amount: BigInt(amount!), currency },
    ...{ fee: fee === '-' ? null : BigInt(fee), booked: `2026-10-${day}`, valued: null },
  };
}

/** What earlier runs matched, in the same words. */
export interface Before {
  readonly items?: readonly string[];
  readonly lines?: readonly string[];
}

/** What becomes of them at the end of October. */
export const matchedOf = (
  items: readonly string[],
  lines: readonly string[],
  settings: Partial<MatchingSettings> = {},
  settled: Before = {},
): Matched =>
  matchStatement({
    ...{ items: items.map(item), lines: lines.map(line), asOf: AS_OF },
    settled: { items: (settled.items ?? []).map(item), lines: (settled.lines ?? []).map(line) },
    settings: { ...SETTINGS, ...settings },
  });

/** The same in a line for each match and for each break, sorted. */
export function outcomeOf(
  items: readonly string[],
  lines: readonly string[],
  settings: Partial<MatchingSettings> = {},
  settled: Before = {},
): string[] {
  const { matches, breaks } = matchedOf(items, lines, settings, settled);
  return [...matches.map(ofMatch), ...breaks.map(ofBreak)].sort();
}

function ofMatch({ rule, items, lines, difference: { amount, fee, days } }: Match): string {
  const differences = [
    ...(amount === 0n ? [] : [`off by ${amount}`]),
    ...(fee === 0n ? [] : [`fee ${fee}`]),
    ...(days === 0 ? [] : [`${days} days`]),
  ];
  return [`${rule} ${named({ items, lines })}`, ...differences].join(', ');
}

function ofBreak(found: Break): string {
  const about = `${found.cause} ${named(found)}`;
  switch (found.cause) {
    case 'missing_here':
    case 'missing_there':
      return about;
    case 'amount_differs':
      return `${about}, by ${found.by}`;
    case 'date_differs':
      return `${about}, by ${found.days} days`;
    case 'duplicate':
      return `${about} of ${typeof found.of === 'string' ? found.of : found.of.entry}`;
    case 'fee_variance':
      return `${about}, ${found.found} for ${found.expected}`;
  }
}

const named = ({ items, lines }: Pick<Match, 'items' | 'lines'>): string =>
  [items.map(({ entry }) => entry).join('+'), lines.join('+')].filter((side) => side !== '').join('=');

const columnsOf = (words: string): string[] => words.split('|').map((column) => column.trim());

const listed = (references: string): string[] =>
  references === '' ? [] : references.split(',').map((one) => one.trim());
