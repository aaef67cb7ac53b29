import type { DataSource } from 'typeorm';
import { LedgerStand } from './ledger-stand.testing';

const TABLES = ['outcome', 'book', 'account', 'journal_entry', 'posting', 'exchange', 'dead_letter'];

/** Who may what, tried as each role. */
describe('The tables of the ledger', () => {
  const stand = new LedgerStand();
  let book: string;

  beforeAll(async () => {
    await stand.open();
    book = stand.bookOn(0);
    const ledgers = stand.ledgers();
    await stand.producer.publish([...stand.opening(book), stand.transfer(book, 't1')]);
    await stand.decideAll(ledgers, 0);
    await ledgers.drop(0);
    await ledgers.close();
  });
  afterAll(() => stand.close());

  const statements = (table: string) => [
    `update ${table} set ${table === 'book' ? 'name = name' : table === 'dead_letter' ? 'key = key' : 'book = book'}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ];

  async function refusals(source: DataSource, before = ''): Promise<string[]> {
    const found: string[] = [];
    for (const statement of TABLES.flatMap(statements)) {
      const runner = source.createQueryRunner();
      await runner.query('begin');
      if (before !== '') await runner.query(before);
      found.push(
        await runner.query(statement).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      );
      await runner.query('rollback');
      await runner.release();
    }
    return found;
  }

  it.each(['pacioli_ledger', 'pacioli_api', 'pacioli_reconciler'])(
    'refuse every change by %s',
    async (role) => {
      const source = await stand.connect(role);
      for (const message of await refusals(source)) expect(message).toMatch(/permission denied/);
      await source.destroy();
    },
  );

  it('refuse every change by their owner', async () => {
    for (const message of await refusals(stand.admin, 'set local role pacioli_owner')) {
      expect(message).toMatch(/append-only/);
    }
  });

  it('refuse every change by a superuser who switches ordinary triggers off', async () => {
    for (const message of await refusals(stand.admin, 'set local session_replication_role = replica')) {
      expect(message).toMatch(/append-only/);
    }
  });

  it.each(['pacioli_api', 'pacioli_reconciler'])('let %s read, and not write', async (role) => {
    const source = await stand.connect(role);
    expect(await source.query('select * from posting')).toHaveLength(2);
    await expect(source.query(`insert into book values ('x', 1, 'x', 'UTC', now())`)).rejects.toThrow(
      /permission denied/,
    );
    await source.destroy();
  });

  describe('as the ledger service writes them', () => {
    const entry = (count: number) =>
      `insert into journal_entry values ('${book}', 2, 99, gen_random_uuid(), 'transfer', now(), now(), null, null, '{}', ${count});`;
    const posting = (account: number, leg: number, direction: string, amount: number, number = 2) =>
      `('${book}', ${account}, ${100 + leg}, ${number}, ${leg}, 'posted', '${direction}', ${amount}, 'GBP', 0, 0, 0, 0)`;
    const attempt = (sql: string) => stand.writer.transaction((manager) => manager.query(sql));

    it.each([
      [
        'that does not net to zero',
        entry(2),
        [posting(1, 1, 'DEBIT', 5), posting(2, 2, 'CREDIT', 4)],
        /net to zero/,
      ],
      [
        'with fewer postings than it says',
        entry(3),
        [posting(1, 1, 'DEBIT', 5), posting(2, 2, 'CREDIT', 5)],
        /does not have/,
      ],
      [
        'with postings of an entry that is not there',
        '',
        [posting(1, 1, 'DEBIT', 5), posting(2, 2, 'CREDIT', 5)],
        /does not have/,
      ],
      [
        'that adds a balanced pair to an old one',
        '',
        [posting(1, 3, 'DEBIT', 5, 1), posting(2, 4, 'CREDIT', 5, 1)],
        /does not have/,
      ],
    ])('refuse an entry %s', async (_, head, postings, message) => {
      await expect(attempt(`${head} insert into posting values ${postings.join(', ')}`)).rejects.toThrow(
        message,
      );
    });

    it('refuse an entry without postings', async () => {
      await expect(attempt(entry(2))).rejects.toThrow(/journal_entry_has_its_postings/);
    });

    it('take one that is whole', async () => {
      const whole = [posting(1, 1, 'DEBIT', 5), posting(2, 2, 'CREDIT', 5)].join(', ');
      await attempt(`${entry(2)} insert into posting values ${whole}`);
      expect(await stand.admin.query('select from posting where entry = 2')).toHaveLength(2);
    });
  });
});
