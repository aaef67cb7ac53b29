import { FEES, matchedOf } from './outcome.testing';

describe('A controller is told', () => {
  it.each([
    [
      'what was equal',
      ['1 | order-17, k1 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 04'],
      'reference order-17 on both sides, amounts equal, 2 days apart',
    ],
    [
      'that a day is one',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 03'],
      'reference order-17 on both sides, amounts equal, 1 day apart',
    ],
    [
      'what was too late',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 14'],
      'reference order-17 on both sides, amounts equal, but 12 days apart, which is more than 5 days',
    ],
    [
      'how much was tolerated',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1002 | 02'],
      'reference order-17 on both sides, 0.02 GBP more in the statement, within the tolerance, on the same day',
    ],
    [
      'how much was not',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 950 | 02'],
      'reference order-17 on both sides, but 0.50 GBP less in the statement, beyond the tolerance',
    ],
    [
      'which fee the line tells',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 970 | 02 | 30'],
      'reference order-17 on both sides, the line is the item less a fee of 0.30 GBP that the line tells, on the same day',
    ],
    [
      'which fee is of the schedule',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 970 | 02'],
      'reference order-17 on both sides, the line is the item less a fee of 0.30 GBP as in the schedule, on the same day',
    ],
    [
      'which fee is not',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 960 | 02 | 40'],
      'reference order-17 on both sides, less a fee of 0.40 GBP where the schedule has 0.30 GBP',
    ],
    [
      'of a line for a fee',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 02', 'b | ORDER 17 | -30 | 02'],
      'reference order-17 on both sides, amounts equal, and a line of its own for a fee of 0.30 GBP as in the schedule, on the same day',
    ],
    [
      'what items come to',
      ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 03'],
      ['a | ST 1 | 1500 | 04'],
      'reference st-1 on both sides, 2 items come to the amount of the line, at most 2 days apart',
    ],
    [
      'what they come to with a fee',
      ['1 | o1, st-1 | 1000 | 02', '2 | o2, st-1 | 500 | 03'],
      ['a | ST 1 | 1445 | 04'],
      'reference st-1 on both sides, 2 items come to the amount of the line and a fee of 0.55 GBP as in the schedule, at most 2 days apart',
    ],
    [
      'what lines come to',
      ['1 | o1 | 1000 | 02'],
      ['a | O 1 | 700 | 02', 'b | O 1 | 300 | 03'],
      'reference o1 on both sides, 2 lines come to the amount of the item, at most 1 day apart',
    ],
    [
      'what they come to less a fee',
      ['1 | o1 | 1000 | 02'],
      ['a | O 1 | 675 | 02 | 25', 'b | O 1 | 275 | 02 | 25'],
      'reference o1 on both sides, 2 lines come to the amount of the item less a fee of 0.50 GBP that the line tells, on the same day',
    ],
    [
      'what was misspelt',
      ['1 | order-A7Q | 1000 | 02'],
      ['a | ORDER AQ7 | 1000 | 02'],
      'reference order-A7Q is ORDERAQ7 in the statement, one letter off, and no other is so near, amounts equal, on the same day',
    ],
    [
      'that nothing else has the amount',
      ['1 | rent | 48317 | 02'],
      ['a |  | 48317 | 02'],
      'no reference to compare, but no other item or line has this amount within 5 days, amounts equal, on the same day',
    ],
    [
      'what a day left over',
      ['1 | o1 | 1000 | 02', '2 | o2 | 500 | 02'],
      ['a | WALLET | 1500 | 03'],
      'all 2 items of 2026-10-02 that nothing else explains, 2 items come to the amount of the line, at most 1 day apart',
    ],
    [
      'what a currency has that the ledger does not know',
      ['1 | o1 | 1000 | 02 | XBT'],
      ['a | o1 | 995 | 02 | - | XBT'],
      'reference o1 on both sides, but 5 minor units of XBT less in the statement, beyond the tolerance',
    ],
    [
      'what is missing there',
      ['1 | o1, k1 | 1000 | 02'],
      [],
      'nothing in the statement answers to reference o1 or k1 and 10.00 GBP',
    ],
    [
      'what is missing here',
      [],
      ['a |  | 1000 | 02'],
      'nothing in the ledger answers to no reference and 10.00 GBP',
    ],
  ])('%s', (_, items, lines, reason) => {
    const { matches, breaks } = matchedOf(items, lines, { fees: FEES });
    expect([...matches, ...breaks].map((found) => found.reason)).toEqual([reason]);
  });

  it.each([
    [
      'item',
      ['1 | order-17 | 1000 | 02', '2 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 02'],
      'item shop 1/1 has reference order-17 and 10.00 GBP too, and was claimed before it',
    ],
    [
      'line',
      ['1 | order-17 | 1000 | 02'],
      ['a | ORDER 17 | 1000 | 02', 'b | ORDER 17 | 1000 | 02'],
      'line a has reference ORDER 17 and 10.00 GBP too, and was claimed before it',
    ],
  ])('which %s another repeats', (_, items, lines, reason) => {
    expect(matchedOf(items, lines).breaks).toEqual([expect.objectContaining({ cause: 'duplicate', reason })]);
  });

  it('that a line is as much as one and as all', () => {
    const { breaks } = matchedOf(
      ['1 | o1, st-1 | 999 | 02', '2 | o2, st-1 | 555 | 02', '3 | o3, st-1 | -555 | 02'],
      ['a | ST 1 | 999 | 02'],
    );
    expect(new Set(breaks.map(({ reason }) => reason))).toEqual(
      new Set(['reference st-1 is on 3 items, and the line is as much as one of them and as all of them']),
    );
  });
});
