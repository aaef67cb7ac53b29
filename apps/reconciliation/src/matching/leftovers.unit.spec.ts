import { matchedOf, outcomeOf } from './outcome.testing';

describe('What is left of a reference', () => {
  it.each([
    [
      'differs where its amount does',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 1500 | 02'],
      ['amount_differs 1=a, by 500'],
    ],
    ['differs on any day', ['1 | o1 | 1000 | 02'], ['a | o1 | 1500 | 28'], ['amount_differs 1=a, by 500']],
    [
      'is paired with what comes nearest',
      ['1 | o1 | 1000 | 02', '2 | o1 | 300 | 02'],
      ['a | o1 | 310 | 02', 'b | o1 | 1200 | 02'],
      ['amount_differs 1=b, by 200', 'amount_differs 2=a, by 10'],
    ],
    [
      'is missing where no other is left',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 1500 | 02', 'b | o1 | 2500 | 02'],
      ['amount_differs 1=a, by 500', 'missing_here b'],
    ],
    [
      'is never paired with what went the other way',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | -1000 | 02'],
      ['missing_here a', 'missing_there 1'],
    ],
    [
      'may have its fee told',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 900 | 02 | 30'],
      ['amount_differs 1=a, by -70'],
    ],
    [
      'is no pair where each has a number of its own',
      ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 02'],
      ['a | o1, st-1 | 1000 | 02', 'b | o3, st-1 | 600 | 02'],
      ['exact 1=a', 'missing_here b', 'missing_there 2'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });
});

describe('A break', () => {
  it.each([
    ['of an item is as old as the item', ['1 | o1 | 1000 | 20'], [], 11, 1000n],
    ['of a line is as old as the line', [], ['a | o1 | -700 | 30'], 1, -700n],
    [
      'of both is as old as the older and of what the ledger has',
      ['1 | o1 | 1000 | 20'],
      ['a | o1 | 900 | 18'],
      13,
      1000n,
    ],
  ])('%s', (_, items, lines, ageDays, amount) => {
    expect(matchedOf(items, lines).breaks).toEqual([
      expect.objectContaining({ ageDays, amount, currency: 'GBP' }),
    ]);
  });

  it.each([
    ['26', true],
    ['25', false],
  ])('on the %sth may end by itself: %s', (day, mayStillCome) => {
    const { breaks } = matchedOf([`1 | o1 | 1000 | ${day}`], [`a | o2 | 700 | ${day}`]);
    expect(breaks).toEqual([
      expect.objectContaining({ cause: 'missing_there', mayStillCome }),
      expect.objectContaining({ cause: 'missing_here', mayStillCome }),
    ]);
  });
});
