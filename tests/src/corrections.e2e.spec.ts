import { DocumentedApi, transfer, type DocumentedAnswer } from './documented-api.testing';
import { Product } from './product.testing';

interface Problem {
  code: string;
}

/** What is done about accounts and entries that are not as they should be. Every answer is held against the OpenAPI document. */
describe('Corrections', () => {
  let product: Product;
  let api: DocumentedApi;
  let books = 0;
  let book: string;
  let keys = 0;

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
  }, 180_000);
  afterAll(() => product?.close());
  beforeEach(async () => {
    books += 1;
    book = `/v1/books/corrected-${books}`;
    await made(api.post('/v1/books', `open ${books}`, { id: `corrected-${books}`, name: 'A book' }));
    const psp = { name: 'assets:psp', type: 'asset', currency: 'GBP', min_balance: null };
    await made(post('/accounts', psp));
    await made(post('/accounts', { name: 'liabilities:m42', type: 'liability', currency: 'GBP' }));
  });

  async function made(answer: Promise<DocumentedAnswer>): Promise<Record<string, unknown>> {
    const { status, body, text } = await answer;
    expect([status, text]).toEqual([201, text]);
    return body as Record<string, unknown>;
  }
  const codeOf = async (answer: Promise<DocumentedAnswer>) => ((await answer).body as Problem).code;
  const send = (method: string, path: string, body: object, headers: Record<string, string> = {}) => {
    keys += 1;
    return api.send(method, book + path, {
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': `key-${keys}`, prefer: 'wait=30' },
        ...headers,
      },
      body: JSON.stringify(body),
    });
  };
  const post = (path: string, body: object = {}, headers = {}) => send('POST', path, body, headers);
  const account = (query = '') =>
    api.get<Record<string, unknown>>(`${book}/accounts/liabilities:m42${query}`);

  it('reverse an entry once, with links both ways', async () => {
    const entry = await made(post('/transfers', transfer('500')));
    const path = `/journal-entries/${entry['id'] as string}`;
    const undone = await made(post(`${path}/reversal`, { description: 'sent twice' }));
    expect(undone).toMatchObject({
      ...{ kind: 'reversal', reverses: entry['id'], description: 'sent twice' },
      postings: [
        { account: 'assets:psp', direction: 'CREDIT', amount: '500', balance_after: '0' },
        { account: 'liabilities:m42', direction: 'DEBIT', amount: '500', balance_after: '0' },
      ],
    });
    expect(await api.get(book + path)).toEqual({ ...entry, reversed_by: undone['id'] });
    expect(await api.get(`${book}/journal-entries/${undone['id'] as string}`)).toEqual(undone);
    expect(await codeOf(post(`${path}/reversal`))).toBe('already_reversed');
    expect(await codeOf(post(`/journal-entries/${undone['id'] as string}/reversal`))).toBe('is_a_reversal');
    const unknown = `/journal-entries/je_${'0'.repeat(32)}/reversal`;
    expect(await codeOf(post(unknown))).toBe('journal_entry_not_found');
  });

  it('suspend an account, activate it, and close it when it is empty', async () => {
    const name = '/accounts/liabilities:m42';
    const entry = await made(post('/transfers', transfer('500')));
    const suspended = await made(post(`${name}/suspend`, { reason: 'a dispute' }));
    expect(suspended).toMatchObject({ status: 'SUSPENDED', version: '1', revision: '1' });
    expect(await codeOf(post('/transfers', transfer('1')))).toBe('account_suspended');
    const path = `/journal-entries/${entry['id'] as string}/reversal`;
    expect(await codeOf(post(path))).toBe('account_suspended');
    expect(await codeOf(post(`${name}/close`))).toBe('account_not_empty');
    await made(post(`${name}/activate`));
    expect(await codeOf(post(`${name}/activate`))).toBe('account_active');
    await made(post(path));
    expect(await made(post(`${name}/close`))).toMatchObject({ status: 'CLOSED', revision: '3' });
    expect(await account()).toMatchObject({ status: 'CLOSED', version: '2', revision: '3' });
    for (const verb of ['suspend', 'activate', 'close']) {
      expect(await codeOf(post(`${name}/${verb}`))).toBe('account_closed');
    }
    expect(await codeOf(post('/transfers', transfer('1')))).toBe('account_closed');
  });

  it('change limits and metadata, unless something came first', async () => {
    const path = '/accounts/liabilities:m42';
    const before = await account();
    const changed = await made(
      send('PATCH', path, { max_balance: '100', metadata: { a: '1', b: '2' } }, { 'if-match': '"0.0"' }),
    );
    expect(changed).toEqual({ ...before, revision: '1', max_balance: '100', metadata: { a: '1', b: '2' } });
    expect(await codeOf(send('PATCH', path, {}, { 'if-match': '"0.0"' }))).toBe('version_conflict');
    expect(await codeOf(post('/transfers', transfer('101')))).toBe('limit_exceeded');
    await made(send('PATCH', path, { max_balance: null, metadata: { a: null, c: '3' } }));
    await made(post('/transfers', transfer('101')));
    const { headers } = await api.send('GET', `${book}${path}`);
    expect(headers.get('etag')).toBe('"1.2"');
    expect(await account()).toMatchObject({ max_balance: null, metadata: { b: '2', c: '3' } });
    // As it was known then.
    const { recorded_at: at } = await made(post('/transfers', transfer('1')));
    await made(send('PATCH', path, { min_balance: '-5' }));
    expect(await account(`?at=${at as string}`)).toMatchObject({ min_balance: '0', revision: '2' });
    expect(await codeOf(send('PATCH', path, { min_balance: '9', max_balance: '1' }))).toBe(
      'limits_contradict',
    );
    for (const tag of ['1.2', '"x"', 'W/"1.2"']) {
      expect(await codeOf(send('PATCH', path, {}, { 'if-match': tag }))).toBe('invalid_request');
    }
  });

  it('are guarded by conditions on balances', async () => {
    const when = (op: string, amount: string) => ({
      conditions: [{ account: 'liabilities:m42', balance: 'available', op, amount }],
    });
    await made(post('/transfers', transfer('500', when('eq', '0'))));
    expect(await codeOf(post('/transfers', transfer('1', when('lte', '499'))))).toBe('condition_failed');
    await made(post('/transfers', transfer('1', when('gte', '500'))));
    const elsewhere = { conditions: [{ account: 'nowhere', balance: 'posted', op: 'eq', amount: '0' }] };
    expect(await codeOf(post('/transfers', transfer('1', elsewhere)))).toBe('account_not_found');
  });
});
