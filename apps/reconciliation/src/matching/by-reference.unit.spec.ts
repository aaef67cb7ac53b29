import { outcomeOf } from './outcome.testing';

describe('What bears the same reference', () => {
  it.each([
    [
      'and the same amount is a match',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 1000 | 02'],
      ['exact 1=a'],
    ],
    [
      'is compared without case, spaces, punctuation, accents and leading zeros',
      ['1 | Café/order-0017 | 1000 | 02'],
      ['a | CAFE ORDER 17 | 1000 | 02'],
      ['exact 1=a'],
    ],
    [
      'may be among others on either side',
      ['1 | key-1, order-17 | 1000 | 02'],
      ['a | BANK9, ORDER17 | 1000 | 02'],
      ['exact 1=a'],
    ],
    [
      'may be up to the window apart, later',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 1000 | 07'],
      ['exact 1=a, 5 days'],
    ],
    ['or earlier', ['1 | order-17 | 1000 | 07'], ['a | order-17 | 1000 | 02'], ['exact 1=a, 5 days']],
    [
      'is a break beyond the window',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 1000 | 08'],
      ['date_differs 1=a, by 6 days'],
    ],
    [
      'is told apart by currency',
      ['1 | order-17 | 1000 | 02 | EUR'],
      ['a | order-17 | 1000 | 02'],
      ['missing_here a', 'missing_there 1'],
    ],
    [
      'may be a refund',
      ['1 | order-17 | 1000 | 02', '2 | order-17 | -1000 | 03'],
      ['a | order-17 | -1000 | 04', 'b | order-17 | 1000 | 02'],
      ['exact 1=b', 'exact 2=a, 1 days'],
    ],
    [
      'goes before an amount that some other thing has too',
      ['1 | order-17 | 1000 | 02', '2 | order-18 | 1000 | 02'],
      ['a | order-18 | 1000 | 02', 'b | order-17 | 1000 | 02'],
      ['exact 1=b', 'exact 2=a'],
    ],
    [
      'is paired in the order of the days where it returns every week',
      ['1 | rent | 1000 | 01', '2 | rent | 1000 | 08', '3 | rent | 1000 | 15'],
      ['a | rent | 1000 | 03', 'b | rent | 1000 | 12', 'c | rent | 1000 | 15'],
      ['exact 1=a, 2 days', 'exact 2=b, 4 days', 'exact 3=c'],
    ],
    [
      'is nothing to go by where too many bear it',
      Array.from({ length: 51 }, (_, i) => `${i + 1} | notprovided | ${1000 + i} | 02`),
      ['a | NOTPROVIDED | 1000 | 02'],
      ['missing_here a', ...Array.from({ length: 51 }, (_, i) => `missing_there ${i + 1}`)].sort(),
    ],
    [
      'is the name of a group when its others have each one of their own',
      ['1 | o1, p9 | 999 | 02', '2 | o2, p9 | 999 | 02'],
      ['a | o1, p9 | 999 | 02', 'b | o3, p9 | 999 | 02'],
      ['exact 1=a', 'missing_here b', 'missing_there 2'],
    ],
    [
      'and then finds only what says nothing else',
      ['1 | o1, p9 | 999 | 02', '2 | o2, p9 | 555 | 02'],
      ['a | o1, p9 | 999 | 02', 'b | p9 | 555 | 02'],
      ['exact 1=a', 'exact 2=b'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });
});

describe('A reference that the statement cuts', () => {
  const long = 'ORD-7F3K for consulting and delivery in October';

  it.each([
    ['before it drops punctuation', 'ORD7F3K FOR CONSULTING AND DELIVER', ['exact 1=a']],
    ['or after', 'ORD7F3KFORCONSULTINGANDDELIVERYINOC', ['exact 1=a']],
    ['is not cut anywhere else', 'ORD7F3K FOR CONSULTING', ['missing_here a', 'missing_there 1']],
  ])('%s', (_, reference, outcome) => {
    expect(outcomeOf([`1 | ${long} | 1000 | 02`], [`a | ${reference} | 1000 | 02`])).toEqual(outcome);
  });

  it('is no reference of two', () => {
    const text = 'Payment for consulting and delivery of order';
    expect(
      outcomeOf(
        [`1 | ${text} 17 | 1000 | 02`, `2 | ${text} 18 | 2000 | 02`],
        ['a | PAYMENT FOR CONSULTING AND DELIVERY | 1000 | 02'],
      ),
    ).toEqual(['missing_here a', 'missing_there 1', 'missing_there 2']);
  });

  it('is that of another where the other is called so', () => {
    expect(
      outcomeOf(
        [`1 | ${long} | 2000 | 02`, `2 | ${long.slice(0, 35)} | 2000 | 09`],
        [`a | ${long.slice(0, 35)} | 2000 | 02`],
      ),
    ).toEqual(['date_differs 2=a, by 7 days', 'missing_there 1']);
  });

  it('is one for an item and what was posted twice of it', () => {
    expect(
      outcomeOf(
        [`1 | ${long} | 1000 | 02`, `2 | ${long} | 1000 | 03`],
        [`a | ${long.slice(0, 35)} | 1000 | 02`],
      ),
    ).toEqual(['duplicate 2 of 1', 'exact 1=a']);
  });

  it('is whole where the statement keeps all', () => {
    expect(
      outcomeOf([`1 | ${long} | 1000 | 02`], [`a | ${long.slice(0, 35)} | 1000 | 02`], {
        referenceLength: null,
      }),
    ).toEqual(['missing_here a', 'missing_there 1']);
  });
});

describe('An amount within the tolerance', () => {
  it.each([
    ['is a match that shows the difference', '1000', '998', 2n, 0n, ['tolerance 1=a, off by -2']],
    ['on either side', '1000', '1002', 2n, 0n, ['tolerance 1=a, off by 2']],
    ['is a break beyond it', '1000', '997', 2n, 0n, ['amount_differs 1=a, by -3']],
    ['may be relative', '10000', '9950', 2n, 50n, ['tolerance 1=a, off by -50']],
    ['whichever is larger', '100', '98', 2n, 50n, ['tolerance 1=a, off by -2']],
    ['and not more than that', '10000', '9949', 2n, 50n, ['amount_differs 1=a, by -51']],
    ['holds for refunds', '-1000', '-998', 2n, 0n, ['tolerance 1=a, off by 2']],
    [
      'never makes one of what came in and what went out',
      '1',
      '-1',
      2n,
      0n,
      ['missing_here a', 'missing_there 1'],
    ],
    ['is not needed without one', '1000', '999', 0n, 0n, ['amount_differs 1=a, by -1']],
  ])('%s', (_, here, there, minorUnits, basisPoints, outcome) => {
    const settings = { tolerance: { minorUnits, basisPoints } };
    const [items, lines] = [[`1 | order-17 | ${here} | 02`], [`a | order-17 | ${there} | 02`]];
    expect(outcomeOf(items, lines, settings)).toEqual(outcome);
  });

  it('is not chosen from two', () => {
    expect(
      outcomeOf(['1 | order-17 | 1000 | 02'], ['a | order-17 | 999 | 02', 'b | order-17 | 1001 | 02']),
    ).toEqual(['amount_differs 1=a, by -1', 'missing_here b']);
  });

  it('is not chosen for one of two', () => {
    expect(
      outcomeOf(['1 | order-17 | 999 | 02', '2 | order-17 | 1001 | 02'], ['a | order-17 | 1000 | 02']),
    ).toEqual(['amount_differs 1=a, by 1', 'missing_there 2']);
  });

  it('counts for an amount with its fee as well', () => {
    expect(outcomeOf(['1 | order-17 | 1000 | 02'], ['a | order-17 | 970 | 02 | 29'])).toEqual([
      'tolerance 1=a, off by -1, fee 29',
    ]);
  });
});

describe('What is told twice', () => {
  it.each([
    [
      'in the statement is a duplicate of the line that is nearer',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 1000 | 04', 'b | order-17 | 1000 | 03'],
      ['duplicate a of b', 'exact 1=b, 1 days'],
    ],
    [
      'and on the same day of the one with the lower id',
      ['1 | order-17 | 1000 | 02'],
      ['b | order-17 | 1000 | 03', 'a | order-17 | 1000 | 03'],
      ['duplicate b of a', 'exact 1=a, 1 days'],
    ],
    [
      'in the ledger is a duplicate of the item that is nearer',
      ['1 | order-17 | 1000 | 02', '2 | order-17 | 1000 | 03'],
      ['a | order-17 | 1000 | 04'],
      ['duplicate 1 of 2', 'exact 2=a, 1 days'],
    ],
    [
      'and on the same day of the one with the lower number',
      ['10 | order-17 | 1000 | 03', '9 | order-17 | 1000 | 03'],
      ['a | order-17 | 1000 | 04'],
      ['duplicate 10 of 9', 'exact 9=a, 1 days'],
    ],
    [
      'on both sides is two matches',
      ['1 | order-17 | 1000 | 02', '2 | order-17 | 1000 | 02'],
      ['a | order-17 | 1000 | 02', 'b | order-17 | 1000 | 02'],
      ['exact 1=a', 'exact 2=b'],
    ],
    [
      'on one side and not at all on the other is missing twice',
      [],
      ['a | order-17 | 1000 | 02', 'b | order-17 | 1000 | 02'],
      ['missing_here a', 'missing_here b'],
    ],
    [
      'further apart than the window is no duplicate',
      ['1 | rent | 1000 | 02'],
      ['a | rent | 1000 | 02', 'b | rent | 1000 | 09'],
      ['exact 1=a', 'missing_here b'],
    ],
    [
      'may be a refund',
      ['1 | order-17 | -1000 | 02'],
      ['a | order-17 | -1000 | 03', 'b | order-17 | -1000 | 03'],
      ['duplicate b of a', 'exact 1=a, 1 days'],
    ],
    [
      'may differ by a fee',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 971 | 03 | 29', 'b | order-17 | 971 | 03 | 29'],
      ['duplicate b of a', 'net_of_fee 1=a, fee 29, 1 days'],
    ],
    [
      'may be within the tolerance',
      ['1 | order-17 | 1000 | 02'],
      ['a | order-17 | 999 | 03', 'b | order-17 | 999 | 03'],
      ['duplicate b of a', 'tolerance 1=a, off by -1, 1 days'],
    ],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines)).toEqual(outcome);
  });
});
