import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import { batchedBook } from './batched-book.testing';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

describe('A full run that has threads', () => {
  const stand = new ReconciliationStand();

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, [...new SoundBook('acme').records, ...batchedBook('batch').records]);
    await stand.publish(1, new SoundBook('zeta').records);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  const runs = async () =>
    (await stand.admin.query<{ id: string }[]>('select id from reconciliation.run')).map(({ id }) => id);

  /** All that a run found, without what is of its own time and name. */
  const foundIn = ({ status, reports }: ReconciliationRun) => ({
    status,
    reports: reports.map(({ book, first_decision, last_decision, checks }) => ({
      ...{ book, first_decision, last_decision, checks },
    })),
  });

  it('finds in a sound ledger, and in one that is not, what a run without them finds', async () => {
    const sound = foundIn(await stand.run('full', stand.threads));
    expect(sound.status).toBe('ok');
    expect(sound).toEqual(foundIn(await stand.run('full')));
    // A posting that was changed, a book that is gone as a whole, and one of which nobody knows but a row.
    await stand.admin.query(
      `update posting set amount = amount + 1 where book = 'acme' and entry = 2 and leg = 1`,
    );
    for (const table of ['posting', 'journal_entry', 'outcome', 'account', 'book'])
      await stand.admin.query(`delete from ${table} where ${table === 'book' ? 'id' : 'book'} = 'zeta'`);
    const found = foundIn(await stand.run('full', stand.threads));
    expect(found.status).toBe('failed');
    expect(found).toEqual(foundIn(await stand.run('full')));
  });

  it('goes on from there with what is new', async () => {
    const full = await stand.run('full', stand.threads);
    expect(foundIn(await stand.run('incremental'))).toEqual({ status: 'ok', reports: [] });
    expect(await runs()).toContain(full.id);
  });

  it('stores nothing when a thread can not read, and says why', async () => {
    const before = await runs();
    const wrong = new URL(stand.threads.threadsDatabaseUrl);
    wrong.pathname = '/no_such_database';
    const run = stand.run('full', { threadsDatabaseUrl: wrong.href });
    await expect(run).rejects.toThrow('no_such_database');
    expect(await runs()).toEqual(before);
  });

  it('stores nothing when it is stopped, and leaves no reader behind', async () => {
    const before = await runs();
    const stopped = new AbortController();
    const hasThread = () => process.getActiveResourcesInfo().includes('MessagePort');
    expect(hasThread()).toBe(false);
    const run = expect(stand.run('full', stand.threads, stopped.signal)).rejects.toThrow('enough');
    while (!hasThread()) await nextTurn();
    stopped.abort(new Error('enough'));
    await run;
    expect(await runs()).toEqual(before);
    expect(hasThread()).toBe(false);
  });
});
