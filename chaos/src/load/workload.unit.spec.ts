import type { BatchRequest } from '@pacioli/contracts/batch';
import { PAYMENT_EVENTS } from '@pacioli/contracts/payment-event';
import { checkerOf } from '@pacioli/contracts/schema';
import { Random } from '../random';
import { beyondBody, type WriteRequest } from './request';
import { Workload } from './workload';

const BOOKS = ['north', 'east'];
const clientOf = (seed: number, client = 0) => new Workload(new Random(seed), client, BOOKS);
const drawn = (workload: Workload, count = 3_000): WriteRequest[] =>
  Array.from({ length: count }, () => workload.next());
/** The invalid ones are meant to be. */
const isInvalid = ({ body }: WriteRequest): boolean => body.includes('"amount":12}');
const bodyOf = (request: WriteRequest) => ({
  ...(JSON.parse(request.body) as object),
  ...beyondBody(request),
});

describe('The workload', () => {
  it('asks for nothing that the API does not understand, but on purpose', () => {
    const checks = new Map(Object.entries(PAYMENT_EVENTS).map(([type, { body }]) => [type, checkerOf(body)]));
    for (const request of drawn(clientOf(1)).filter((one) => !isInvalid(one)))
      expect([request, checks.get(request.type)?.(bodyOf(request))]).toEqual([request, []]);
  });

  it('asks for every movement, and in batches for every movement that can be in one', () => {
    const requests = drawn(clientOf(2));
    const types = new Set(requests.map(({ type }) => type.split('.')[0]));
    expect([...types].sort()).toEqual([
      ...[
        'account-activation',
        'account-change',
        'account-suspension',
        'batch',
        'capture',
        'hold',
        'journal-entry',
        'period-close',
        'reversal',
      ],
      ...['transfer', 'void'],
    ]);
    const batches = requests
      .filter(({ type }) => type === 'batch.requested.v1')
      .map(({ body }) => JSON.parse(body) as BatchRequest);
    const sizes = batches.map(({ operations }) => operations.length);
    expect(sizes.every((size) => size >= 2 && size <= 50)).toBe(true);
    expect(
      [...new Set(batches.flatMap(({ operations }) => operations.map(({ type }) => type)))].sort(),
    ).toEqual(['capture', 'hold', 'journal_entry', 'reversal', 'transfer', 'void']);
  });

  it('closes months of each book, and lets movements of money take effect in them', () => {
    const requests = drawn(clientOf(5), 6_000);
    const closes = requests.filter(({ type }) => type === 'period-close.requested.v1');
    const periodOf = ({ book, inPath }: WriteRequest) => `${book} ${inPath!['period']!}`;
    const closed = closes.map(periodOf);
    expect(new Set(closed).size).toBeLessThan(closed.length);
    expect(closes.map(({ inPath }) => inPath!['starts_at']!.slice(0, 7))).toEqual(
      closes.map(({ inPath }) => inPath!['period']),
    );
    const effective = requests.flatMap(({ book, type, body }) => {
      const at = (JSON.parse(body) as { effective_at?: string }).effective_at;
      return at === undefined ? [] : [{ type, period: `${book} ${at.slice(0, 7)}` }];
    });
    const inClosed = effective.filter(({ period }) => closed.includes(period)).map(({ type }) => type);
    expect([...new Set(inClosed)].sort()).toEqual(
      ['capture', 'journal-entry', 'reversal', 'transfer'].map((noun) => `${noun}.requested.v1`),
    );
  });

  it('lets clients ask for, capture and void the same holds', () => {
    const [one, other] = [drawn(clientOf(3, 0), 400), drawn(clientOf(4, 1), 400)];
    const asked = (requests: WriteRequest[]) =>
      requests.filter(({ key }) => key.startsWith('hold-')).map(({ book, key }) => `${book} ${key}`);
    const settled = (requests: WriteRequest[]) => requests.flatMap(({ inPath }) => inPath?.['hold'] ?? []);
    const shared = (of: (requests: WriteRequest[]) => string[]) =>
      of(one).filter((hold) => of(other).includes(hold));
    expect(shared(asked).length).toBeGreaterThan(10);
    expect(shared(settled).length).toBeGreaterThan(10);
  });
});
