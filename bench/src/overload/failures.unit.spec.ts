import { failures, mostApiMb, type Asked } from './failures';
import type { Overload } from './overload';

const well: Overload = {
  ...{
    offered: 150,
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

const asked: Asked = { sustainable: 6, seconds: 10, connections: 640 };

describe('What must not happen under overload', () => {
  it('is nothing that happens to a service that refuses what it can not do', () => {
    expect(failures(well, asked)).toEqual([]);
    expect(failures({ ...well, notLetIn: 1 }, asked)).toEqual([]);
    expect(failures({ ...well, posted: 35 }, asked)).toEqual([]);
    expect(failures({ ...well, posted: 36, probeUnknown: 1 }, asked)).toEqual([]);
    expect(failures({ ...well, refused: { outcome_unknown: 3 }, timedOut: 0, posted: 33 }, asked)).toEqual(
      [],
    );
  });

  it('is that nobody was let in, even where nothing was done before', () => {
    const nobody = { ...well, accepted: 0, refused: {}, timedOut: 0, notLetIn: 100, posted: 0 };
    expect(failures(nobody, { ...asked, sustainable: 0 })).toEqual([
      expect.stringContaining('0 were accepted, of at least 1'),
      expect.stringContaining('100 of 100 that were sent were not let in'),
    ]);
  });

  it.each<[string, Partial<Overload>, string]>([
    ['an answer of another kind', { wrong: { 500: 2 } }, '2 times 500'],
    ['a connection that broke', { wrong: { ECONNRESET: 1 } }, '1 times ECONNRESET'],
    ['nobody who is accepted', { accepted: 0, posted: 0 }, '0 were accepted, of at least 30'],
    ['less work done than half', { accepted: 29, posted: 29 }, '29 were accepted, of at least 30'],
    ['a crowd that is not let in', { notLetIn: 2 }, '2 of 100 that were sent were not let in'],
    [
      'more memory than there is',
      { peakMb: { api: mostApiMb(asked.connections) + 1, ledger: 1 } },
      'payment-api took',
    ],
    ['a payment that was lost', { posted: 29 }, 'holds 29 of 30'],
    ['a payment that nobody sent', { posted: 36 }, 'holds 36 of 30'],
    ['payments that are not posted', { postedAfterMs: null }, 'The ledger holds'],
    ['answers that stay slow', { normalAfterMs: 6_000 }, 'as fast as before'],
    ['answers that never come', { normalAfterMs: null }, 'as fast as before'],
  ])('is %s', (_, change, message) => {
    expect(failures({ ...well, ...change }, asked)).toEqual([expect.stringContaining(message)]);
  });
});
