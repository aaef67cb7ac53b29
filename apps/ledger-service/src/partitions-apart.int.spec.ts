import type { PartitionServer } from '@pacioli/kafka/partition-server';
import { LedgerStand, until } from './ledger-stand.testing';
import type { PartitionLedgers } from './partition-ledgers';

/** Postgres serves one partition and not the other: only that one waits. */
describe('While the database refuses one partition', () => {
  const stand = new LedgerStand();
  const [harmed, sound] = [stand.bookOn(0, 'harmed'), stand.bookOn(1, 'sound')];
  let ledgers: PartitionLedgers;
  let server: PartitionServer;
  let transfers = 0;

  beforeAll(async () => {
    await stand.open();
    ledgers = stand.ledgers();
    server = await stand.serve(ledgers);
    await stand.producer.publish([...stand.opening(harmed), ...stand.opening(sound)]);
    await until(async () => (await decided(harmed)) === 3 && (await decided(sound)) === 3);
  });
  afterAll(async () => {
    await server?.close();
    await ledgers?.close();
    await stand.close();
  });

  const decided = async (book: string) => (await stand.codes(book)).length;

  /** Publishes to both partitions again and again, and returns once the sound one has decided all of its own. */
  async function publishToBoth(): Promise<void> {
    for (let i = 0; i < 3; i += 1) {
      transfers += 1;
      const before = await decided(sound);
      const key = `t${transfers}`;
      await stand.producer.publish([stand.transfer(harmed, key), stand.transfer(sound, key)]);
      await until(async () => (await decided(sound)) === before + 1);
    }
  }

  /** All of both books are decided and published, once and in order. */
  async function untilCaughtUp(): Promise<void> {
    const expected = ['done', 'done', 'done', ...Array.from({ length: transfers }, () => 'posted')];
    await until(async () => (await decided(harmed)) >= expected.length);
    expect(await stand.codes(harmed)).toEqual(expected);
    expect(await stand.codes(sound)).toEqual(expected);
    const numbers = expected.map((_, at) => at + 1);
    for (const [partition, book] of [harmed, sound].entries()) {
      await until(async () => (await stand.published(book, partition)).length >= numbers.length);
      expect(await stand.published(book, partition)).toEqual(numbers);
    }
    await until(() => server.waiting.size === 0);
  }

  it('by a lock on its fence row, the other is decided, and the harmed one catches up', async () => {
    const before = await decided(harmed);
    const blocker = stand.admin.createQueryRunner();
    await blocker.query('begin');
    await blocker.query('select from fence where partition = 0 for update');
    await publishToBoth();
    expect(await decided(harmed)).toBe(before);
    await blocker.query('rollback');
    await blocker.release();
    await untilCaughtUp();
  });

  it('by an error at every write, the other is decided, and the harmed one says so and catches up', async () => {
    const before = await decided(harmed);
    await stand.admin.query(`
      create function refuse_partition() returns trigger language plpgsql as $$
        begin raise exception 'no room on this disk' using errcode = 'disk_full'; end $$;
      create trigger refuse_partition before insert on outcome
        for each row when (new.partition = 0) execute function refuse_partition()`);
    await publishToBoth();
    await until(() => /no room/.test(server.waiting.get(0) ?? ''));
    expect(server.waiting.has(1)).toBe(false);
    expect(await decided(harmed)).toBe(before);
    await stand.admin.query('drop trigger refuse_partition on outcome; drop function refuse_partition');
    await untilCaughtUp();
  });

  it("by ending its writer's connection again and again, all is decided once", async () => {
    for (let i = 0; i < 5; i += 1) {
      await publishToBoth();
      await stand.admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        [stand.writerOf(0)],
      );
    }
    await untilCaughtUp();
  });
});
