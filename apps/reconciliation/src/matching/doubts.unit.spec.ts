import { matchedOf, outcomeOf } from './outcome.testing';

const ALL_MISSING = ['missing_here a', 'missing_here b', 'missing_there 1', 'missing_there 2'];

describe('One of two lines that bear a reference', () => {
  it.each([
    [
      'may be that of an item one letter off',
      ['1 | order-17 | 999 | 02', '2 | order-18 | 999 | 03'],
      ['a | order-17 | 999 | 03', 'b | order-17 | 999 | 04'],
      ALL_MISSING,
    ],
    [
      'is a duplicate when that item has its line',
      ['1 | order-17 | 999 | 02', '2 | order-18 | 999 | 03'],
      ['a | order-17 | 999 | 03', 'b | order-17 | 999 | 04', 'c | order-18 | 999 | 04'],
      ['duplicate b of a', 'exact 1=a, 1 days', 'exact 2=c, 1 days'],
    ],
    [
      'is a duplicate when that item has another amount',
      ['1 | order-17 | 999 | 02', '2 | order-18 | 888 | 03'],
      ['a | order-17 | 999 | 03', 'b | order-17 | 999 | 04'],
      ['duplicate b of a', 'exact 1=a, 1 days', 'missing_there 2'],
    ],
    [
      'may be that of a settlement one letter off',
      [
        '1 | o1, st-17 | 999 | 02',
        '2 | o2, st-17 | 1 | 02',
        '3 | o3, st-18 | 500 | 02',
        '4 | o4, st-18 | 500 | 02',
      ],
      ['a | st-17 | 1000 | 03', 'b | st-17 | 1000 | 04'],
      ['missing_here a', 'missing_here b', ...[1, 2, 3, 4].map((entry) => `missing_there ${entry}`)],
    ],
    [
      'may be so although it is the only one of its amount',
      ['1 | order-17 | 999 | 02', '2 | order-18 | 999 | 02'],
      ['a | order-17 | 300 | 03', 'b | order-17 | 699 | 03', 'c | order-17 | 999 | 03'],
      ['missing_here a', 'missing_here b', 'missing_here c', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is not chosen when both are what the items come to, one of them less a fee',
      ['1 | o1, st-17 | 700 | 02', '2 | o2, st-17 | 300 | 02'],
      ['a | st-17 | 1000 | 03', 'b | st-17 | 960 | 03 | 40'],
      ['amount_differs 1=b, by 260', 'amount_differs 2=a, by 700'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });

  it('is said to be in doubt', () => {
    const { breaks } = matchedOf(
      ['1 | order-17 | 999 | 02', '2 | order-18 | 999 | 03'],
      ['a | order-17 | 999 | 03', 'b | order-17 | 999 | 04'],
    );
    expect(breaks.find(({ lines }) => lines.includes('b'))?.reason).toBe(
      'reference order-17 is on 1 item and 2 lines, one of which may be ORDER18 misspelt',
    );
  });
});

describe('One of two items that bear a reference', () => {
  it('may be that of a line one letter off', () => {
    expect(
      outcomeOf(
        ['1 | order-17 | 999 | 02', '2 | order-17 | 999 | 03'],
        ['a | order-17 | 999 | 03', 'b | order-18 | 999 | 04'],
      ),
    ).toEqual(ALL_MISSING);
  });
});
