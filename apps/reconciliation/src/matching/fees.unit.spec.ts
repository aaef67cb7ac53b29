import { FEES, outcomeOf } from './outcome.testing';

describe('A fee', () => {
  it.each([
    [
      'that the line tells explains the difference',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 970 | 02 | 30'],
      ['net_of_fee 1=a, fee 30'],
    ],
    [
      'may be off the schedule as far as its tolerance',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 969 | 02 | 31'],
      ['net_of_fee 1=a, fee 31'],
    ],
    [
      'is a break further off',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 968 | 02 | 32'],
      ['fee_variance 1=a, 32 for 30'],
    ],
    [
      'may be of the schedule alone',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 970 | 02'],
      ['net_of_fee 1=a, fee 30'],
    ],
    [
      'is no fee that is not told and not of it',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 960 | 02'],
      ['amount_differs 1=a, by -40'],
    ],
    ['is rounded up at half a unit', ['1 | o1 | 50 | 02'], ['a | o1 | 28 | 02'], ['net_of_fee 1=a, fee 22']],
    [
      'is given back with a refund',
      ['1 | o1 | -1000 | 02'],
      ['a | o1 | -970 | 02'],
      ['net_of_fee 1=a, fee -30'],
    ],
    [
      'that a refund tells must be given back as well',
      ['1 | o1 | -1000 | 02'],
      ['a | o1 | -1030 | 02 | 30'],
      ['fee_variance 1=a, 30 for -30'],
    ],
    [
      'is let be where the amounts are equal',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 1000 | 02 | 77'],
      ['exact 1=a'],
    ],
    [
      'that is told does not explain another difference',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 900 | 02 | 30'],
      ['amount_differs 1=a, by -70'],
    ],
    [
      'may have a line of its own',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 1000 | 02', 'b | o1 | -30 | 04'],
      ['fee_line 1=a+b, fee 30, 2 days'],
    ],
    [
      'may have one for many items',
      ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 02'],
      ['a | st-1 | 1500 | 03', 'b | st-1 | -55 | 03'],
      ['fee_line 1+2=a+b, fee 55, 1 days'],
    ],
    [
      'on a line of its own is known by the schedule alone',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 1000 | 02', 'b | o1 | -300 | 04'],
      ['exact 1=a', 'missing_here b'],
    ],
    [
      'of a settlement is a break where it is not of the schedule',
      ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 02'],
      ['a | st-1 | 1300 | 03 | 200'],
      ['fee_variance 1+2=a, 200 for 55'],
    ],
    [
      'is due for each part of a payment',
      ['1 | o1 | 1000 | 02'],
      ['a | o1 | 574 | 02 | 26', 'b | o1 | 376 | 02 | 24'],
      ['many_lines 1=a+b, fee 50'],
    ],
    [
      'may be posted by itself and be kept in the line',
      ['1 | o1 | 1000 | 02', '2 | o1 | -30 | 02'],
      ['a | o1 | 970 | 02'],
      ['many_items 1+2=a'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines, { fees: FEES })).toEqual(outcome);
  });

  it('is what the line says without a schedule', () => {
    expect(outcomeOf(['1 | o1 | 1000 | 02'], ['a | o1 | 700 | 02 | 300'])).toEqual([
      'net_of_fee 1=a, fee 300',
    ]);
  });

  it('goes before a tolerance that it would be lost in', () => {
    const settings = { tolerance: { minorUnits: 100n, basisPoints: 0n } };
    expect(outcomeOf(['1 | o1 | 1000 | 02'], ['a | o1 | 970 | 02 | 30'], settings)).toEqual([
      'net_of_fee 1=a, fee 30',
    ]);
  });
});
