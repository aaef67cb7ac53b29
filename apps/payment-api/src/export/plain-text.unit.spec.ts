import { beancountNames } from './beancount';
import { FORMATS, inPlainText } from './plain-text';
import type { ExportedAccount, ExportedBook, PostedEntry } from './posted-entries';

const account = (number: number, name: string, rest: Partial<ExportedAccount> = {}): ExportedAccount => ({
  ...{ number, name, type: 'asset', currency: 'GBP' },
  ...rest,
});

const BOOK: ExportedBook = {
  ...{ id: 'acme', name: 'Acme "Books"', firstDay: '2026-01-01' },
  accounts: [
    account(0, 'assets:psp'),
    account(2, 'cash', { currency: 'JPY' }),
    account(1, 'income:sales', { type: 'income' }),
  ],
  dayOf: () => '2026-01-31',
};

const entry = (rest: Partial<PostedEntry>): PostedEntry => ({
  ...{ number: 17n, id: 'je_1', effectiveAt: 0, description: 'order 981', reference: '981', rate: null },
  postings: [
    { account: 0, amount: 1050n, currency: 'GBP' },
    { account: 1, amount: -1050n, currency: 'GBP' },
  ],
  ...rest,
});

const written = (format: string, ...entries: PostedEntry[]) => writtenOf(BOOK, format, ...entries);

async function writtenOf(book: ExportedBook, format: string, ...entries: PostedEntry[]): Promise<string[]> {
  let text = '';
  const stream = (async function* () {
    yield* entries;
  })();
  for await (const some of inPlainText(FORMATS[format]!, book, stream)) text += some;
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('Plain text', () => {
  it('of hledger declares currencies and accounts, and holds every entry', async () => {
    expect(await written('hledger', entry({}))).toEqual([
      '; acme: Acme "Books"',
      'decimal-mark .',
      'commodity 1000.00 GBP',
      'commodity 1000. JPY',
      'account assets:psp  ; type:A',
      'account cash  ; type:A',
      'account income:sales  ; type:R',
      '',
      '2026-01-31 * (17) order 981',
      '    ; id:je_1',
      '    ; reference:981',
      '    assets:psp  10.50 GBP',
      '    income:sales  -10.50 GBP',
    ]);
  });

  it('of beancount opens accounts below its roots, and holds every entry', async () => {
    expect(await written('beancount', entry({}))).toEqual([
      'option "title" "Acme \\"Books\\""',
      '2026-01-01 open Assets:Psp GBP',
      '  name: "assets:psp"',
      '2026-01-01 open Assets:Cash JPY',
      '  name: "cash"',
      '2026-01-01 open Income:Sales GBP',
      '  name: "income:sales"',
      '',
      '2026-01-31 * "order 981"',
      '  id: "je_1"',
      '  number: 17',
      '  reference: "981"',
      '  Assets:Psp  10.50 GBP',
      '  Income:Sales  -10.50 GBP',
    ]);
  });

  it.each([
    ['hledger', '    ; rate:1.17250'],
    ['beancount', '  rate: 1.17250'],
  ])('of %s tells the rate of an FX transfer, as it was given', async (format, line) => {
    const [before, after] = [
      await written(format, entry({})),
      await written(format, entry({ rate: '1.17250' })),
    ];
    expect(after.filter((one) => !before.includes(one))).toEqual([line]);
    expect(after.indexOf(line)).toBe(after.findIndex((one) => one.includes('10.50 GBP')) - 1);
  });

  it.each([
    ['hledger', 10, '2026-01-31 * (17) a, "b\\"\ufffd    assets:psp  5.00 GBP', '    ; reference:x; date:y'],
    [
      'beancount',
      9,
      '2026-01-31 * "a; \\"b\\\\\\"\ufffd    assets:psp  5.00 GBP"',
      '  reference: "x, date:y"',
    ],
  ])('of %s lets no text be more than a text', async (format, at, first, reference) => {
    const hostile = entry({ description: 'a; "b\\"\n    assets:psp  5.00 GBP', reference: 'x, date:y' });
    const lines = await written(format, hostile);
    expect(lines).toHaveLength((await written(format, entry({}))).length);
    expect(lines).toContain(first);
    expect(lines).toContain(reference);
    expect(lines.indexOf(first)).toBeLessThan(at);
  });

  it.each([
    ['hledger', '; acme: Acme"\ufffd\ufffd2026-01-31 * forged\ufffd    assets:psp  5.00 GBP'],
    ['beancount', 'option "title" "Acme\\"\ufffd\ufffd2026-01-31 * forged\ufffd    assets:psp  5.00 GBP"'],
  ])('of %s lets the name of a book be no more than a name', async (format, first) => {
    const name = 'Acme"\r\n2026-01-31 * forged\n    assets:psp  5.00 GBP';
    const [head, ...rest] = await writtenOf({ ...BOOK, name }, format, entry({}));
    expect(head).toBe(first);
    expect(rest).toEqual((await written(format, entry({}))).slice(1));
  });

  it('has no line for a reference that is not there', async () => {
    const lines = await written('hledger', entry({ description: null, reference: null }));
    expect(lines.slice(8, 11)).toEqual(['2026-01-31 * (17)', '    ; id:je_1', '    assets:psp  10.50 GBP']);
  });

  it('of beancount names no two accounts alike, and an account as it did before others came', () => {
    const names = ['assets:psp', 'psp', 'a_b', 'a-b', 'psp-1', 'assets', 'assets:assets', '9:x_'];
    const accounts = names.map((name, number) => account(number, name));
    const all = [...beancountNames([...accounts].reverse())]
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name);
    expect(all).toEqual([
      ...['Assets:Psp', 'Assets:Psp-1', 'Assets:A-b', 'Assets:A-b-3', 'Assets:Psp-1-4'],
      ...['Assets:Assets', 'Assets:Assets-6', 'Assets:9:X-'],
    ]);
    const before = [...beancountNames(accounts.slice(0, 4)).values()];
    expect(before).toEqual(all.slice(0, 4));
  });
});
