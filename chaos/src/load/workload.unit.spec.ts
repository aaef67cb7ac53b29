import type { BatchRequest } from '@pacioli/contracts/batch';
import type { FxTransferRequest } from '@pacioli/contracts/fx-transfer';
import { keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { PAYMENT_EVENTS } from '@pacioli/contracts/payment-event';
import { checkerOf } from '@pacioli/contracts/schema';
import { Model, type Expected } from '../checker/model';
import { Random } from '../random';
import { openingRequests } from './accounts';
import { eventBodyOf, isImport, type WriteRequest } from './request';
import { Workload } from './workload';

const BOOKS = ['north', 'east'];
const clientOf = (seed: number, client = 0) => new Workload(new Random(seed), client, BOOKS);
const drawn = (workload: Workload, count = 3_000): WriteRequest[] =>
  Array.from({ length: count }, () => workload.next());
/** The invalid ones are meant to be. */
const isInvalid = ({ body }: WriteRequest): boolean => body.includes('"amount":12}');

/** What the model makes of requests, one after the other, in the books that are opened before. */
function decidedByModel(requests: readonly WriteRequest[]): Expected[] {
  const model = new Model();
  return [...BOOKS.flatMap(openingRequests), ...requests]
    .map((request, at) =>
      model.hear({
        ...{ partition: 0, offset: BigInt(at), timestamp: at, key: request.book },
        value: JSON.stringify(eventBodyOf(request)),
        headers: {
          ...{ ce_source: 'http', ce_idempotencykey: String(at), ce_type: request.type },
          ce_id: operationIdOf(keyIdOf('http', request.book, String(at)), Buffer.alloc(4)),
        },
      }),
    )
    .slice(-requests.length)
    .flatMap((expected) => expected ?? []);
}

describe('The workload', () => {
  it('asks for nothing that the API does not understand, but on purpose', () => {
    const checks = new Map(Object.entries(PAYMENT_EVENTS).map(([type, { body }]) => [type, checkerOf(body)]));
    for (const request of drawn(clientOf(1)).filter((one) => !isInvalid(one)))
      expect([request, checks.get(request.type)?.(eventBodyOf(request))]).toEqual([request, []]);
  });

  it('asks for every movement, and in batches for every movement that can be in one', () => {
    const requests = drawn(clientOf(2));
    const types = new Set(requests.map(({ type }) => type.split('.')[0]));
    expect([...types].sort()).toEqual([
      ...[
        'account-activation',
        'account-change',
        'account-closure',
        'account-suspension',
        'batch',
        'capture',
        'fx-transfer',
        'hold',
        'journal-entry',
        'period-close',
        'reversal',
      ],
      ...['transfer', 'void'],
    ]);
    const batches = requests
      .filter((request) => request.type === 'batch.requested.v1' && !isImport(request))
      .map(({ body }) => JSON.parse(body) as BatchRequest);
    const sizes = batches.map(({ operations }) => operations.length);
    expect(sizes.every((size) => size >= 2 && size <= 50)).toBe(true);
    expect(
      [...new Set(batches.flatMap(({ operations }) => operations.map(({ type }) => type)))].sort(),
    ).toEqual(['capture', 'fx_transfer', 'hold', 'journal_entry', 'reversal', 'transfer', 'void']);
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
    const effective = requests.flatMap((request) => {
      const { book, type } = request;
      const at = (eventBodyOf(request) as { effective_at?: string }).effective_at;
      return at === undefined ? [] : [{ type, period: `${book} ${at.slice(0, 7)}` }];
    });
    const inClosed = effective.filter(({ period }) => closed.includes(period)).map(({ type }) => type);
    expect([...new Set(inClosed)].sort()).toEqual(
      ['capture', 'fx-transfer', 'journal-entry', 'reversal', 'transfer'].map(
        (noun) => `${noun}.requested.v1`,
      ),
    );
  });

  it('exchanges both ways, more than the rate gives and as much, and now and then what can not be', () => {
    const requests = drawn(clientOf(6), 6_000).filter(({ type }) => type === 'fx-transfer.requested.v1');
    const exchanges = requests.map((request) => eventBodyOf(request) as FxTransferRequest);
    const decided = decidedByModel(requests);
    const residues = decided.flatMap(({ entries }) => entries.map(({ exchange }) => exchange!.residue));
    expect(residues.map(Number)).toEqual(expect.arrayContaining([-1, 0, 1]));
    const ways = exchanges.map(({ sold_currency, bought_currency }) => `${sold_currency} ${bought_currency}`);
    expect(ways).toEqual(expect.arrayContaining(['GBP JPY', 'JPY GBP']));
    expect(decided.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        ...['worth_nothing', 'amount_too_large', 'rate_contradicts', 'currencies_must_differ'],
        ...['accounts_must_differ', 'account_not_found', 'currency_mismatch', null],
      ]),
    );
  });

  it('sends files of some lines, and now and then another under the key of one before it', () => {
    const files = drawn(clientOf(7), 6_000).filter(isImport);
    const sizes = files.map((file) => (eventBodyOf(file) as BatchRequest).operations.length);
    expect(sizes.every((size) => size >= 20 && size <= 100)).toBe(true);
    const bodies = new Map<string, Set<string>>();
    for (const { book, key, body } of files)
      bodies.set(`${book} ${key}`, (bodies.get(`${book} ${key}`) ?? new Set()).add(body));
    expect([...bodies.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(new Set(files.map(({ body }) => body)).size);
    expect(files.filter(isInvalid).length).toBeGreaterThan(0);
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
