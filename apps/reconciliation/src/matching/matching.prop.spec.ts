import fc from 'fast-check';
import { matchStatement } from './matching';
import { AS_OF, FEES, SETTINGS } from './outcome.testing';
import type { ItemId, LedgerItem, Matched, MatchingSettings, StatementLine } from './statement-matching';

/** Few different values, so that they meet: amounts that sum up to each other, and references one letter apart. */
const amount = fc.constantFrom(999n, 999n, 1_998n, -999n, 970n, 29n, -29n, 1n, 0n, 2_997n);
const reference = fc.constantFrom(
  'order-100',
  'ORDER 100',
  'order-101',
  'order-110',
  'ordre-100',
  'st-20261001',
  'st-20261002',
  '--',
);
const said = {
  references: fc.array(reference, { maxLength: 3 }),
  amount,
  currency: fc.constantFrom('GBP', 'GBP', 'GBP', 'JPY'),
};
const date = fc.integer({ min: 1, max: 20 }).map((day) => `2026-10-${String(day).padStart(2, '0')}`);
const items: fc.Arbitrary<LedgerItem[]> = fc
  .array(fc.record({ ...said, effective: date, leg: fc.integer({ min: 1, max: 3 }) }), { maxLength: 14 })
  .map((all) => all.map(({ leg, ...item }, i) => ({ ...item, id: { book: 'shop', entry: BigInt(i), leg } })));
const lines: fc.Arbitrary<StatementLine[]> = fc
  .array(
    fc.record({
      ...{ ...said, booked: date, valued: fc.option(date) },
      fee: fc.option(fc.constantFrom(29n, 30n, 0n, -29n)),
    }),
    { maxLength: 14 },
  )
  .map((all) => all.map((line, i) => ({ ...line, id: `line-${i}` })));
const settings: fc.Arbitrary<MatchingSettings> = fc.record({
  windowDays: fc.constantFrom(0, 3, 10),
  tolerance: fc.record({ minorUnits: fc.constantFrom(0n, 5n), basisPoints: fc.constantFrom(0n, 100n) }),
  mostInGroup: fc.constantFrom(3, 50),
  referenceLength: fc.constantFrom(null, 8),
  fees: fc.constantFrom(null, FEES),
});
const input = fc.record({ items, lines, settings, asOf: fc.constant(AS_OF) });

const nameOf = ({ book, entry, leg }: ItemId): string => `${book}/${entry}/${leg}`;
const claimed = ({ matches, breaks }: Matched) => [...matches, ...breaks];
const sumOf = (all: readonly { amount: bigint }[]): bigint => all.reduce((sum, one) => sum + one.amount, 0n);

const withOneReference = <S extends { references: readonly string[] }>(subject: S): S => ({
  ...subject,
  references: subject.references.slice(0, 1),
});

const RUNS = { numRuns: 500 };

