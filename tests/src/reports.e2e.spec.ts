import type { GeneralLedger, GeneralLedgerAccount } from '@pacioli/contracts/general-ledger';
import type { Statement } from '@pacioli/contracts/statement';
import type { Subtotals } from '@pacioli/contracts/subtotal';
import { setTimeout as pause } from 'node:timers/promises';
import { DocumentedApi, transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';

/** What accountants ask of a book. Every answer is held against the OpenAPI document. */
describe('Reports', () => {
  let api: DocumentedApi;
  let book: DocumentedBook;
  bookForEachTest('reported', (opened) => ({ api, book } = opened));

  const LONG_AGO = '2000-01-01T00:00:00.000Z';
  const FAR_AHEAD = '2999-01-01T00:00:00.000Z';
  const always = `from=${LONG_AGO}&until=${FAR_AHEAD}`;
  /** Answers the moment at which it was recorded. */
  const transferred = async (amount: string, rest: object = {}): Promise<string> =>
    (await made(book.post('/transfers', transfer(amount, rest))))['recorded_at'] as string;
  /** So that what is recorded next has a later time, whose unit is a millisecond. */
  async function later(than: string): Promise<void> {
    while (Date.now() <= Date.parse(than)) await pause(1);
  }
  const open = (name: string, type: string, currency = 'GBP', rest: object = {}) =>
    made(book.post('/accounts', { name, type, currency, ...rest }));
  const csv = async (path: string): Promise<string[]> => {
    const { headers, text } = await api.send('GET', book.path + path, { headers: { accept: 'text/csv' } });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(text.endsWith('\r\n')).toBe(true);
    return text.slice(0, -2).split('\r\n');
  };

  describe('the statement of an account', () => {
    const account = '/accounts/liabilities:m42/statement';
    const statement = (query: string) => api.get<Statement>(`${book.path}${account}?${query}`);
    /** All pages, which are to agree on the balances at both ends; `between` runs after each. */
    async function pages(query: string, between = async (): Promise<unknown> => undefined) {
      const found = [await statement(query)];
      for (let cursor = found[0]!.next_cursor; cursor !== null; cursor = found.at(-1)!.next_cursor) {
        await between();
        found.push(await statement(`${query}&cursor=${cursor}`));
      }
      const [{ opening, closing }] = found as [Statement];
      expect(found.map((page) => [page.opening, page.closing])).toEqual(found.map(() => [opening, closing]));
      return { opening, closing, postings: found.flatMap(({ data }) => data) };
    }

    it('leads from the opening to the closing balances by every posting recorded in between', async () => {
      const times: string[] = [];
      for (let amount = 1; amount <= 12; amount += 1) {
        times.push(await transferred(String(amount), { reference: `order ${amount}` }));
        if (amount % 3 === 0) await later(times.at(-1)!);
      }
      const all = (await statement(always)).data;
      expect(all.map(({ amount }) => Number(amount))).toEqual(times.map((_, at) => at + 1));
      expect(all.map(({ reference }) => reference)).toEqual(times.map((_, at) => `order ${at + 1}`));
      const { data } = (await book.get(`${account.replace('statement', 'postings')}?limit=200`)) as {
        data: { version: string; balance_after: string }[];
      };
      const afterOf = (version: string) =>
        data.find((posting) => posting.version === version)?.balance_after ?? '0';
      const bounds = [LONG_AGO, ...new Set(times), FAR_AHEAD];
      for (const [at, from] of bounds.entries()) {
        for (const until of bounds.slice(at + 1)) {
          const { opening, closing, postings } = await pages(`from=${from}&until=${until}&limit=5`);
          const expected = all.filter(({ recorded_at: time }) => time >= from && time < until);
          expect(postings).toEqual(expected);
          expect(opening.version).toBe(String(all.filter(({ recorded_at: time }) => time < from).length));
          expect(closing.version).toBe(String(all.filter(({ recorded_at: time }) => time < until).length));
          expect([opening.posted, closing.posted]).toEqual([
            afterOf(opening.version),
            afterOf(closing.version),
          ]);
        }
      }
    });

    it('has all three balances, and those of the first page though more is posted between the pages', async () => {
      await open('liabilities:m43', 'liability');
      await transferred('1000');
      const hold = { debit: 'liabilities:m42', credit: 'liabilities:m43', amount: '300', currency: 'GBP' };
      await made(book.post('/holds', hold));
      const { opening, closing, postings } = await pages(`${always}&limit=1`, () => transferred('1'));
      expect(opening).toEqual({ version: '0', posted: '0', pending: '0', available: '0' });
      expect(closing).toEqual({ version: '2', posted: '1000', pending: '700', available: '700' });
      expect(postings.map(({ layer, amount }) => [layer, amount])).toEqual([
        ['posted', '1000'],
        ['pending', '300'],
      ]);
    });

    it('is a CSV of all its postings, in which no text of a client is a formula', async () => {
      const told = { reference: '=1+1', description: 'said "no",\nand left' };
      const at = await transferred('1050', told);
      const back = { debit: 'liabilities:m42', credit: 'assets:psp', reference: null };
      await transferred('50', { ...back, reference: '981' });
      const [first, second] = (await statement(always)).data;
      expect(await csv(`${account}?${always}`)).toEqual([
        'row,recorded_at,effective_at,journal_entry,number,version,layer,direction,amount,currency,' +
          'balance_after,pending_after,available_after,reference,description',
        `opening,${LONG_AGO},,,,0,,,,GBP,0,0,0,,`,
        `posting,${at},${at},${first!.journal_entry},1,1,posted,CREDIT,1050,GBP,1050,1050,1050,"'=1+1","said ""no"",\nand left"`,
        `posting,${second!.recorded_at},${second!.effective_at},${second!.journal_entry},2,2,posted,DEBIT,50,GBP,1000,1000,1000,"981",`,
        `closing,${FAR_AHEAD},,,,2,,,,GBP,1000,1000,1000,,`,
      ]);
      for (const page of ['limit=1', 'cursor=x'])
        expect(
          await codeOf(
            api.send('GET', `${book.path}${account}?${always}&${page}`, { headers: { accept: 'text/csv' } }),
          ),
        ).toBe('invalid_request');
    });

    it('is refused where there is no such period, account or list', async () => {
      const at = await transferred('1');
      const asked = (path: string) => api.send('GET', book.path + path);
      for (const query of [`from=${at}&until=${at}`, `from=${FAR_AHEAD}&until=${LONG_AGO}`])
        expect(await asked(`${account}?${query}`)).toMatchObject({
          ...{ status: 400, body: { errors: [{ pointer: '?until' }] } },
        });
      expect(await codeOf(asked(account))).toBe('invalid_request');
      const elsewhere = `/accounts/liabilities:nobody/statement?${always}`;
      expect(await asked(elsewhere)).toMatchObject({ status: 404, body: { code: 'account_not_found' } });
      const early = `${account}?from=${LONG_AGO}&until=2001-01-01T00:00:00Z`;
      expect(await asked(early)).toMatchObject({ status: 404, body: { code: 'account_not_found' } });
      await transferred('2');
      const { next_cursor: cursor } = await statement(`${always}&limit=1`);
      const other = `${account}?from=${at}&until=${FAR_AHEAD}&cursor=${cursor}`;
      expect(await asked(other)).toMatchObject({ status: 400, body: { errors: [{ pointer: '?cursor' }] } });
    });
  });

  describe('the trial balance', () => {
    it('is a CSV of all its accounts, now or as of a past moment', async () => {
      const at = await transferred('1050');
      await later(at);
      await transferred('50', { debit: 'liabilities:m42', credit: 'assets:psp' });
      await open('assets:euros', 'asset', 'EUR');
      const columns = 'name,type,currency,debits,credits,balance';
      expect(await csv('/trial-balance')).toEqual([
        columns,
        'assets:euros,asset,EUR,0,0,0',
        'assets:psp,asset,GBP,1050,50,1000',
        'liabilities:m42,liability,GBP,50,1050,1000',
      ]);
      expect(await csv(`/trial-balance?at=${at}`)).toEqual([
        columns,
        'assets:psp,asset,GBP,1050,0,1050',
        'liabilities:m42,liability,GBP,0,1050,1050',
      ]);
      expect(await csv(`/trial-balance?effective_at=${LONG_AGO}`)).toEqual([
        columns,
        'assets:euros,asset,EUR,0,0,0',
        'assets:psp,asset,GBP,0,0,0',
        'liabilities:m42,liability,GBP,0,0,0',
      ]);
    });
  });

  describe('the general ledger', () => {
    const ledger = (query: string) => api.get<GeneralLedger>(`${book.path}/general-ledger?${query}`);
    async function all(query: string): Promise<GeneralLedgerAccount[]> {
      const found = [await ledger(query)];
      for (let cursor = found[0]!.next_cursor; cursor !== null; cursor = found.at(-1)!.next_cursor) {
        await transferred('7');
        found.push(await ledger(`${query}&cursor=${cursor}`));
      }
      return found.flatMap(({ data }) => data);
    }
    beforeEach(async () => {
      await open('assets:psp:eu', 'asset', 'EUR', { min_balance: null });
      await open('assets-old', 'asset');
      await open('liabilities:m43', 'liability', 'EUR');
    });
    const EUROS = { debit: 'assets:psp:eu', credit: 'liabilities:m43', currency: 'EUR' };

    it('shows what was posted in a period, between the balances before and after it', async () => {
      await later(await transferred('100'));
      const from = await transferred('20');
      await transferred('5', { debit: 'liabilities:m42', credit: 'assets:psp' });
      const last = await transferred('3', EUROS);
      await made(book.post('/holds', transfer('9', { debit: 'liabilities:m42', credit: 'assets:psp' })));
      await later(last);
      const until = await transferred('4000');
      expect(
        (await ledger(`from=${from}&until=${until}`)).data.map((one) => Object.values(one).join(' ')),
      ).toEqual([
        'assets-old asset GBP 0 0 0 0',
        'assets:psp asset GBP 100 20 5 115',
        'assets:psp:eu asset EUR 0 3 0 3',
        'liabilities:m42 liability GBP 100 5 20 115',
        'liabilities:m43 liability EUR 0 0 3 3',
      ]);
      expect(await csv(`/general-ledger?from=${from}&until=${until}&prefix=assets`)).toEqual([
        'name,type,currency,opening,debits,credits,closing',
        'assets:psp,asset,GBP,100,20,5,115',
        'assets:psp:eu,asset,EUR,0,3,0,3',
      ]);
    });

    it('has equal debits and credits in each currency of a book, though more is posted between its pages', async () => {
      for (const amount of ['1', '20', '300']) {
        await transferred(amount);
        await transferred(`${amount}4`, EUROS);
      }
      const accounts = await all(`${always}&limit=1`);
      expect(accounts).toHaveLength(5);
      for (const [currency, total] of [
        ['GBP', 321],
        ['EUR', 14 + 204 + 3004],
      ] as const) {
        const sum = (side: 'debits' | 'credits') =>
          accounts
            .filter((one) => one.currency === currency)
            .reduce((sums, one) => sums + Number(one[side]), 0);
        expect([currency, sum('debits'), sum('credits')]).toEqual([currency, total, total]);
      }
    });

    it('lists all accounts in one CSV, though they are many pages', async () => {
      const names = Array.from({ length: 205 }, (_, at) => `equity:e${String(at).padStart(3, '0')}`);
      await Promise.all(names.map((name) => open(name, 'equity')));
      const rows = await csv(`/general-ledger?${always}&prefix=equity`);
      expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual(names);
    }, 120_000);
  });

  describe('subtotals', () => {
    const subtotals = async (query: string) => {
      const { data } = await api.get<Subtotals>(`${book.path}/balances?${query}`);
      return data.map((one) => Object.values(one).join(' '));
    };

    it('are of all accounts at and below a prefix, by currency, and of so many segments below it', async () => {
      for (const name of ['m:a', 'm:a:x', 'm:b', 'm2']) await open(`liabilities:${name}`, 'liability');
      await open('liabilities:m', 'liability', 'EUR');
      await open('liabilities:m:owed', 'asset', 'GBP', { min_balance: null });
      const credited = (credit: string, amount: string) =>
        transferred(amount, { credit: `liabilities:${credit}` });
      await credited('m:a', '100');
      await credited('m:a:x', '20');
      await credited('m:b', '3');
      await credited('m2', '4000');
      await transferred('7', { debit: 'liabilities:m:owed', credit: 'liabilities:m42' });
      const hold = { debit: 'liabilities:m:a', credit: 'liabilities:m:b', amount: '30', currency: 'GBP' };
      await made(book.post('/holds', hold));
      expect(await subtotals('prefix=liabilities:m')).toEqual([
        'liabilities:m EUR CREDIT 1 0 0 0',
        'liabilities:m GBP CREDIT 3 123 123 93',
        'liabilities:m GBP DEBIT 1 7 7 7',
      ]);
      expect(await subtotals('prefix=liabilities:m&depth=1')).toEqual([
        'liabilities:m EUR CREDIT 1 0 0 0',
        'liabilities:m GBP CREDIT 3 123 123 93',
        'liabilities:m GBP DEBIT 1 7 7 7',
        'liabilities:m:a GBP CREDIT 2 120 90 90',
        'liabilities:m:b GBP CREDIT 1 3 33 3',
        'liabilities:m:owed GBP DEBIT 1 7 7 7',
      ]);
      expect(await subtotals('depth=0')).toEqual([
        ' EUR CREDIT 1 0 0 0',
        ' GBP CREDIT 5 4130 4130 4100',
        ' GBP DEBIT 2 4130 4130 4130',
      ]);
      expect(await subtotals('prefix=liabilities:nobody')).toEqual([]);
      expect(await codeOf(api.send('GET', `${book.path}/balances?depth=8`))).toBe('invalid_request');
    });

    it('come in pages, each of which goes on where the one before ended', async () => {
      for (const name of ['m', 'm:a', 'm:b', 'n']) await open(`liabilities:${name}`, 'liability');
      await open('liabilities:m:a:owed', 'asset');
      await open('liabilities:m:a:euros', 'liability', 'EUR');
      const whole = (await api.get<Subtotals>(`${book.path}/balances?depth=7`)).data;
      expect(whole.length).toBeGreaterThan(12);
      const pages: Subtotals['data'][] = [];
      let cursor = '';
      do {
        const page = await api.get<Subtotals>(`${book.path}/balances?depth=7&limit=2${cursor}`);
        pages.push(page.data);
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      } while (cursor !== '');
      expect(pages.slice(0, -1).map(({ length }) => length)).toEqual(pages.slice(1).map(() => 2));
      expect(pages.flat()).toEqual(whole);
      const first = await api.get<Subtotals>(`${book.path}/balances?depth=7&limit=2`);
      const elsewhere = `${book.path}/balances?depth=6&cursor=${first.next_cursor!}`;
      expect(await codeOf(api.send('GET', elsewhere))).toBe('invalid_request');
    });

    it('may pass what one account can hold', async () => {
      const most = '999999999999999999';
      const names = Array.from({ length: 2 }, (_, at) => `liabilities:big:${at}`);
      for (const name of names) {
        await open(name, 'liability');
        await open(`assets:big:${name.at(-1)}`, 'asset', 'GBP', { min_balance: null });
        for (let times = 0; times < 9; times += 1)
          await transferred(most, { debit: `assets:big:${name.at(-1)}`, credit: name });
      }
      const sum = (BigInt(most) * 18n).toString();
      expect(await subtotals('prefix=liabilities:big')).toEqual([
        `liabilities:big GBP CREDIT 2 ${sum} ${sum} ${sum}`,
      ]);
    });
  });
});
