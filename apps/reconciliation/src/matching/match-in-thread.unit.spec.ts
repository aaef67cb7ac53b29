import { matchInThread } from './match-in-thread';
import { matchStatement } from './matching';
import { monthOf } from './month.testing';
import type { MatchingInput } from './statement-matching';

describe('Matching in a thread', () => {
  function monthOfPayments(payments: number): MatchingInput {
    const {
      items,
      lines,
      lastDay: asOf,
    } = monthOf(3, { payments, numbering: 'at random', prices: 'catalogue' });
    const fees = { basisPoints: 150n, fixed: 20n, tolerance: 1n };
    const tolerance = { minorUnits: 2n, basisPoints: 0n };
    return {
      ...{ items, lines, asOf },
      settings: { windowDays: 6, tolerance, mostInGroup: 200, referenceLength: 35, fees },
    };
  }

  it.each([100, 3_000])('of a month of %i payments comes to what it comes to here', async (payments) => {
    const input = monthOfPayments(payments);
    const matched = await matchInThread(input);
    expect(matched.matches.length).toBeGreaterThan(payments / 2);
    expect(matched).toEqual(matchStatement(input));
  });

  it('throws what is wrong with it', async () => {
    const { items, lines, ...rest } = monthOfPayments(3_000);
    await expect(matchInThread({ ...rest, items, lines: [...lines, lines[0]!] })).rejects.toThrow(
      'is given twice',
    );
  });
});
