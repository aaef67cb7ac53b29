import { FEES, outcomeOf } from './outcome.testing';

const SETTLED = ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 02', '3 | o3, st-1 | 250 | 03'];

describe('A line for many items', () => {
  it.each([
    [
      'is what those of its reference come to',
      SETTLED,
      ['a | ST1 | 1750 | 04'],
      ['many_items 1+2+3=a, 2 days'],
    ],
    [
      'may have refunds in it',
      [...SETTLED, '4 | o4, st-1 | -300 | 03'],
      ['a | ST1 | 1450 | 04'],
      ['many_items 1+2+3+4=a, 2 days'],
    ],
    ['may tell its fee', SETTLED, ['a | ST1 | 1700 | 04 | 50'], ['many_items 1+2+3=a, fee 50, 2 days']],
    [
      'is a break where one is missing',
      SETTLED.slice(0, 2),
      ['a | ST1 | 1750 | 04'],
      ['amount_differs 1+2=a, by 250'],
    ],
    [
      'is a break where one is too far off',
      [...SETTLED.slice(0, 2), '3 | o3, st-1 | 250 | 20'],
      ['a | ST1 | 1750 | 04'],
      ['date_differs 1+2+3=a, by 16 days'],
    ],
    [
      'is found among others that bear the reference',
      SETTLED,
      ['a | ST1 | 1111 | 04', 'b | ST1 | 1750 | 04'],
      ['many_items 1+2+3=b, 2 days', 'missing_here a'],
    ],
    [
      'may be sent twice',
      SETTLED,
      ['a | ST1 | 1750 | 04', 'b | ST1 | 1750 | 05'],
      ['duplicate b of a', 'many_items 1+2+3=a, 2 days'],
    ],
    [
      'leaves out an item that was posted twice',
      [...SETTLED, '4 | o1, st-1 | 1000 | 02'],
      ['a | ST1 | 1750 | 04'],
      ['duplicate 4 of 1', 'many_items 1+2+3=a, 2 days'],
    ],
    [
      'does not let one that was posted twice make up for one that is missing',
      ['1 | o1, st-1 | 999 | 02', '2 | o2, st-1 | 999 | 02', '3 | o2, st-1 | 999 | 02'],
      ['a | ST1 | 2997 | 04'],
      ['amount_differs 1+2=a, by 999', 'duplicate 3 of 2'],
    ],
    [
      'is in doubt when it is as much as one of them, too',
      ['1 | o1, st-1 | 999 | 02', '2 | o2, st-1 | 999 | 02', '3 | o3, st-1 | -999 | 02'],
      ['a | ST1 | 999 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2', 'missing_there 3'],
    ],
    [
      'goes before a line that bears the number of one of them',
      SETTLED,
      ['a | ST1 | 1750 | 04', 'b | O1 | 1000 | 03'],
      ['many_items 1+2+3=a, 2 days', 'missing_here b'],
    ],
    [
      'and even when it is sent twice',
      SETTLED,
      ['a | ST1 | 1750 | 04', 'b | O1 | 1000 | 03', 'c | ST1 | 1750 | 04'],
      ['duplicate c of a', 'many_items 1+2+3=a, 2 days', 'missing_here b'],
    ],
    [
      'is not what some of them come to',
      SETTLED,
      ['a | ST1 | 700 | 04'],
      ['amount_differs 2=a, by 200', 'missing_there 1', 'missing_there 3'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });

  it('may be less by the schedule, which is for each of them', () => {
    expect(outcomeOf(SETTLED, ['a | ST1 | 1672 | 04'], { fees: FEES })).toEqual([
      'many_items 1+2+3=a, fee 78, 2 days',
    ]);
  });
});

describe('Many lines for an item', () => {
  it.each([
    [
      'are what it was paid in',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 600 | 02', 'b | O1 | 400 | 05'],
      ['many_lines 1=a+b, 3 days'],
    ],
    [
      'may be equal',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 500 | 02', 'b | O1 | 500 | 02'],
      ['many_lines 1=a+b'],
    ],
    [
      'may be sent twice in part',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 600 | 02', 'b | O1 | 400 | 03', 'c | O1 | 400 | 03'],
      ['duplicate c of b', 'many_lines 1=a+b, 1 days'],
    ],
    [
      'may pay what was posted twice',
      ['1 | o1 | 1000 | 02', '2 | o1 | 1000 | 02'],
      ['a | O1 | 600 | 02', 'b | O1 | 400 | 02'],
      ['duplicate 2 of 1', 'many_lines 1=a+b'],
    ],
    [
      'are a break where one is missing',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 400 | 02', 'b | O1 | 300 | 02'],
      ['amount_differs 1=a+b, by -300'],
    ],
    [
      'are none where one of them is the item',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 1000 | 02', 'b | O1 | 1000 | 02', 'c | O1 | -1000 | 04'],
      ['duplicate b of a', 'exact 1=a', 'missing_here c'],
    ],
    [
      'may be paid back in parts',
      ['1 | o1 | -1000 | 02'],
      ['a | O1 | -600 | 02', 'b | O1 | -400 | 02'],
      ['many_lines 1=a+b'],
    ],
    [
      'may tell a fee each',
      ['1 | o1 | 1000 | 02'],
      ['a | O1 | 580 | 02 | 20', 'b | O1 | 380 | 02 | 20'],
      ['many_lines 1=a+b, fee 40'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });
});
