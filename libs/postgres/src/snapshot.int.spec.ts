import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Connection } from './connection';
import { CopyRows } from './copy';
import { database } from './database';
import type { RowReader } from './row-reader';
import { Snapshot } from './snapshot';

const POOL_SIZE = 4;

describe('A snapshot', () => {
  const table = `snapshot_${randomBytes(4).toString('hex')}`;
  let source: DataSource;

  beforeAll(async () => {
    source = await database({
      ...{ url: process.env['TEST_ADMIN_DATABASE_URL']!, applicationName: table, poolSize: POOL_SIZE },
    }).initialize();
    await source.query(`
      create table ${table} (
        number integer primary key, big bigint, text text, bytes bytea, id uuid, at timestamptz, document jsonb
      )`);
  });
  afterEach(() => source.query(`truncate ${table}`));
  afterAll(async () => {
    await source.query(`drop table ${table}`);
    await source.destroy();
  });

  const SELECT = `select number, big, text, bytes, id, at, document from ${table} order by number`;
  const read = (row: RowReader) => ({
    number: row.integer(),
    big: row.bigint(),
    text: row.text(),
    bytes: row.bytes(),
    id: row.uuid(),
    at: row.moment(),
    document: row.json(),
  });
  type Row = ReturnType<typeof read>;

  async function withSnapshot<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const snapshot = await Snapshot.open(source);
    try {
      return await use(snapshot);
    } finally {
      await snapshot.close();
    }
  }
  async function all<T>(stream: AsyncGenerator<T[], void>): Promise<T[]> {
    const rows: T[] = [];
    for await (const some of stream) rows.push(...some);
    return rows;
  }
  async function copy(rows: Row[]): Promise<void> {
    const copied = new CopyRows(7);
    for (const { number, big, text, bytes, id, at, document } of rows) {
      copied.row().integer(number).bigint(big).text(text).bytes(bytes).uuid(id).moment(at).json(document);
    }
    const connection = await Connection.open(source, table);
    await connection.copy('select 1', [
      { statement: `copy ${table} from stdin with (format binary)`, data: copied.end() },
    ]);
    await connection.close();
  }
  const rowAt = (number: number, text: string): Row => ({
    ...{
      number,
      text,
      big: BigInt(number) * 10n ** 15n,
      bytes: randomBytes(Math.abs(number % 50)),
      at: number * 86_400_001,
    },
    ...{ id: randomBytes(16).toString('hex'), document: { number, text } },
  });

  it('gives back what COPY wrote, of any length, though rows come in pieces', async () => {
    const lengths = [0, 1, 70_000, 3, 1_000_000, 17];
    const rows = Array.from({ length: 3_000 }, (_, at) =>
      rowAt(at - 1_500, 'xé漢😀'.repeat((lengths[at % 500] ?? 9) / 4)),
    );
    await copy(rows);
    expect(await withSnapshot((snapshot) => all(snapshot.rows(SELECT, read)))).toEqual(rows);
  });

  it('reads the ends of every range', async () => {
    await source.query(
      `insert into ${table} (number, big, at) values
         (-2147483648, -9223372036854775808, '0001-01-01 00:00:00+00'), (0, 0, '1969-12-31 23:59:59.9995+00'),
         (1, 1, '-infinity'), (2147483647, 9223372036854775807, 'infinity')`,
    );
    const rows = await withSnapshot((snapshot) =>
      all(
        snapshot.rows(`select number, big, at from ${table} order by number`, (row) => [
          ...[row.integer(), row.bigint(), new Date(row.moment()).valueOf()],
        ]),
      ),
    );
    expect(rows).toEqual([
      [-2147483648, -(2n ** 63n), Date.parse('0001-01-01T00:00:00Z')],
      [0, 0n, 0],
      [1, 1n, NaN],
      [2147483647, 2n ** 63n - 1n, NaN],
    ]);
    const [fraction] = await withSnapshot((snapshot) =>
      all(snapshot.rows(`select at from ${table} where number = 0`, (row) => row.moment())),
    );
    expect(fraction).toBe(-0.5);
  });

  it('tells null from nothing', async () => {
    await source.query(`insert into ${table} (number, text, bytes) values (1, '', ''), (2, null, null)`);
    const rows = await withSnapshot((snapshot) =>
      all(
        snapshot.rows(`select text, bytes, big, big::integer from ${table} order by number`, (row) => [
          ...[row.textOrNull(), row.bytesOrNull(), row.bigintOrNull(), row.integerOrNull()],
        ]),
      ),
    );
    expect(rows).toEqual([
      ['', Buffer.alloc(0), null, null],
      [null, null, null, null],
    ]);
  });

  it('refuses to read null where there must be none', async () => {
    await source.query(`insert into ${table} (number) values (1)`);
    const reading = withSnapshot((snapshot) =>
      all(snapshot.rows(`select text from ${table}`, (row) => row.text())),
    );
    await expect(reading).rejects.toThrow(/holds null/);
  });

  it('shows one moment to all of its streams, whatever is written meanwhile', async () => {
    const count = `select number from ${table} order by number`;
    await withSnapshot(async (snapshot) => {
      await source.query(`insert into ${table} (number) values (1)`);
      expect(await all(snapshot.rows(count, (row) => row.integer()))).toEqual([]);
      expect(await snapshot.query(count)).toEqual([]);
    });
    expect(await withSnapshot((snapshot) => all(snapshot.rows(count, (row) => row.integer())))).toEqual([1]);
  });

  it('refuses to write', async () => {
    const writing = withSnapshot((snapshot) => snapshot.query(`insert into ${table} (number) values (1)`));
    await expect(writing).rejects.toThrow(/read-only transaction/);
  });

  it('gives a query up that takes longer than it is given, and no stream', async () => {
    const snapshot = await Snapshot.open(source, 50);
    const stream = all(snapshot.rows('select 1 from pg_sleep(0.2)', (row) => row.integer()));
    await expect(snapshot.query('select pg_sleep(60)')).rejects.toThrow(/statement timeout/);
    expect(await stream).toEqual([1]);
    await snapshot.close();
  });

  it('gives all of its connections back, also of streams that were left or never begun', async () => {
    await source.query(
      `insert into ${table} (number, text) select i, repeat('x', 500) from generate_series(1, 20000) i`,
    );
    for (let round = 0; round < POOL_SIZE + 1; round += 1) {
      await withSnapshot(async (snapshot) => {
        const select = `select text from ${table}`;
        const left = snapshot.rows(select, (row) => row.text());
        const other = snapshot.rows(select, (row) => row.text());
        snapshot.rows(select, (row) => row.text());
        await left.next();
        await other.next();
      });
    }
    expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('fails when its connection is ended by the server, and the pool goes on', async () => {
    await source.query(
      `insert into ${table} (number, text) select i, repeat('x', 5000) from generate_series(1, 20000) i`,
    );
    const reading = withSnapshot(async (snapshot) => {
      const stream = snapshot.rows(`select text from ${table}`, (row) => row.text());
      await stream.next();
      await source.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = $1 and query like 'copy%' and pid <> pg_backend_pid()`,
        [table],
      );
      return await all(stream);
    });
    await expect(reading).rejects.toThrow(/terminat/);
    expect(await source.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});
