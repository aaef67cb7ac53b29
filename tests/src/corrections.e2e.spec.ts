import { DocumentedApi, transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';

/** What is done about accounts and entries that are not as they should be. Every answer is held against the OpenAPI document. */
describe('Corrections', () => {
  let api: DocumentedApi;
  let book: DocumentedBook;
  bookForEachTest('corrected', (opened) => ({ api, book } = opened));

  it('reverse an entry once, with links both ways', async () => {
    const entry = await made(book.post('/transfers', transfer('500')));
    const path = `/journal-entries/${entry['id'] as string}`;
    const undone = await made(book.post(`${path}/reversal`, { description: 'sent twice' }));
    expect(undone).toMatchObject({
      ...{ kind: 'reversal', reverses: entry['id'], description: 'sent twice' },
      postings: [
        { account: 'assets:psp', direction: 'CREDIT', amount: '500', balance_after: '0' },
        { account: 'liabilities:m42', direction: 'DEBIT', amount: '500', balance_after: '0' },
      ],
    });
    expect(await book.get(path)).toEqual({ ...entry, reversed_by: undone['id'] });
    expect(await book.get(`/journal-entries/${undone['id'] as string}`)).toEqual(undone);
    expect(await codeOf(book.post(`${path}/reversal`))).toBe('already_reversed');
    expect(await codeOf(book.post(`/journal-entries/${undone['id'] as string}/reversal`))).toBe(
      'is_a_reversal',
    );
    const unknown = `/journal-entries/je_${'0'.repeat(32)}/reversal`;
    expect(await codeOf(book.post(unknown))).toBe('journal_entry_not_found');
  });

  it('suspend an account, activate it, and close it when it is empty', async () => {
    const name = '/accounts/liabilities:m42';
    const entry = await made(book.post('/transfers', transfer('500')));
    const suspended = await made(book.post(`${name}/suspend`, { reason: 'a dispute' }));
    expect(suspended).toMatchObject({ status: 'SUSPENDED', version: '1', revision: '1' });
    expect(await codeOf(book.post('/transfers', transfer('1')))).toBe('account_suspended');
    const path = `/journal-entries/${entry['id'] as string}/reversal`;
    expect(await codeOf(book.post(path))).toBe('account_suspended');
    expect(await codeOf(book.post(`${name}/close`))).toBe('account_not_empty');
    await made(book.post(`${name}/activate`));
    expect(await codeOf(book.post(`${name}/activate`))).toBe('account_active');
    await made(book.post(path));
    expect(await made(book.post(`${name}/close`))).toMatchObject({ status: 'CLOSED', revision: '3' });
    expect(await book.account()).toMatchObject({ status: 'CLOSED', version: '2', revision: '3' });
    for (const verb of ['suspend', 'activate', 'close']) {
      expect(await codeOf(book.post(`${name}/${verb}`))).toBe('account_closed');
    }
    expect(await codeOf(book.post('/transfers', transfer('1')))).toBe('account_closed');
  });

  it('change limits and metadata, unless something came first', async () => {
    const path = '/accounts/liabilities:m42';
    const before = await book.account();
    const changed = await made(
      book.send('PATCH', path, { max_balance: '100', metadata: { a: '1', b: '2' } }, { 'if-match': '"0.0"' }),
    );
    expect(changed).toEqual({ ...before, revision: '1', max_balance: '100', metadata: { a: '1', b: '2' } });
    expect(await codeOf(book.send('PATCH', path, {}, { 'if-match': '"0.0"' }))).toBe('version_conflict');
    expect(await codeOf(book.post('/transfers', transfer('101')))).toBe('limit_exceeded');
    await made(book.send('PATCH', path, { max_balance: null, metadata: { a: null, c: '3' } }));
    await made(book.post('/transfers', transfer('101')));
    const { headers } = await api.send('GET', book.path + path);
    expect(headers.get('etag')).toBe('"1.2"');
    expect(await book.account()).toMatchObject({ max_balance: null, metadata: { b: '2', c: '3' } });
    // As it was known then.
    const { recorded_at: at } = await made(book.post('/transfers', transfer('1')));
    await made(book.send('PATCH', path, { min_balance: '-5' }));
    expect(await book.account(`?at=${at as string}`)).toMatchObject({ min_balance: '0', revision: '2' });
    expect(await codeOf(book.send('PATCH', path, { min_balance: '9', max_balance: '1' }))).toBe(
      'limits_contradict',
    );
    for (const tag of ['1.2', '"x"', 'W/"1.2"']) {
      expect(await codeOf(book.send('PATCH', path, {}, { 'if-match': tag }))).toBe('invalid_request');
    }
  });

  it('are guarded by conditions on balances', async () => {
    const when = (op: string, amount: string) => ({
      conditions: [{ account: 'liabilities:m42', balance: 'available', op, amount }],
    });
    await made(book.post('/transfers', transfer('500', when('eq', '0'))));
    expect(await codeOf(book.post('/transfers', transfer('1', when('lte', '499'))))).toBe('condition_failed');
    await made(book.post('/transfers', transfer('1', when('gte', '500'))));
    const elsewhere = { conditions: [{ account: 'nowhere', balance: 'posted', op: 'eq', amount: '0' }] };
    expect(await codeOf(book.post('/transfers', transfer('1', elsewhere)))).toBe('account_not_found');
  });
});
