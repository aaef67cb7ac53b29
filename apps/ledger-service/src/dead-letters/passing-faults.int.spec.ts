import type { DataSource, QueryRunner } from 'typeorm';
import { LedgerStand, until } from '../ledger-stand.testing';
import type { PartitionLedgers } from '../partition-ledgers';

describe('A request that meets a fault that passes', () => {
  const stand = new LedgerStand();
  const writer = `0 ledger ${stand.prefix}`;
  let book: string;
  let source: DataSource;
  let ledgers: PartitionLedgers;
  let holder: QueryRunner;

  beforeAll(async () => {
    await stand.open();
    book = stand.bookOn(0);
    ledgers = stand.ledgers();
    await stand.producer.publish(stand.opening(book));
    await stand.decideAll(ledgers, 0);
    await ledgers.drop(0);
    await ledgers.close();
  });
  beforeEach(() => (holder = stand.admin.createQueryRunner()));
  afterEach(async () => {
    if (holder.isTransactionActive) await holder.rollbackTransaction();
    await holder.release();
    await ledgers.drop(0);
    await ledgers.close();
    await source.destroy();
    await setForTheLedger('reset all');
  });
  afterAll(() => stand.close());

  const setForTheLedger = (setting: string) =>
    stand.admin.query(
      `do $$ begin execute format('alter role pacioli_ledger in database %I ${setting}', current_database()); end $$`,
    );
  const isBlocked = async () =>
    (
      await stand.admin.query<unknown[]>(
        `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
        [writer],
      )
    ).length === 1;

  /** Each happens while somebody else has the row of the fence, and the ledger's transaction waits for it. */
  const faults: [string, string, RegExp, (release: () => Promise<void>) => Promise<void>][] = [
    [
      'a serialization failure',
      `set default_transaction_isolation = "repeatable read"`,
      /could not serialize/,
      async (release) => {
        await until(isBlocked);
        await release();
      },
    ],
    ['a lock that is not given in time', `set lock_timeout = "100ms"`, /lock timeout/, async () => undefined],
    [
      'a database connection that is ended',
      'reset all',
      /terminat/,
      async () => {
        await until(isBlocked);
        await stand.admin.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
          [writer],
        );
      },
    ],
  ];

  it.each(faults)(
    'is decided afterwards, and is no dead letter: %s',
    async (name, setting, error, happen) => {
      await stand.producer.publish([stand.transfer(book, name)]);
      await setForTheLedger(setting);
      source = await stand.connect('pacioli_ledger');
      ledgers = stand.ledgers(source);
      const from = await ledgers.take(0, stand.reader, () => undefined);
      await holder.startTransaction();
      await holder.query('update fence set next_offset = next_offset where partition = 0');
      const handled = ledgers.handle(await stand.batchFrom(0, from)).then(
        () => 'decided',
        (failure: Error) => failure.message,
      );
      await happen(() => holder.commitTransaction());
      expect(await handled).toMatch(error);
      if (holder.isTransactionActive) await holder.commitTransaction();

      // As the partition server does after a failure: the partition is given up, and taken anew.
      await ledgers.drop(0);
      await stand.decideAll(ledgers, 0);
      const [outcome] = await stand.admin.query<[{ decision: bigint; status: string }]>(
        'select decision, status from outcome where book = $1 order by decision desc limit 1',
        [book],
      );
      expect(outcome).toMatchObject({ status: 'posted' });
      const id = Buffer.from(`${book}/${outcome.decision}`);
      await until(async () =>
        (await stand.ledgerEvents(0)).some(({ headers }) => headers['ce_id']!.equals(id)),
      );
      expect(await stand.deadLetters(0)).toEqual([]);
    },
  );
});
