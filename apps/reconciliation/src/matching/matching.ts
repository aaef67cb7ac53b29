import { matchByAmountAndDate } from './amount-and-date';
import { ByReference } from './by-reference';
import { matchSumsOfDays } from './day-sums';
import { Doubts } from './doubts';
import { breakDifferences, breakRest } from './leftovers';
import { matchMisspelt } from './misspellings';
import { breakRepeated } from './repeated';
import type { MatchingInput, Matched, Settled } from './statement-matching';
import { dayOf, itemsOf, linesOf, wordsOf } from './subject';
import { Worksheet } from './worksheet';

const NOTHING: Settled = { items: [], lines: [] };

/**
 * Matches the lines of an outside statement with the ledger's items of the account that it mirrors. Every item and every
 * line that is not settled comes into one match or one break. The result is the same in whatever order items and lines are
 * given. Throws when two items or two lines have one id, and when a date is none.
 */
export function matchStatement({ items, lines, settled = NOTHING, settings, asOf }: MatchingInput): Matched {
  assertDifferent([...items, ...settled.items].map(({ id }) => wordsOf(id)));
  assertDifferent([...lines, ...settled.lines].map(({ id }) => id));
  const currencies = [...new Set([...items, ...lines].map(({ currency }) => currency))].sort();
  const sheets = currencies.map((currency) => {
    const isOfIt = (one: { readonly currency: string }) => one.currency === currency;
    const ours = itemsOf(items.filter(isOfIt), settled.items.filter(isOfIt));
    const theirs = linesOf(lines.filter(isOfIt), settled.lines.filter(isOfIt));
    const sheet = new Worksheet(ours, theirs, settings, currency, dayOf(asOf));
    fill(sheet);
    return sheet;
  });
  return {
    matches: sheets.flatMap(({ matches }) => matches),
    breaks: sheets.flatMap(({ breaks }) => breaks),
  };
}

/** From what is certain to what is less so: nothing is claimed by a rule as long as a surer one could claim it. */
function fill(sheet: Worksheet): void {
  const { windowDays } = sheet.settings;
  new ByReference(sheet, { doubts: null, mostDays: windowDays }).explainAll();
  const choosing = { doubts: new Doubts(sheet), mostDays: windowDays };
  breakRepeated(sheet, choosing.doubts);
  matchMisspelt(sheet, choosing);
  new ByReference(sheet, choosing).explainAll();
  new ByReference(sheet, choosing).tolerateAll();
  matchByAmountAndDate(sheet);
  matchSumsOfDays(sheet);
  new ByReference(sheet, { ...choosing, mostDays: Infinity }).explainAll();
  breakDifferences(sheet);
  breakRest(sheet);
}

function assertDifferent(ids: readonly string[]): void {
  const known = new Set<string>();
  for (const id of ids) {
    if (known.has(id)) throw new Error(`bug: ${id} is given twice`);
    known.add(id);
  }
}
