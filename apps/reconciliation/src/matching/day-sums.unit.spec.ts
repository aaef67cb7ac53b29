import { FEES, outcomeOf } from './outcome.testing';

const DAY = ['1 | o1 | 1000 | 02', '2 | o2 | 555 | 02'];

describe('A line that names nothing known', () => {
  it.each([
    ['is what all items of a day come to', DAY, ['a | WALLET 9 | 1555 | 04'], ['sum_of_day 1+2=a, 2 days']],
    [
      'with the fee that it tells',
      DAY,
      ['a | WALLET 9 | 1520 | 04 | 35'],
      ['sum_of_day 1+2=a, fee 35, 2 days'],
    ],
    [
      'is not what some of them come to',
      [...DAY, '3 | o3 | 111 | 02'],
      ['a | WALLET 9 | 1555 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2', 'missing_there 3'],
    ],
    [
      'leaves out those that have their match',
      [...DAY, '3 | o3 | 111 | 02'],
      ['a | WALLET 9 | 1555 | 04', 'b | O3 | 111 | 02'],
      ['exact 3=b', 'sum_of_day 1+2=a, 2 days'],
    ],
    [
      'and those whose reference the statement has',
      [...DAY, '3 | o3 | 111 | 02'],
      ['a | WALLET 9 | 1555 | 04', 'b | O3 | 99 | 02'],
      ['amount_differs 3=b, by -12', 'sum_of_day 1+2=a, 2 days'],
    ],
    [
      'is not a sum of days',
      ['1 | o1 | 1000 | 02', '2 | o2 | 555 | 03'],
      ['a | WALLET 9 | 1555 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is within the window',
      DAY,
      ['a | WALLET 9 | 1555 | 08'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is the only one of its amount',
      DAY,
      ['a | WALLET 9 | 1555 | 04', 'b | WALLET 8 | 1555 | 05'],
      ['missing_here a', 'missing_here b', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is of the only day that comes to it',
      [...DAY, '3 | o3 | 1500 | 03', '4 | o4 | 55 | 03'],
      ['a | WALLET 9 | 1555 | 04'],
      ['missing_here a', ...[1, 2, 3, 4].map((entry) => `missing_there ${entry}`)],
    ],
    [
      'is in doubt where an item that is left near by could stand for one of them',
      [...DAY, '3 | o3 | 555 | 03'],
      ['a | WALLET 9 | 1555 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2', 'missing_there 3'],
    ],
    [
      'is not in doubt for one that is another day’s',
      [...DAY, '3 | o3 | 555 | 03', '4 | o4 | 20 | 03'],
      ['a | WALLET 9 | 1555 | 04', 'b | WALLET 8 | 575 | 04'],
      ['sum_of_day 1+2=a, 2 days', 'sum_of_day 3+4=b, 1 days'],
    ],
    [
      'is not a number of equal amounts',
      ['1 | o1 | 999 | 02', '2 | o2 | 999 | 02'],
      ['a | WALLET 9 | 1998 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is not one item',
      ['1 | o1 | 1000 | 02'],
      ['a | WALLET 9 | 1000 | 02'],
      ['missing_here a', 'missing_there 1'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });

  it('is a break when its fee is not of the schedule', () => {
    expect(outcomeOf(DAY, ['a | WALLET 9 | 1520 | 04 | 35'], { fees: FEES })).toEqual([
      'fee_variance 1+2=a, 35 for 56',
    ]);
  });

  it('is of no day that has more items than a group may have', () => {
    expect(outcomeOf(DAY, ['a | WALLET 9 | 1555 | 04'], { mostInGroup: 1 })).toEqual([
      'missing_here a',
      'missing_there 1',
      'missing_there 2',
    ]);
  });
});
