import { inMajorUnits } from '@pacioli/contracts/currency';
import type { TrialBalance } from '@pacioli/contracts/trial-balance';
import { repository } from '@pacioli/stack/config';
import { runCommand, type CommandResult } from '@pacioli/stack/run-command';
import { runSampleDay, sampleBook } from '@pacioli/stack/sample-day';
import { programOf, serviceEnvironment } from '@pacioli/stack/services';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentedApi, transfer } from './documented-api.testing';
import { DocumentedBook, made } from './documented-book.testing';
import { Product } from './product.testing';

/** A test needs a program that not every machine has: without it the test is listed as skipped, and its title says why. */
const withProgram = (program: string) => {
  const isInstalled = spawnSync(program, ['--version']).status === 0;
  return {
    run: isInstalled ? it : it['skip'],
    note: isInstalled ? '' : ` (skipped: ${program} is not installed)`,
  };
};

/** Books in plain text, as other programs of accounting read them. */
describe('The export', () => {
  let product: Product;
  let api: DocumentedApi;
  let folder: string;
  const HARD = 'hard-to-write';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'export-'));
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    await runSampleDay(product.url);
    await openHardBook();
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Names that come out the same, currencies of all kinds, texts that try to be more than texts, and a hold. */
  async function openHardBook(): Promise<void> {
    const name = '\n2020-01-01 * forged\n    assets:psp  5.00 GBP\n    cash';
    const book = await DocumentedBook.open(api, HARD, name);
    const open = (name: string, type: string, currency: string) =>
      made(book.post('/accounts', { name, type, currency, min_balance: null }));
    for (const name of ['psp', 'assets', 'assets:assets', 'a_b', 'a-b', '9:x_'])
      await open(name, 'asset', 'GBP');
    for (const currency of ['JPY', 'BHD', 'CLF']) {
      const [debit, credit] = [`assets:${currency.toLowerCase()}`, `expenses:${currency.toLowerCase()}`];
      await open(debit, 'asset', currency);
      await open(credit, 'expense', currency);
      for (const amount of ['1', '1050', '999999999999999999'])
        await made(book.post('/transfers', transfer(amount, { debit, credit, currency })));
    }
    for (const [at, debit] of ['psp', 'assets', 'assets:assets', 'a_b', 'a-b', '9:x_'].entries())
      await made(book.post('/transfers', transfer(String(10 ** at), { debit })));
    for (const text of [
      '"\\" ; x',
      '\n    assets:psp  5.00 GBP',
      '(x) ! * [2026-99-99], date:x',
      '\\',
      '| # %',
      '',
    ])
      await made(
        book.post(
          '/transfers',
          transfer('3', { description: text, reference: text, effective_at: '2020-02-29T23:30:00Z' }),
        ),
      );
    await made(book.post('/holds', transfer('500')));
    await exchange(book);
  }

  /** Between currencies of all kinds, with residues of both signs and none, one of them undone. */
  async function exchange(book: DocumentedBook): Promise<void> {
    const open = (name: string, currency: string) =>
      made(book.post('/accounts', { name, type: 'equity', currency, min_balance: null }));
    for (const code of ['jpy', 'bhd', 'clf'])
      for (const place of ['trading', 'rest']) await open(`${place}:${code}`, code.toUpperCase());
    const entries = [];
    for (const [sold, from, rate, to, bought] of [
      ['999999', 'jpy', '0.0025150', 'bhd', undefined],
      ['1050', 'jpy', '0.0025150', 'bhd', '2640'],
      ['1050', 'jpy', '0.002515', 'bhd', '2642'],
      ['1050', 'bhd', '9.876543210123456', 'clf', '103703'],
      ['10501', 'clf', '39871.5', 'jpy', undefined],
    ] as const)
      entries.push(
        await made(
          book.post('/fx-transfers', {
            ...{ sold, sold_currency: from.toUpperCase(), rate, bought_currency: to.toUpperCase() },
            ...{ credit: `assets:${from}`, debit: `assets:${to}`, ...(bought !== undefined && { bought }) },
            ...{ trading_sold: `trading:${from}`, trading_bought: `trading:${to}`, rounding: `rest:${to}` },
          }),
        ),
      );
    const residues = entries.map((entry) => (entry['exchange'] as { residue: string }).residue);
    expect(residues).toEqual(['0', '1', '-1', '1', '0']);
    await made(book.post(`/journal-entries/${entries[1]!['id'] as string}/reversal`));
  }

  const exported = async (...args: string[]): Promise<CommandResult> =>
    runCommand(process.execPath, [programOf('payment-api', 'export/export.js'), ...args], {
      cwd: repository,
      env: { ...process.env, ...serviceEnvironment('payment-api', product.settings) },
    });
  async function exportedFile(book: string, format: string): Promise<string> {
    const { code, output } = await exported('--book', book, '--format', format);
    expect([code, output]).toEqual([0, output]);
    const file = join(folder, `${book}.${format}`);
    writeFileSync(file, output);
    return file;
  }
  const outputOf = async (program: string, ...args: string[]): Promise<string> => {
    const { code, output } = await runCommand(program, args);
    expect([code, output]).toEqual([0, output]);
    return output;
  };
  /** Of each account that was posted to: its balance in major units, positive on the debit side. */
  async function trialBalance(book: string): Promise<Record<string, string>> {
    const { currencies } = await api.get<TrialBalance>(`/v1/books/${book}/trial-balance`);
    const posted = currencies.flatMap(({ currency, accounts }) =>
      accounts
        .filter(({ debits, credits }) => debits !== '0' || credits !== '0')
        .map(({ name, debits, credits }): [string, string] => [
          name,
          `${inMajorUnits(BigInt(debits) - BigInt(credits), currency)} ${currency}`,
        ]),
    );
    return Object.fromEntries(posted);
  }
  /** Rows of two cells. */
  const rowsOf = (csv: string): Record<string, string> =>
    Object.fromEntries(
      csv
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',').map((cell) => cell.replaceAll('"', '').trim())),
    ) as Record<string, string>;

  const hledger = withProgram('hledger');
  hledger.run.each([sampleBook.id, HARD])(
    `gives hledger the balances of %s to the minor unit${hledger.note}`,
    async (book) => {
      const file = await exportedFile(book, 'hledger');
      const balances = await outputOf(
        'hledger',
        ...['-f', file, 'balance', '--strict', '--flat', '--empty', '--no-total', '-O', 'csv'],
      );
      expect(rowsOf(balances)).toEqual(await trialBalance(book));
    },
  );

  const beancount = withProgram('bean-check');
  beancount.run.each([sampleBook.id, HARD])(
    `gives beancount the balances of %s to the minor unit${beancount.note}`,
    async (book) => {
      const file = await exportedFile(book, 'beancount');
      const text = readFileSync(file, 'utf8');
      const opened = text.matchAll(/^\S+ open (\S+) \S+\n {2}name: "(.*)"$/gm);
      const names = new Map([...opened].map(([, name, ours]) => [ours!, name!]));
      // What beancount itself is to find on that day, with no tolerance.
      const assertions = Object.entries(await trialBalance(book)).map(
        ([ours, balance]) => `2900-01-01 balance ${names.get(ours)!} ${balance.replace(' ', ' ~ 0 ')}\n`,
      );
      expect(assertions.length).toBeGreaterThan(5);
      writeFileSync(file, text + assertions.join(''));
      expect(await outputOf('bean-check', file)).toBe('');
      const [first, ...rest] = assertions as [string, ...string[]];
      writeFileSync(
        file,
        text + rest.join('') + first.replace(/\d(?= ~)/, (digit) => String(9 - Number(digit))),
      );
      expect((await runCommand('bean-check', [file])).output).toMatch(/Balance failed/);
    },
  );

  it.each([sampleBook.id, HARD])('gives JSON all entries of %s, with its balances', async (book) => {
    const { code, output } = await exported('--book', book, '--json');
    expect(code).toBe(0);
    const { accounts, entries } = JSON.parse(output) as {
      accounts: { name: string }[];
      entries: { id: string; postings: { account: string; amount: string; currency: string }[] }[];
    };
    const balances = new Map<string, [bigint, string]>();
    for (const { account, amount, currency } of entries.flatMap(({ postings }) => postings))
      balances.set(account, [(balances.get(account)?.[0] ?? 0n) + BigInt(amount), currency]);
    const printed = [...balances].map(([account, [balance, currency]]) => [
      account,
      `${inMajorUnits(balance, currency)} ${currency}`,
    ]);
    expect(Object.fromEntries(printed)).toEqual(await trialBalance(book));
    expect(accounts.map(({ name }) => name)).toEqual(expect.arrayContaining([...balances.keys()]));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  });

  it('says what it needs, and which book is not there', async () => {
    expect(await exported('--book', 'nobody', '--format', 'hledger')).toEqual({
      ...{ code: 1, output: 'There is no book nobody.\n' },
    });
    for (const args of [[], ['--book', 'acme'], ['--book', "a'b", '--format', 'hledger'], ['--verbose']]) {
      const { code, output } = await exported(...args);
      expect([code, output]).toEqual([2, expect.stringContaining('npm run export -- --book <id>')]);
    }
  });
});
