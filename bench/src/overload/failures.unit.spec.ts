import { MOST_API_MB, failures } from './failures';
import type { Overload } from './overload';

const well: Overload = {
  ...{
    offered: 100,
    notSent: 50,
    accepted: 30,
    refused: { overloaded: 15 },
    wrong: {},
    timedOut: 5,
    notLetIn: 0,
  },
  ...{ acceptedP50Ms: 1, acceptedP99Ms: 2, refusedP50Ms: 1 },
  ...{ peakMb: { api: 200, ledger: 200 }, peakQueue: 10 },
  ...{ normalAfterMs: 100, postedAfterMs: 200, posted: 30, probeUnknown: 0 },
};

describe('What must not happen under overload', () => {
  it('is nothing that happens to a service that refuses what it can not do', () => {
    expect(failures(well)).toEqual([]);
    expect(failures({ ...well, posted: 35 })).toEqual([]);
    expect(failures({ ...well, posted: 36, probeUnknown: 1 })).toEqual([]);
    expect(failures({ ...well, refused: { outcome_unknown: 3 }, timedOut: 0, posted: 33 })).toEqual([]);
  });

  it.each<[string, Partial<Overload>, string]>([
    ['an answer of another kind', { wrong: { 500: 2 } }, '2 times 500'],
    ['a connection that broke', { wrong: { ECONNRESET: 1 } }, '1 times ECONNRESET'],
    ['more memory than there is', { peakMb: { api: MOST_API_MB + 1, ledger: 1 } }, 'payment-api took'],
    ['a payment that was lost', { posted: 29 }, 'holds 29 of 30'],
    ['a payment that nobody sent', { posted: 36 }, 'holds 36 of 30'],
    ['payments that are not posted', { postedAfterMs: null }, 'The ledger holds'],
    ['answers that stay slow', { normalAfterMs: 6_000 }, 'as fast as before'],
    ['answers that never come', { normalAfterMs: null }, 'as fast as before'],
  ])('is %s', (_, change, message) => {
    expect(failures({ ...well, ...change })).toEqual([expect.stringContaining(message)]);
  });
});
