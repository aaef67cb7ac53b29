import { outcomeOf } from './outcome.testing';

describe('Without a reference', () => {
  it.each([
    [
      'a line is matched by amount and date',
      ['1 | order-17 | 48317 | 02'],
      ['a |  | 48317 | 04'],
      ['amount_and_date 1=a, 2 days'],
    ],
    [
      'an item is matched by amount and date',
      ['1 |  | 48317 | 02'],
      ['a | order-17 | 48317 | 04'],
      ['amount_and_date 1=a, 2 days'],
    ],
    ['both may be', ['1 |  | -48317 | 02'], ['a | --- | -48317 | 02'], ['amount_and_date 1=a']],
    [
      'nothing is when both have one, which differ',
      ['1 | rent | 48317 | 02'],
      ['a | tax | 48317 | 02'],
      ['missing_here a', 'missing_there 1'],
    ],
    ['the window holds', ['1 |  | 48317 | 02'], ['a |  | 48317 | 08'], ['missing_here a', 'missing_there 1']],
    ['in both directions', ['1 |  | 48317 | 08'], ['a |  | 48317 | 03'], ['amount_and_date 1=a, 5 days']],
    [
      'no line is chosen from two',
      ['1 |  | 48317 | 04'],
      ['a |  | 48317 | 02', 'b |  | 48317 | 09'],
      ['missing_here a', 'missing_here b', 'missing_there 1'],
    ],
    [
      'no item is chosen from two',
      ['1 |  | 48317 | 02', '2 |  | 48317 | 09'],
      ['a |  | 48317 | 04'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'an amount that something else near has as well says nothing, even if that has its match',
      ['1 |  | 999 | 02', '2 | order-17 | 999 | 02'],
      ['a |  | 999 | 02', 'b | order-17 | 999 | 02'],
      ['exact 2=b', 'missing_here a', 'missing_there 1'],
    ],
    [
      'the same amount on days further off does not count',
      ['1 |  | 999 | 02', '2 |  | 999 | 14'],
      ['a |  | 999 | 03', 'b |  | 999 | 15'],
      ['amount_and_date 1=a, 1 days', 'amount_and_date 2=b, 1 days'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });
});
