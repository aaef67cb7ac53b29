import { matchStatement } from './matching';
import { AS_OF, item, line, matchedOf, outcomeOf, SETTINGS } from './outcome.testing';

describe('A matching', () => {
  it('goes by the day of value, where a line tells it', () => {
    const booked = line('a | o1 | 1000 | 20');
    const { matches } = matchStatement({
      ...{ items: [item('1 | o1 | 1000 | 02')], lines: [{ ...booked, valued: '2026-10-03' }] },
      ...{ settings: SETTINGS, asOf: AS_OF },
    });
    expect(matches).toEqual([
      expect.objectContaining({ rule: 'exact', difference: { amount: 0n, fee: 0n, days: 1 } }),
    ]);
  });

  it('is of amounts that no float holds', () => {
    const amount = 2n ** 63n - 1n;
    const [items, lines] = [[`1 | o1 | ${amount} | 02`], [`a | o1 | ${amount - 1n} | 02`]];
    expect(outcomeOf(items, lines, { tolerance: { minorUnits: 0n, basisPoints: 0n } })).toEqual([
      'amount_differs 1=a, by -1',
    ]);
  });

  it('names items by book, entry and leg', () => {
    const one = item('1 | o1 | 1000 | 02');
    const { matches } = matchStatement({
      ...{ items: [{ ...one, id: { ...one.id, leg: 2 } }], lines: [line('a | o1 | 1000 | 02')] },
      ...{ settings: SETTINGS, asOf: AS_OF },
    });
    expect(matches).toEqual([
      {
        ...{ rule: 'exact', reason: 'reference o1 on both sides, amounts equal, on the same day' },
        ...{ items: [{ book: 'shop', entry: 1n, leg: 2 }], lines: ['a'], currency: 'GBP', amount: 1000n },
        difference: { amount: 0n, fee: 0n, days: 0 },
      },
    ]);
  });

  it('is of one currency after the other', () => {
    const { matches } = matchedOf(
      ['1 | o1 | 1000 | 02 | GBP', '2 | o1 | 1000 | 02 | EUR'],
      ['a | o1 | 1000 | 02 | - | GBP', 'b | o1 | 1000 | 02 | - | EUR'],
    );
    expect(matches.map(({ currency, lines }) => [currency, lines])).toEqual([
      ['EUR', ['b']],
      ['GBP', ['a']],
    ]);
  });

  it.each([
    ['an item', ['1 | o1 | 1 | 02', '1 | o2 | 2 | 03'], []],
    ['a line', [], ['a | o1 | 1 | 02', 'a | o2 | 2 | 03 | - | EUR']],
  ])('throws when %s is given twice', (_, items, lines) => {
    expect(() => matchedOf(items, lines)).toThrow(/is given twice/);
  });

  it('throws when a date is none', () => {
    expect(() => matchedOf(['1 | o1 | 1 | 2'], [])).toThrow('2026-10-2 is not a date');
  });
});
