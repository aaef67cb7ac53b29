import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import type { TrialBalance } from '@pacioli/contracts/trial-balance';
import { DocumentedApi, transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';
import { Product } from './product.testing';

/** Money that changes its currency. Every answer is held against the OpenAPI document. */
describe('FX transfers', () => {
  let product: Product;
  let api: DocumentedApi;
  let book: DocumentedBook;
  bookForEachTest('exchanged', async (opened) => {
    ({ product, api, book } = opened);
    for (const currency of ['GBP', 'JPY', 'KWD'])
      for (const [place, type] of Object.entries({ bank: 'asset', trading: 'equity', rounding: 'expense' })) {
        const name = `${place}:${currency.toLowerCase()}`;
        await made(book.post('/accounts', { name, type, currency, min_balance: null }));
      }
  });

  const sale = (
    sold: string,
    sold_currency: string,
    rate: string,
    bought_currency: string,
    rest: object = {},
  ) => {
    const [from, to] = [sold_currency.toLowerCase(), bought_currency.toLowerCase()];
    return {
      ...{ credit: `bank:${from}`, debit: `bank:${to}`, sold, sold_currency, rate, bought_currency },
      ...{ trading_sold: `trading:${from}`, trading_bought: `trading:${to}`, rounding: `rounding:${to}` },
      ...rest,
    };
  };
  const balances = async () => {
    const { currencies } = await api.get<TrialBalance>(`${book.path}/trial-balance`);
    for (const { debits, credits } of currencies) expect(debits).toBe(credits);
    return Object.fromEntries(
      currencies.flatMap(({ accounts }) =>
        accounts.map(({ name, debits, credits }) => [name, String(BigInt(debits) - BigInt(credits))]),
      ),
    );
  };

  it('tell the rate and all that became of it, in the answer and in the journal', async () => {
    const asked = sale('1000', 'JPY', '0.0020150', 'KWD', { bought: '2014', description: 'a trip' });
    const entry = (await made(book.post('/fx-transfers', asked))) as unknown as JournalEntry;
    expect(entry).toMatchObject({
      ...{ kind: 'fx_transfer', description: 'a trip' },
      postings: [
        {
          account: 'trading:jpy',
          direction: 'DEBIT',
          amount: '1000',
          currency: 'JPY',
          balance_after: '-1000',
        },
        { account: 'bank:jpy', direction: 'CREDIT', amount: '1000', currency: 'JPY' },
        { account: 'bank:kwd', direction: 'DEBIT', amount: '2014', currency: 'KWD', balance_after: '2014' },
        { account: 'trading:kwd', direction: 'CREDIT', amount: '2015', currency: 'KWD' },
        { account: 'rounding:kwd', direction: 'DEBIT', amount: '1', currency: 'KWD' },
      ],
    });
    expect(entry.exchange).toEqual({
      ...{ rate: '0.0020150', sold: '1000', sold_currency: 'JPY', bought: '2014', bought_currency: 'KWD' },
      ...{ exact: '2015', rounded_off: '0', residue: '1' },
    });
    expect(await book.get(`/journal-entries/${entry.id}`)).toEqual(entry);
    await made(book.post('/transfers', transfer('5')));
    const { data } = (await book.get('/journal-entries')) as { data: JournalEntry[] };
    expect(data.map(({ kind, exchange }) => [kind, exchange])).toEqual([
      ['transfer', undefined],
      ['fx_transfer', entry.exchange],
    ]);
    const back = await made(book.post('/fx-transfers', sale('2014', 'KWD', '497.5', 'JPY')));
    expect(back['exchange']).toMatchObject({
      exact: '1001.965',
      bought: '1002',
      rounded_off: '-0.035',
      residue: '0',
    });
    expect(back['postings']).toHaveLength(4);
  });

  it('are undone with their residue', async () => {
    const before = await balances();
    const entry = await made(
      book.post('/fx-transfers', sale('100', 'GBP', '0.39', 'KWD', { bought: '391' })),
    );
    expect(await balances()).toMatchObject({
      'bank:kwd': '391',
      'trading:kwd': '-390',
      'rounding:kwd': '-1',
    });
    const undone = await made(book.post(`/journal-entries/${entry['id'] as string}/reversal`));
    expect(undone['postings']).toHaveLength(5);
    expect(undone).not.toHaveProperty('exchange');
    expect(await balances()).toEqual(before);
    expect(await book.get(`/journal-entries/${entry['id'] as string}`)).toMatchObject({
      ...{ reversed_by: undone['id'], exchange: { residue: '-1' } },
    });
  });

  it('are operations of a batch, all of them or none', async () => {
    const operations = [
      { type: 'transfer', ...transfer('500') },
      { type: 'fx_transfer', ...sale('100', 'GBP', '190.255', 'JPY') },
      { type: 'fx_transfer', ...sale('190', 'JPY', '0.00202', 'KWD', { bought: '384' }) },
    ];
    const { results } = (await made(book.post('/batches', { operations }))) as {
      results: { type: string; journal_entry: JournalEntry }[];
    };
    expect(
      results.map(({ type, journal_entry: { exchange } }) => [type, exchange?.exact, exchange?.residue]),
    ).toEqual([
      ['transfer', undefined, undefined],
      ['fx_transfer', '190.255', '0'],
      ['fx_transfer', '383.8', '0'],
    ]);
    for (const { journal_entry } of results)
      expect(await book.get(`/journal-entries/${journal_entry.id}`)).toEqual(journal_entry);
    const before = await balances();
    const { status, body } = await book.post('/batches', {
      operations: [operations[1], { ...operations[2], bought: '500' }],
    });
    expect([status, body]).toMatchObject([
      422,
      { code: 'rate_contradicts', errors: [{ pointer: '/operations/1/bought' }] },
    ]);
    expect(await balances()).toEqual(before);
  });

  it('are refused before they are recorded when they are not of their form, and by the ledger when they can not be', async () => {
    const refused = (body: object) => codeOf(book.post('/fx-transfers', body));
    for (const rate of ['0', '0.00', '-1.5', '1e3', '1.', 1.5, '1000000000', '0.1234567890123456'])
      expect(await refused({ ...sale('1', 'GBP', '1', 'JPY'), rate })).toBe('invalid_request');
    for (const sold of ['0', '-1', '1000000000000000000', '1.5'])
      expect(await refused(sale(sold, 'GBP', '1', 'JPY'))).toBe('invalid_request');
    expect(await refused(sale('100', 'GBP', '1', 'GBP'))).toBe('currencies_must_differ');
    expect(await refused(sale('100', 'GBP', '1', 'JPY', { rounding: 'bank:jpy' }))).toBe(
      'accounts_must_differ',
    );
    expect(await refused(sale('50', 'GBP', '1', 'JPY'))).toBe('worth_nothing');
    expect(await refused(sale('999999999999999999', 'JPY', '0.0011', 'KWD'))).toBe('amount_too_large');
    expect(await refused(sale('100', 'GBP', '1.0', 'JPY', { bought: '3' }))).toBe('rate_contradicts');
    expect(await refused(sale('100', 'GBP', '1.0', 'JPY', { credit: 'bank:kwd' }))).toBe('currency_mismatch');
    expect(await refused(sale('100', 'GBP', '1.0', 'JPY', { debit: 'nowhere' }))).toBe('account_not_found');
    expect(await balances()).toMatchObject({ 'bank:gbp': '0', 'bank:jpy': '0' });
  });

  it('are proved right, each by its rate', async () => {
    await made(book.post('/fx-transfers', sale('1000', 'JPY', '0.0020150', 'KWD', { bought: '2016' })));
    const { code, output } = await product.reconcile();
    expect([code, output]).toEqual([0, expect.stringMatching(/exchanges_agree +1 exchange +ok/)]);
  });
});
