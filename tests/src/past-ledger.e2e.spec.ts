import { partitionOf } from '@pacioli/contracts/topics';
import { database } from '@pacioli/postgres/database';
import { repository } from '@pacioli/stack/config';
import { runCommand, type CommandResult } from '@pacioli/stack/run-command';
import { install, programOf, serviceEnvironment } from '@pacioli/stack/services';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentedApi, transfer } from './documented-api.testing';
import { DocumentedBook, made } from './documented-book.testing';
import { pacioli } from './pacioli.testing';
import { Product } from './product.testing';

interface TableDifferences {
  table: string;
  rows: [number, number];
  only_first: number;
  only_second: number;
  different: number;
  differences: { key: string[]; in: string; columns: object }[];
}

/** The ledger as it was, made by deciding the topic up to then once more, and how it differs from the one that is. */
describe('A past ledger', () => {
  const BOOK = 'past';
  const PARTITION = partitionOf(BOOK, 6);
  let product: Product;
  let folder: string;
  let live: string;
  const entries: Record<string, unknown>[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'past-'));
    product = await Product.open({ TOPIC_PARTITIONS: 6 });
    live = product.settings.databaseName;
    const api = await DocumentedApi.open(product.url);
    const book = await DocumentedBook.open(api, BOOK);
    await DocumentedBook.open(api, 'beside');
    // More than nine, so that the order of numbers is not that of their digits.
    for (let amount = 1; amount <= 12; amount += 1)
      entries.push(await made(book.post('/transfers', transfer(String(amount)))));
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function replay(into: string, ...args: string[]): Promise<CommandResult> {
    await install({ ...product.settings, databaseName: into }, folder);
    return runCommand(
      process.execPath,
      [programOf('ledger-service', 'replay/replay.js'), '--into', into, ...args],
      {
        cwd: repository,
        env: { ...process.env, ...serviceEnvironment('ledger-service', product.settings), PORT: '0' },
      },
    );
  }
  it('is put into no database of anybody else, which is said before anything is done', async () => {
    const run = (...args: string[]) =>
      runCommand(process.execPath, [programOf('ledger-service', 'replay/replay.js'), ...args], {
        cwd: repository,
        env: { ...process.env, ...serviceEnvironment('ledger-service', product.settings), PORT: '0' },
      });
    for (const [args, why] of [
      [['--into', 'postgres'], 'The database postgres is there already, and is no ledger'],
      [['--into', live], `${live} is the ledger itself`],
      [['--into', 'Bad name'], 'Bad name can be the name of no database here'],
      [['--into', 'not_there', '--until', `${PARTITION}-99999`], 'There is no committed record at'],
    ] as const)
      for (const more of [[], ['--try']])
        expect(await run(...args, ...more)).toEqual({
          code: 2,
          output: expect.stringContaining(why) as string,
        });
    expect(await run('--into', 'not_there', '--try')).toEqual({ code: 0, output: '' });
    expect(await run('--help')).toEqual({ code: 0, output: expect.stringContaining('--into') as string });
  });

  async function differences(first: string, second: string) {
    const { code, stdout, stderr } = await pacioli(product, 'diff', first, second, '--json');
    const { tables } = JSON.parse(stdout || `"${stderr}"`) as { tables: TableDifferences[] };
    return { code, of: (table: string) => tables.find((one) => one.table === table)!, tables };
  }

  async function asSuperuser(name: string, statement: string): Promise<void> {
    const url = Object.assign(new URL(product.settings.addresses.adminDatabaseUrl), { pathname: `/${name}` });
    const source = await database({ url: url.href, applicationName: 'test', poolSize: 1 }).initialize();
    await source.query('alter table ledger.posting disable trigger user');
    await source.query(statement, [BOOK]);
    await source.destroy();
  }

  it('has what was recorded by a time or a record, and all that is there is in the ledger too', async () => {
    const then = entries[2]!['recorded_at'] as string;
    const known = entries.filter((entry) => (entry['recorded_at'] as string) <= then).length;
    const byTime = `${live}_by_time`;
    const replayed = await replay(byTime, '--until', then);
    expect([replayed.code, replayed.output]).toEqual([
      0,
      expect.stringContaining(`${byTime} is the ledger as it was`),
    ]);
    const { code, of, tables } = await differences(byTime, live);
    expect(code).toBe(1);
    expect(of('journal_entry')).toMatchObject({
      ...{ rows: [known, 12], only_first: 0, only_second: 12 - known, different: 0 },
      differences: entries
        .slice(known)
        .map((_, at) => ({ key: [BOOK, String(known + 1 + at)], in: 'second' })),
    });
    expect(
      tables.flatMap(({ only_first, different }) => [only_first, different]).some((count) => count > 0),
    ).toBe(false);
    expect(of('account').rows).toEqual([4, 4]);

    const { stdout } = await pacioli(
      product,
      ...['tail', 'payment-events', '--operation', entries[3]!['operation'] as string],
    );
    const byRecord = `${live}_by_record`;
    const [place] = /\d-\d+/.exec(stdout.split('  ')[1]!)!;
    expect(place).toMatch(new RegExp(`^${PARTITION}-`));
    expect(await replay(byRecord, '--until', place)).toMatchObject({ code: 0 });
    expect((await differences(byRecord, live)).of('journal_entry')).toMatchObject({
      rows: [4, 12],
      only_second: 8,
    });

    const further = await replay(byRecord, '--until', then);
    expect([further.code, further.output]).toEqual([
      2,
      expect.stringContaining('was decided further than that'),
    ]);
  }, 120_000);

  it('is the same to the last row when all is decided again, and is told apart by one that was changed', async () => {
    const again = `${live}_again`;
    const replayed = await replay(again, '--json');
    expect([replayed.code, JSON.parse(replayed.output)]).toEqual([
      0,
      expect.objectContaining({ into: again, kept: 0, difference: null }),
    ]);
    const { code, tables } = await differences(live, again);
    expect([code, tables.flatMap((table) => table.differences)]).toEqual([0, []]);
    expect(tables).toHaveLength(12);
    const { stdout } = await pacioli(product, 'diff', live, again);
    expect(stdout).toContain('The two are equal.');

    await asSuperuser(
      again,
      'update ledger.posting set amount = 6 where book = $1 and entry = 1 and leg = 1',
    );
    const changed = await differences(live, again);
    expect(changed.code).toBe(1);
    expect(changed.tables.flatMap((table) => table.differences)).toEqual([
      { key: [BOOK, '1', '1'], in: 'both', columns: { amount: ['1', '6'] } },
    ]);
    expect(changed.of('posting')).toMatchObject({ only_first: 0, only_second: 0, different: 1 });
  }, 120_000);

  it('is not looked for where there is none', async () => {
    const missing = await pacioli(product, 'diff', live, 'nowhere');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('"nowhere" does not exist')]);
    const wrong = await replay(`${live}_wrong`, '--until', '5-999999');
    expect([wrong.code, wrong.output]).toEqual([
      2,
      expect.stringContaining('no committed record at 5-999999'),
    ]);
    expect(await replay(`${live}_wrong`, '--until', 'noon')).toMatchObject({ code: 2 });
  }, 120_000);
});
