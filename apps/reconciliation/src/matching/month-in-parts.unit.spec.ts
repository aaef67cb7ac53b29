import { matchStatement } from './matching';
import { itemName, MONTH_SETTINGS as SETTINGS, monthOf, type Month } from './month.testing';
import { scoreOf } from './score.testing';
import type { Matched, Settled } from './statement-matching';
import { dateOf, dayOf } from './subject';

/** What is found when the bank sends the month in so many statements, and matching runs after each. */
function matchedInParts({ items, lines, lastDay }: Month, parts: number): Matched {
  const last = dayOf(lastDay);
  const matches: Matched['matches'][number][] = [];
  let breaks: Matched['breaks'] = [];
  for (let part = 1; part <= parts; part += 1) {
    const asOf = last - Math.round((31 * (parts - part)) / parts);
    const [claimedItems, claimedLines] = [
      new Set(matches.flatMap((match) => match.items.map(itemName))),
      new Set(matches.flatMap((match) => match.lines)),
    ];
    const known = {
      items: items.filter(({ effective }) => dayOf(effective) <= asOf + SETTINGS.windowDays),
      lines: lines.filter(({ booked }) => dayOf(booked) <= asOf),
    };
    const settled: Settled = {
      items: known.items.filter(({ id }) => claimedItems.has(itemName(id))),
      lines: known.lines.filter(({ id }) => claimedLines.has(id)),
    };
    const found = matchStatement({
      items: known.items.filter(({ id }) => !claimedItems.has(itemName(id))),
      lines: known.lines.filter(({ id }) => !claimedLines.has(id)),
      ...{ settled, settings: SETTINGS, asOf: dateOf(asOf) },
    });
    matches.push(...found.matches);
    breaks = found.breaks;
  }
  return { matches, breaks };
}

const duplicatesIn = ({ breaks }: Matched): number =>
  breaks.filter(({ cause }) => cause === 'duplicate').length;

describe('A month that comes in parts', () => {
  // Where orders are counted up, a slip is another order's reference, whose own line may be in the next file: nobody could tell.
  it.each([
    [21, 'catalogue'],
    [22, 'all the same'],
    [23, 'catalogue'],
    [24, 'all the same'],
  ] as const)(
    'of seed %i, with prices %s, comes to nearly what it comes to at once',
    (seed, prices) => {
      const month = monthOf(seed, { payments: 4_000, numbering: 'at random', prices });
      const [whole, ...inParts] = [1, 2, 4].map((parts) => matchedInParts(month, parts));
      const { recall } = scoreOf(month, whole!);
      for (const found of inParts) {
        const score = scoreOf(month, found);
        expect(score.wrong).toEqual([]);
        expect(score.recall).toBeGreaterThan(recall - 0.001);
        // Some copies are told for certain only when all comes at once.
        expect(duplicatesIn(found)).toBeGreaterThanOrEqual(0.6 * duplicatesIn(whole!));
      }
    },
    60_000,
  );
});
