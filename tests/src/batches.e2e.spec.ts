import { transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';

interface Problem {
  code: string;
  errors: { pointer: string }[];
}

/** Many movements in one request. Every answer is held against the OpenAPI document. */
describe('Batches', () => {
  let book: DocumentedBook;
  bookForEachTest('batched', (opened) => ({ book } = opened));

  const operation = (amount: string, rest: object = {}) => ({ type: 'transfer', ...transfer(amount, rest) });
  const posted = async () => (await book.account())['balances'] as { posted: string };

  it('post all or nothing, and answer each operation in its place', async () => {
    await made(book.post('/accounts', { name: 'liabilities:m43', type: 'liability', currency: 'GBP' }));
    const hold = {
      type: 'hold',
      debit: 'liabilities:m42',
      credit: 'liabilities:m43',
      amount: '40',
      currency: 'GBP',
    };
    const batch = await made(book.post('/batches', { operations: [operation('100'), hold, operation('5')] }));
    const results = batch['results'] as Record<string, { id: string }>[];
    expect(results).toMatchObject([
      { type: 'transfer', journal_entry: { kind: 'transfer', number: '1' } },
      { type: 'hold', hold: { status: 'open', amount: '40' } },
      {
        type: 'transfer',
        journal_entry: { postings: [{}, { balance_after: '105', available_after: '65' }] },
      },
    ]);
    expect(await book.get(`/operations/${batch['operation'] as string}`)).toMatchObject({
      ...{ status: 'posted', resource: { type: 'operation' }, journal_entry: null },
    });
    for (const at of [0, 2]) {
      const entry = results[at]!['journal_entry']!;
      expect(await book.get(`/journal-entries/${entry.id}`)).toEqual(entry);
    }
    const held = results[1]!['hold']!;
    expect(await book.get(`/holds/${held.id}`)).toEqual(held);
    await made(book.post(`/journal-entries/${results[2]!['journal_entry']!.id}/reversal`));
    await made(book.post(`/holds/${held.id}/capture`));
    expect(await posted()).toEqual({ posted: '60', pending: '60', available: '60' });

    const over = { ...hold, type: 'transfer', amount: '62' };
    const { status, body } = await book.post('/batches', {
      operations: [operation('1'), over, operation('1')],
    });
    expect([status, (body as Problem).code]).toEqual([422, 'insufficient_available_balance']);
    expect((body as Problem).errors).toMatchObject([{ pointer: '/operations/1' }]);
    expect(await posted()).toMatchObject({ posted: '60' });
  });

  it('name what is wrong with an operation before anything is recorded', async () => {
    const problemOf = async (operations: unknown) =>
      (await book.post('/batches', { operations })).body as Problem;
    for (const [operations, pointer] of [
      [[], '/operations'],
      [[operation('1'), { ...operation('1'), amount: 1 }], '/operations/1/amount'],
      [[operation('1'), { ...operation('1'), type: 'gift' }], '/operations/1/type'],
      [[{ ...operation('1'), postings: [] }], '/operations/0/postings'],
    ] as const) {
      const problem = await problemOf(operations);
      expect([problem.code, problem.errors.map((error) => error.pointer)]).toEqual([
        'invalid_request',
        [pointer],
      ]);
    }
  });

  it('take 10,000 operations, and no more', async () => {
    const operations = Array.from({ length: 10_000 }, (_, at) => operation(String(at + 1)));
    const batch = await made(book.post('/batches', { operations }));
    expect(batch['results']).toHaveLength(10_000);
    expect(await posted()).toMatchObject({ posted: String((10_000 * 10_001) / 2) });
    expect(await codeOf(book.post('/batches', { operations: [...operations, operation('1')] }))).toBe(
      'invalid_request',
    );
    const long = {
      metadata: Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v'.repeat(500)])),
    };
    const heavy = Array.from({ length: 400 }, () => operation('1', long));
    expect(await codeOf(book.post('/batches', { operations: heavy }))).toBe('body_too_large');
  });
});
