import type { GeneralLedger } from '@pacioli/contracts/general-ledger';
import type { Statement, StatementPosting } from '@pacioli/contracts/statement';
import type { TrialBalance } from '@pacioli/contracts/trial-balance';
import { DocumentedApi, transfer } from './documented-api.testing';
import { codeOf, DocumentedBook, made } from './documented-book.testing';
import { Product } from './product.testing';

interface Made {
  number: string;
  amount: bigint;
  recorded_at: string;
  effective_at: string;
}

/** Entries that took effect in another order than they were recorded, counted here one by one. */
describe('The time of effect', () => {
  let product: Product;
  let api: DocumentedApi;
  let book: DocumentedBook;
  const entries: Made[] = [];

  const days = (from: number, step: number) =>
    Array.from({ length: 7 }, (_, at) => new Date(Date.UTC(2026, 0, from + at * step)).toISOString());
  /** Behind, ahead, at once, and twice at the same moment. */
  const EFFECTS = [
    ...days(1, -40),
    undefined,
    ...days(3, 0),
    undefined,
    undefined,
    '2031-01-01T00:00:00.000Z',
    ...days(9, 1),
  ];

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    book = await DocumentedBook.open(api, 'effective');
    for (const [at, effective_at] of EFFECTS.entries()) {
      const amount = String(10 ** (at % 7) + at);
      const entry = await made(
        book.post('/transfers', transfer(amount, effective_at === undefined ? {} : { effective_at })),
      );
      entries.push({ ...(entry as unknown as Made), amount: BigInt(amount) });
    }
  }, 180_000);
  afterAll(() => product?.close());

  const sum = (made: readonly Made[]) => made.reduce((total, { amount }) => total + amount, 0n).toString();
  /** Entries are in the order of recording, which those of one moment of effect keep. */
  const inOrderOfEffect = (made: readonly Made[]) =>
    [...made].sort((a, b) => Date.parse(a.effective_at) - Date.parse(b.effective_at));
  /** Just at each effect, just before it, and after all. */
  const moments = () =>
    [...new Set(entries.map((entry) => entry.effective_at))].flatMap((at) => [
      at,
      new Date(Date.parse(at) - 1).toISOString(),
    ]);

  it('has balances and trial balances of its own, by what was known', async () => {
    for (const at of [undefined, entries[4]!.recorded_at, entries[12]!.recorded_at]) {
      const known = entries.filter(({ recorded_at: time }) => at === undefined || time <= at);
      const asked = at === undefined ? '' : `&at=${at}`;
      for (const moment of moments()) {
        const posted = sum(known.filter(({ effective_at: time }) => time <= moment));
        expect(await book.account(`?effective_at=${moment}${asked}`)).toMatchObject({
          ...{ balances: { posted, pending: posted, available: posted }, version: String(known.length) },
        });
        const trial = await api.get<TrialBalance>(
          `${book.path}/trial-balance?effective_at=${moment}${asked}`,
        );
        expect(trial).toMatchObject({ as_of: at ?? entries.at(-1)!.recorded_at, effective_at: moment });
        expect(trial.currencies).toMatchObject([{ debits: posted, credits: posted }]);
      }
    }
  });

  it('orders a statement, whose balances are those that its own order leads to', async () => {
    const bounds = [
      '2000-01-01T00:00:00.000Z',
      ...moments().filter((_, at) => at % 3 === 0),
      '2999-01-01T00:00:00.000Z',
    ].sort();
    for (const at of [undefined, entries[12]!.recorded_at]) {
      const known = entries.filter(({ recorded_at: time }) => at === undefined || time <= at);
      for (const [n, from] of bounds.entries()) {
        for (const until of bounds.slice(n + 1).filter((_, m) => m % 4 === 0)) {
          const query = `from=${from}&until=${until}&by=effective${at === undefined ? '' : `&at=${at}`}`;
          const { opening, closing, postings } = await pages(`${query}&limit=3`);
          const before = known.filter(({ effective_at: time }) => time < from);
          const inside = inOrderOfEffect(
            known.filter(({ effective_at: time }) => time >= from && time < until),
          );
          expect(opening.posted).toBe(sum(before));
          expect(closing.posted).toBe(sum([...before, ...inside]));
          expect(postings.map(({ number, balance_after: after }) => [number, after])).toEqual(
            inside.map(({ number }, place) => [number, sum([...before, ...inside.slice(0, place + 1)])]),
          );
          const ledger = await api.get<GeneralLedger>(`${book.path}/general-ledger?${query}`);
          expect(ledger.data.find(({ name }) => name === 'liabilities:m42')).toMatchObject({
            ...{ opening: opening.posted, credits: sum(inside), debits: '0', closing: closing.posted },
          });
        }
      }
    }
  }, 180_000);

  it('leads from leg to leg of one entry', async () => {
    const split = await DocumentedBook.open(api, 'split');
    const leg = (account: string, direction: string, amount: string) => ({
      account,
      direction,
      amount,
      currency: 'GBP',
    });
    const postings = [
      leg('assets:psp', 'DEBIT', '6'),
      ...['1', '2', '3'].map((amount) => leg('liabilities:m42', 'CREDIT', amount)),
    ];
    await made(split.post('/journal-entries', { postings }));
    await made(split.post('/journal-entries', { postings, effective_at: '2026-01-01T00:00:00.000Z' }));
    const after = (
      await pages(`from=2000-01-01T00:00:00Z&until=2999-01-01T00:00:00Z&by=effective&limit=1`, split)
    ).postings;
    expect(after.map(({ number, balance_after: balance }) => [number, balance])).toEqual([
      ...['1', '3', '6'].map((balance) => ['2', balance]),
      ...['7', '9', '12'].map((balance) => ['1', balance]),
    ]);
  });

  it('is not what a period of recording is asked by', async () => {
    const period = 'from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z';
    const asked = (query: string) => api.send('GET', `${book.path}/general-ledger?${query}`);
    expect(await asked(`${period}&at=2026-06-01T00:00:00Z`)).toMatchObject({
      ...{ status: 400, body: { errors: [{ pointer: '?at' }] } },
    });
    expect(await codeOf(asked(`${period}&by=decided`))).toBe('invalid_request');
  });

  async function pages(
    query: string,
    of = book,
  ): Promise<Pick<Statement, 'opening' | 'closing'> & { postings: StatementPosting[] }> {
    const path = `${of.path}/accounts/liabilities:m42/statement?${query}`;
    const found = [await api.get<Statement>(path)];
    for (let cursor = found[0]!.next_cursor; cursor !== null; cursor = found.at(-1)!.next_cursor)
      found.push(await api.get<Statement>(`${path}&cursor=${cursor}`));
    const [{ opening, closing }] = found as [Statement];
    return { opening, closing, postings: found.flatMap(({ data }) => data) };
  }
});
