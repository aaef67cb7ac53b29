import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Connection } from './connection';
import { CopyRows } from './copy';
import { database } from './database';

describe('A transaction of COPYs', () => {
  const table = `copied_${randomBytes(4).toString('hex')}`;
  let source: DataSource;
  let connection: Connection;

  beforeAll(async () => {
    source = await database({
      ...{ url: process.env['TEST_ADMIN_DATABASE_URL']!, applicationName: table, poolSize: 2 },
      statementTimeoutMs: 2_000,
    }).initialize();
    await source.query(`create table ${table} (number integer primary key, text text)`);
    connection = await Connection.open(source, table);
  });
  afterEach(() => source.query(`truncate ${table}`));
  afterAll(async () => {
    await connection.close();
    await source.query(`drop table ${table}`);
    await source.destroy();
  });

  const copyOf = (
    numbers: number[],
    text = 'x',
    statement = `copy ${table} from stdin with (format binary)`,
  ) => {
    const rows = new CopyRows(2);
    for (const number of numbers) rows.row().integer(number).text(text);
    return { statement, data: rows.end() };
  };
  const stored = async (): Promise<number[]> =>
    (await source.query<{ number: number }[]>(`select number from ${table} order by number`)).map(
      ({ number }) => number,
    );

  it('writes all of them, however large', async () => {
    const large = Array.from({ length: 1_000 }, (_, at) => at + 10);
    await connection.copy('select 1', [copyOf([1, 2]), copyOf(large, 'x'.repeat(3_000)), copyOf([3])]);
    expect(await stored()).toEqual([1, 2, 3, ...large]);
  });

  it('writes nothing when the first statement fails, says why, and serves the next', async () => {
    await expect(connection.copy('select 1 / 0', [copyOf([1])])).rejects.toMatchObject({ code: '22012' });
    await connection.copy('select 1', [copyOf([2])]);
    expect(await stored()).toEqual([2]);
  });

  it('writes nothing when a COPY fails, be it the last or one with more behind it', async () => {
    const large = Array.from({ length: 1_000 }, (_, at) => at + 10);
    const twice = copyOf([1, 1]);
    const absent = copyOf(large, 'x'.repeat(3_000), 'copy no_such_table from stdin with (format binary)');
    await expect(connection.copy('select 1', [copyOf([3]), twice])).rejects.toMatchObject({ code: '23505' });
    await expect(connection.copy('select 1', [twice, copyOf(large)])).rejects.toMatchObject({
      code: '23505',
    });
    await expect(connection.copy('select 1', [absent, copyOf([3])])).rejects.toMatchObject({ code: '42P01' });
    expect(await stored()).toEqual([]);
    expect(await connection.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves no clock running that would hold its rows', async () => {
    const clocks = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = clocks();
    await connection.copy('select 1', [copyOf([1])]);
    await connection.copy('select 1 / 0', [copyOf([2])]).catch(() => undefined);
    expect(clocks()).toBe(before);
  });

  it('ends with an error when its connection does', async () => {
    const doomed = await Connection.open(source, `${table}_doomed`);
    const end = `select pg_terminate_backend(pg_backend_pid())`;
    await expect(doomed.copy(end, [copyOf([1])])).rejects.toThrow(/terminat/);
    await doomed.close();
    expect(await stored()).toEqual([]);
  });

  it('gives up what takes too long', async () => {
    await expect(connection.copy('select pg_sleep(60)', [copyOf([1])])).rejects.toMatchObject({
      code: '57014',
    });
    expect(await stored()).toEqual([]);
  });
});
