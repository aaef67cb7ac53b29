import { partitionOf } from '@pacioli/contracts/topics';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { DocumentedApi, transfer } from './documented-api.testing';
import { Product } from './product.testing';

interface Posted {
  id: string;
  operation: string;
  number: string;
  recorded_at: string;
  postings: { account: string; version: string; balance_after: string }[];
}
interface Page {
  data: {
    id: string;
    name: string;
    version: string;
    number: string;
    journal_entry: string;
    balance_after: string;
  }[];
  next_cursor: string | null;
}
interface Account {
  version: string;
  balances: { posted: string; pending: string; available: string };
}

/** Every answer in this file is held against the OpenAPI document that the API serves. */
describe('payment-api', () => {
  let product: Product;
  let api: DocumentedApi;
  let topic: TopicReader;
  let books = 0;
  let book: string;

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    topic = await product.paymentEvents();
  }, 180_000);
  afterAll(async () => {
    await topic?.close();
    await product?.close();
  });
  beforeEach(async () => {
    books += 1;
    book = `/v1/books/book-${books}`;
    expect(await post('/v1/books', { id: `book-${books}`, name: 'A book' })).toMatchObject({ status: 201 });
    await openAccount('assets:psp', 'asset');
    await openAccount('liabilities:m42', 'liability');
  });

  const post = (path: string, body: unknown, key = 'open') => api.post(path, `"${path} ${key}"`, body);
  async function openAccount(name: string, type: string): Promise<void> {
    const body = { name, type, currency: 'GBP' };
    expect(await post(`${book}/accounts`, body, name)).toMatchObject({ status: 201 });
  }
  async function transferred(key: string, amount: string, rest: object = {}): Promise<Posted> {
    const { status, body } = await post(`${book}/transfers`, transfer(amount, rest), key);
    expect(status).toBe(201);
    return body as Posted;
  }
  const account = (query = '') => api.get<Account>(`${book}/accounts/assets:psp${query}`);

  /** All things of a list, by pages of `limit`; `between` runs after each page. */
  async function all(list: string, limit: number, between = async (): Promise<void> => undefined) {
    const pages: Page['data'][] = [];
    let cursor: string | null = null;
    do {
      const query: string = `limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: Page = await api.get(`${book}/${list}${list.includes('?') ? '&' : '?'}${query}`);
      pages.push(page.data);
      cursor = page.next_cursor;
      await between();
    } while (cursor !== null);
    return pages.flat();
  }

  describe('a write', () => {
    it('is answered with its outcome, the same again for the same key, bare or quoted', async () => {
      const first = await api.post(`${book}/transfers`, 'k', transfer('1050'));
      const again = await api.post(`${book}/transfers`, '"k"', transfer('1050'));
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.text).toBe(first.text);
      expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([
        null,
        'true',
      ]);
      expect(first.headers.get('preference-applied')).toBe('wait=30');
      const { id, operation } = first.body as Posted;
      expect(first.headers.get('location')).toBe(`${book}/journal-entries/${id}`);
      expect(await api.get(`${book}/journal-entries/${id}`)).toEqual(first.body);
      expect(await api.get(`${book}/operations/${operation}`)).toEqual(
        await api.get(`${book}/operations?key=k`),
      );
    });

    it('is refused when its key came with another request, at once and for ever', async () => {
      await api.post(`${book}/transfers`, 'k', transfer('1050'));
      const other = await api.post(`${book}/transfers`, 'k', transfer('1051'));
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      expect(other.headers.get('idempotency-replayed')).toBeNull();
      const { operation } = other.body as { operation: string };
      expect(await api.get(`${book}/operations/${operation}`)).toMatchObject({
        ...{ status: 'rejected', code: 'idempotency_key_reused', actor: null },
      });
      const account2 = { name: 'k', type: 'asset', currency: 'GBP' };
      expect(await api.post(`${book}/accounts`, 'k', account2)).toMatchObject({ status: 422 });
      expect((await account()).balances.posted).toBe('1050');
    });

    it('that the ledger refuses is answered with the refusal, replayed like any other outcome', async () => {
      const overdraft = transfer('1', { debit: 'liabilities:m42', credit: 'assets:psp' });
      const [first, again] = [
        await post(`${book}/transfers`, overdraft, 'overdraft'),
        await post(`${book}/transfers`, overdraft, 'overdraft'),
      ];
      expect(first).toMatchObject({ status: 422, body: { code: 'insufficient_available_balance' } });
      expect(again.text).toBe(first.text);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });

    it('that does not wait is answered with the place to look, on any replica', async () => {
      const { status, headers, body } = await api.post(`${book}/transfers`, 'k', transfer('5'), {
        prefer: '',
      });
      expect(status).toBe(202);
      expect(body).toMatchObject({ operation: { status: 'pending' } });
      const operation = await api.send('GET', headers.get('location')!, { headers: { prefer: 'wait=30' } });
      expect(operation).toMatchObject({ status: 200, body: { status: 'posted', code: null } });
      const { journal_entry: entry } = operation.body as { journal_entry: string };
      expect(await api.get(`${book}/journal-entries/${entry}`)).toMatchObject({ kind: 'transfer' });
    });

    it('carries the correlation of its request', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const correlation = { 'x-request-id': 'order 981', traceparent };
      const { headers } = await api.post(`${book}/transfers`, 'k', transfer('5'), correlation);
      expect(headers.get('x-request-id')).toBe('order 981');
      const record = await newestRecord();
      expect(record.headers['x-request-id']?.toString()).toBe('order 981');
      expect(record.headers['traceparent']?.toString()).toBe(traceparent);
    });
  });

  /** The newest record of the book's partition. */
  async function newestRecord() {
    const partition = partitionOf(`book-${books}`, product.settings.config.TOPIC_PARTITIONS);
    const { lastStable } = await topic.range(partition);
    const records = [];
    for await (const batch of topic.read(partition, 0n, lastStable)) records.push(...batch);
    return records.at(-1)!;
  }

  describe('an operation', () => {
    const unknown = `op_${'0'.repeat(32)}_${'0'.repeat(8)}`;

    it('is pending while the ledger is not past its position, and unknown after that', async () => {
      const { headers } = await api.post(`${book}/transfers`, 'k', transfer('5'), { prefer: '' });
      const [partition, offset] = /position=(\d+)-(\d+)$/.exec(headers.get('location')!)!.slice(1);
      await api.send('GET', headers.get('location')!, { headers: { prefer: 'wait=30' } });
      const at = (position: string) => api.send('GET', `${book}/operations/${unknown}?position=${position}`);
      expect(await at(`${partition}-${offset}`)).toMatchObject({
        status: 404,
        body: { code: 'operation_not_found' },
      });
      expect(await at(`${partition}-${Number(offset) + 1_000}`)).toMatchObject({
        body: { status: 'pending' },
      });
      expect(await at(`${Number(partition) + 1}-0`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
      expect(await api.send('GET', `${book}/operations/${unknown}`)).toMatchObject({ status: 404 });
    });

    it('of another book is not found', async () => {
      const { operation } = await transferred('k', '5');
      expect(await api.send('GET', `/v1/books/other/operations/${operation}`)).toMatchObject({ status: 404 });
    });
  });

  describe('lists', () => {
    it('show every thing once and in order, though more come between the pages', async () => {
      for (let i = 1; i <= 7; i += 1) await transferred(`t${i}`, String(i));
      let more = 0;
      const another = async () => {
        more += 1;
        await transferred(`more-${more}`, '1');
        await openAccount(`assets:a${more}`, 'asset');
      };
      for (const limit of [1, 3, 7, 200]) {
        const before = (await account()).version;
        const down = (from: string) =>
          Array.from({ length: Number(from) }, (_, i) => String(Number(from) - i));
        expect((await all('journal-entries', limit, another)).map(({ number }) => number)).toEqual(
          down(before),
        );
        const now = (await account()).version;
        const postings = await all('accounts/assets:psp/postings', limit, another);
        expect(postings.map(({ version }) => version)).toEqual(down(now));
      }
      const names = (await all('accounts', 2)).map(({ name }) => name);
      expect(names).toEqual([...names].sort());
      expect(new Set(names).size).toBe(more + 2);
    });

    it('match a prefix by whole segments', async () => {
      for (const name of ['assets', 'assets2', 'assets-old', 'assets:psp:eu'])
        await openAccount(name, 'asset');
      const names = async (prefix: string) =>
        (await all(`accounts?prefix=${prefix}`, 1)).map(({ name }) => name);
      expect(await names('assets')).toEqual(['assets', 'assets:psp', 'assets:psp:eu']);
      expect(await names('assets:psp')).toEqual(['assets:psp', 'assets:psp:eu']);
      expect(await names('asset')).toEqual([]);
    });

    it('refuse a cursor of another list', async () => {
      for (const key of ['a', 'b']) await transferred(key, '1');
      const { next_cursor: cursor } = await api.get<Page>(`${book}/journal-entries?limit=1`);
      const elsewhere = [
        `${book}/accounts/assets:psp/postings`,
        '/v1/books/book-1/journal-entries',
        `${book}/accounts`,
      ];
      for (const list of elsewhere) {
        const answer = await api.send('GET', `${list}?cursor=${cursor}`);
        expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '?cursor' }] } });
      }
    });
  });

  describe('the past', () => {
    it('is what was recorded by then', async () => {
      const history: Posted[] = [];
      for (let i = 1; i <= 20; i += 1) history.push(await transferred(`t${i}`, String(i)));
      for (const { recorded_at: at } of history) {
        // Several may have been recorded within a millisecond: the last of them counts.
        const last = history.filter(({ recorded_at: time }) => time <= at).at(-1)!;
        const then = await account(`?at=${at}`);
        expect({ version: then.version, posted: then.balances.posted }).toEqual({
          ...{ version: last.postings[0]!.version, posted: last.postings[0]!.balance_after },
        });
        const balance = await api.get<{ as_of: string; currencies: [{ debits: string; credits: string }] }>(
          `${book}/trial-balance?at=${at}`,
        );
        const total = last.postings[0]!.balance_after;
        expect(balance).toMatchObject({ as_of: at, currencies: [{ debits: total, credits: total }] });
      }
      expect(await account('?at=9999-12-31T23:59:59.999Z')).toEqual(await account());
      const early = await api.send('GET', `${book}/accounts/assets:psp?at=1999-12-31T23:59:59.999Z`);
      expect(early).toMatchObject({ status: 404, body: { code: 'account_not_found' } });
    });

    it('is what had taken effect by then, as it was known at a time', async () => {
      const day = (n: number) => `2026-03-0${n}T00:00:00.000Z`;
      const first = await transferred('a', '100', { effective_at: day(3) });
      await transferred('b', '10', { effective_at: day(1) });
      await transferred('c', '1', { effective_at: day(2) });
      const posted = async (query: string) => (await account(query)).balances.posted;
      const days = [1, 2, 3, 4].map((n) => posted(`?effective_at=${day(n)}`));
      expect(await Promise.all(days)).toEqual(['10', '11', '111', '111']);
      expect(await posted('?effective_at=2025-01-01T00:00:00Z')).toBe('0');
      const known = Number(await posted(`?effective_at=${day(3)}&at=${first.recorded_at}`));
      // What was recorded within the same millisecond was known too.
      expect([100, 110, 111]).toContain(known);
      expect((await account()).balances.posted).toBe('111');
    });
  });

  it('refuses what would pass 2^63 - 1 on one side of an account, in one posting or in several', async () => {
    const largest = '9223372036854775807';
    for (let i = 0; i < 9; i += 1) await transferred(`t${i}`, '999999999999999999');
    const left = 223_372_036_854_775_816n;
    const entry = (...amounts: bigint[]) => ({
      postings: [
        ...amounts.map((amount) => ({ account: 'assets:psp', direction: 'DEBIT', amount: `${amount}` })),
        ...amounts.map((amount) => ({
          account: 'liabilities:m42',
          direction: 'CREDIT',
          amount: `${amount}`,
        })),
      ].map((posting) => ({ ...posting, currency: 'GBP' })),
    });
    // Each of the two postings would fit by itself.
    const tooMuch = [
      await post(`${book}/transfers`, transfer(`${left + 1n}`), 'one'),
      await post(`${book}/journal-entries`, entry(left, 1n), 'several'),
      await post(
        `${book}/journal-entries`,
        entry(999_999_999_999_999_999n, left),
        'as many digits as there may be',
      ),
    ];
    for (const answer of tooMuch) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'balance_overflow' } });
    }
    expect(await post(`${book}/journal-entries`, entry(left - 1n, 1n), 'all')).toMatchObject({ status: 201 });
    expect(await post(`${book}/transfers`, transfer('1'), 'none left')).toMatchObject({ status: 422 });
    expect((await account()).balances).toEqual({ posted: largest, pending: largest, available: largest });

    // The book's own totals may pass it: they are no account's.
    await transferred('back', '999999999999999999', { debit: 'liabilities:m42', credit: 'assets:psp' });
    const total = `${BigInt(largest) + 999_999_999_999_999_999n}`;
    expect(await api.get(`${book}/trial-balance`)).toMatchObject({
      currencies: [{ debits: total, credits: total }],
    });
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 120_000);

  it('shows the trial balance of what was posted', async () => {
    await transferred('a', '1050');
    await transferred('b', '50', { debit: 'liabilities:m42', credit: 'assets:psp' });
    expect(await api.get(`${book}/trial-balance`)).toMatchObject({
      currencies: [
        {
          ...{ currency: 'GBP', debits: '1100', credits: '1100' },
          accounts: [
            { name: 'assets:psp', type: 'asset', debits: '1050', credits: '50', balance: '1000' },
            { name: 'liabilities:m42', type: 'liability', debits: '50', credits: '1050', balance: '1000' },
          ],
        },
      ],
    });
  });

  it('shows the reports of reconciliation, newest first', async () => {
    const reports = `${book}/reconciliation/reports`;
    expect(await api.get(reports)).toEqual({ data: [], next_cursor: null });
    expect(await api.send('GET', `${reports}/latest`)).toMatchObject({
      status: 404,
      body: { code: 'report_not_found' },
    });
    for (let i = 0; i < 3; i += 1) expect(await product.reconcile()).toMatchObject({ code: 0 });
    const ids = (await all('reconciliation/reports', 1)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await api.get(`${reports}/latest`)).toMatchObject({
      status: 'ok',
      book: book.slice('/v1/books/'.length),
    });
  }, 120_000);
});