describe('A matching', () => {
  it('is the same in whatever order items, lines and references are given', () => {
    fc.assert(
      fc.property(
        input.chain((one) =>
          fc.record({
            one: fc.constant(one),
            items: fc.shuffledSubarray(one.items, { minLength: one.items.length }),
            lines: fc.shuffledSubarray(one.lines, { minLength: one.lines.length }),
          }),
        ),
        ({ one, ...shuffled }) => {
          const turned = shuffled.items.map((item) => ({
            ...item,
            references: item.references.toReversed(),
          }));
          const outcomes = [one, { ...one, ...shuffled }, { ...one, ...shuffled, items: turned }].map(
            matchStatement,
          );
          expect(outcomes[1]).toEqual(outcomes[0]);
          const claims = outcomes.map((outcome) => claimed(outcome).map(({ reason, ...claim }) => claim));
          expect(claims[2]).toEqual(claims[0]);
        },
      ),
      RUNS,
    );
  });

  it('has every item and every line in one place', () => {
    fc.assert(
      fc.property(input, (one) => {
        const all = claimed(matchStatement(one));
        expect(all.flatMap((claim) => claim.items.map(nameOf)).sort()).toEqual(
          one.items.map(({ id }) => nameOf(id)).sort(),
        );
        expect(all.flatMap((claim) => claim.lines).sort()).toEqual(one.lines.map(({ id }) => id).sort());
      }),
      RUNS,
    );
  });

  it('loses no amount on either side, and tells what lies between the two', () => {
    fc.assert(
      fc.property(input, (one) => {
        const { matches, breaks } = matchStatement(one);
        const itemsById = new Map(one.items.map((item) => [nameOf(item.id), item]));
        const linesById = new Map(one.lines.map((line) => [line.id, line]));
        for (const currency of ['GBP', 'JPY']) {
          const ours = [...matches, ...breaks].filter((claim) => claim.currency === currency);
          const isOurs = (subject: { currency: string }) => subject.currency === currency;
          const here = ours.filter((claim) => claim.items.length > 0);
          expect(sumOf(here)).toBe(sumOf(one.items.filter(isOurs)));
          const there = ours.flatMap((claim) => claim.lines.map((id) => linesById.get(id)!));
          expect(sumOf(there)).toBe(sumOf(one.lines.filter(isOurs)));
        }
        for (const match of matches) {
          const { amount: off, fee } = match.difference;
          const [here, there] = [
            sumOf(match.items.map((id) => itemsById.get(nameOf(id))!)),
            sumOf(match.lines.map((id) => linesById.get(id)!)),
          ];
          expect(match.amount).toBe(here);
          expect(there).toBe(here + off - fee);
          if (match.rule !== 'tolerance') expect(off).toBe(0n);
        }
      }),
      RUNS,
    );
  });

  it('keeps within the window and the tolerance', () => {
    fc.assert(
      fc.property(input, (one) => {
        const { windowDays, tolerance } = one.settings;
        for (const { amount: whole, difference } of matchStatement(one).matches) {
          expect(difference.days).toBeLessThanOrEqual(windowDays);
          const [off, of] = [difference.amount, whole].map((units) => (units < 0n ? -units : units)) as [
            bigint,
            bigint,
          ];
          const most = (of * tolerance.basisPoints) / 10_000n;
          expect(off <= (most > tolerance.minorUnits ? most : tolerance.minorUnits)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('leaves no pair of one reference, amount and day apart that nothing else bears', () => {
    fc.assert(
      fc.property(items, lines, (here, there) => {
        const extra = { references: ['only-this'], amount: 12_345n, currency: 'GBP' };
        const item = { ...extra, id: { book: 'shop', entry: 99n, leg: 1 }, effective: '2026-10-05' };
        const line = { ...extra, id: 'extra', fee: null, booked: '2026-10-05', valued: null };
        const one = { items: [...here, item], lines: [...there, line], settings: SETTINGS, asOf: AS_OF };
        expect(matchStatement(one).matches).toContainEqual(
          expect.objectContaining({ rule: 'exact', lines: ['extra'] }),
        );
      }),
    );
  });

  it('finds by its only reference nothing new in what nothing answered to', () => {
    fc.assert(
      fc.property(input, (given) => {
        const one = {
          ...given,
          settings: { ...given.settings, mostInGroup: 50 },
          items: given.items.map(withOneReference),
          lines: given.lines.map(withOneReference),
        };
        const unanswered = matchStatement(one).breaks.filter(({ reason }) =>
          reason.startsWith('nothing in the'),
        );
        const names = new Set(unanswered.flatMap((found) => found.items.map(nameOf)));
        const ids = new Set(unanswered.flatMap((found) => found.lines));
        const again = matchStatement({
          ...one,
          items: one.items.filter(({ id }) => names.has(nameOf(id))),
          lines: one.lines.filter(({ id }) => ids.has(id)),
        });
        // Whether something is the only one of its kind is another question when the others are gone.
        const unique = ['amount_and_date', 'sum_of_day', 'typo'];
        expect(again.matches.filter(({ rule }) => !unique.includes(rule))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('of one side alone is breaks alone', () => {
    fc.assert(
      fc.property(input, (one) => {
        const [here, there] = [matchStatement({ ...one, lines: [] }), matchStatement({ ...one, items: [] })];
        expect([...here.matches, ...there.matches]).toEqual([]);
        expect(here.breaks.map(({ cause }) => cause)).toEqual(one.items.map(() => 'missing_there'));
        expect(there.breaks.map(({ cause }) => cause)).toEqual(one.lines.map(() => 'missing_here'));
      }),
      RUNS,
    );
  });
});
