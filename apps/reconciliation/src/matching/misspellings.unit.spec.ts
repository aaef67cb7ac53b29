import { FEES, outcomeOf } from './outcome.testing';

const matched = ['typo 1=a'];
const apart = ['missing_here a', 'missing_there 1'];

describe('A misspelt reference', () => {
  it.each([
    ['with another letter', 'ORDX7QPM', matched],
    ['with a letter left out', 'ORDA7QM', matched],
    ['with a letter put in', 'ORDA7QXPM', matched],
    ['with a letter in front', 'XORDA7QPM', matched],
    ['with two neighbours swapped', 'ORDA7PQM', matched],
    ['with two letters that are others', 'ORDX8QPM', apart],
    ['with two letters swapped that are no neighbours', 'ORDP7QAM', apart],
  ])('%s', (_, misspelt, outcome) => {
    expect(outcomeOf(['1 | ORD-A7QPM | 1000 | 02'], [`a | ${misspelt} | 1000 | 02`])).toEqual(outcome);
  });

  it.each([
    ['has the same amount', ['1 | ORD-A7QPM | 1000 | 02'], ['a | ORD-X7QPM | 1001 | 02'], apart],
    ['is within the window', ['1 | ORD-A7QPM | 1000 | 02'], ['a | ORD-X7QPM | 1000 | 08'], apart],
    ['is long enough to tell', ['1 | A7QPM | 1000 | 02'], ['a | X7QPM | 1000 | 02'], apart],
    [
      'is near no other item',
      ['1 | ORD-A7QPM | 1000 | 02', '2 | ORD-B7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'even one that has its match',
      ['1 | ORD-A7QPM | 1000 | 02', '2 | ORD-B7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-B7QPM | 1000 | 02'],
      ['exact 2=b', 'missing_here a', 'missing_there 1'],
    ],
    [
      'is near no other line',
      ['1 | ORD-A7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-Y7QPM | 1000 | 02'],
      ['missing_here a', 'missing_here b', 'missing_there 1'],
    ],
    [
      'is near one item alone, even where the others are far from each other',
      ['1 | ORD-A7QPM | 1000 | 02', '2 | ORD-X7QP | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is the only one so near to its item',
      ['1 | ORD-X7QPM | 1000 | 02'],
      ['a | ORD-A7QPM | 1000 | 02', 'b | ORD-X7QP | 1000 | 02'],
      ['missing_here a', 'missing_here b', 'missing_there 1'],
    ],
    [
      'is not looked at where lines spell it right',
      ['1 | ORD-A7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-A7QPM | 1000 | 02', 'c | ORD-A7QPM | 1000 | 02'],
      ['duplicate c of b', 'exact 1=b', 'missing_here a'],
    ],
    [
      'may be on a line for the fee as well',
      ['1 | ORD-A7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-X7QPM | -30 | 02'],
      ['typo 1=a+b, fee 30'],
    ],
    [
      'is no number of a series, of which each may be right',
      ['1 | order-400017 | 1000 | 02', '2 | order-711555 | 1000 | 02'],
      ['a | order-400018 | 1000 | 02'],
      ['missing_here a', 'missing_there 1', 'missing_there 2'],
    ],
    [
      'is another line of the same order, whose reference is right',
      ['1 | ORD-A7QPM | 1000 | 02', '2 | ORD-A7QPM | -1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-A7QPM | -1000 | 02'],
      ['exact 2=b', 'typo 1=a'],
    ],
    [
      'may be sent twice',
      ['1 | ORD-A7QPM | 1000 | 02'],
      ['a | ORD-X7QPM | 1000 | 02', 'b | ORD-X7QPM | 1000 | 03'],
      ['duplicate b of a', 'typo 1=a'],
    ],
    [
      'may be of a settlement',
      ['1 | o1, ST-A7QPM | 1000 | 02', '2 | o2, ST-A7QPM | 500 | 02'],
      ['a | ST-X7QPM | 1500 | 02'],
      ['typo 1+2=a'],
    ],
    ['may be less a fee', ['1 | ORD-A7QPM | 1000 | 02'], ['a | ORD-X7QPM | 970 | 02'], ['typo 1=a, fee 30']],
  ])('%s', (_, items, lines, outcome) => {
    expect(outcomeOf(items, lines, { fees: FEES })).toEqual(outcome);
  });

  it('is near none that an earlier match has claimed', () => {
    const outcome = (reference: string) =>
      outcomeOf(
        ['1 | ORD-A7QPM | 1000 | 12'],
        ['a | ORD-X7QPM | 1000 | 12'],
        {},
        {
          ...{ items: [`9 | ${reference} | 700 | 02`], lines: [`z | ${reference} | 700 | 02`] },
        },
      );
    expect(outcome('ord b7qpm')).toEqual(apart);
    expect(outcome('ORD-ELSE')).toEqual(matched);
  });
});
