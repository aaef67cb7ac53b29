import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

/** How docs/reconciliation.md has old runs removed. */
const FORGET = readFileSync(join(__dirname, '../../../../docs/reconciliation.md'), 'utf8')
  .split('```sql\n')[1]!
  .split('```')[0]!;

describe('Runs that the owner of the database removes', () => {
  const stand = new ReconciliationStand(1);
  const acme = new SoundBook('acme');
  const runs: string[] = [];

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, [...acme.records.slice(0, 7), ...new SoundBook('zeta').records]);
    await stand.decide();
  });
  afterAll(() => stand.close());

  async function run(scope: 'full' | 'incremental') {
    const made = await stand.run(scope);
    runs.push(made.id);
    return made;
  }
  /** Makes all runs older than they are. */
  const age = (days: number) =>
    stand.admin.query(`
      alter table reconciliation.run disable trigger append_only;
      update reconciliation.run set finished_at = finished_at - interval '${days} days';
      alter table reconciliation.run enable always trigger append_only`);
  const kept = async () => {
    const rows = await stand.admin.query<{ id: string }[]>(
      `select id from reconciliation.run where reports = (select count(*) from reconciliation.report where run = run.sequence)
        order by sequence`,
    );
    return rows.map(({ id }) => runs.indexOf(id));
  };

  it('are those alone that are old, and on which nothing stands', async () => {
    await run('full');
    await run('incremental');
    await stand.admin.query(
      `update posting set amount = amount + 1 where (book, entry, leg) = ('zeta', 1, 1)`,
    );
    expect((await run('full')).status).toBe('failed');
    await age(390);
    // The first of them is the last that has proven zeta, which is still wrong.
    expect((await run('full')).status).toBe('failed');
    await stand.admin.query(FORGET);
    expect(await kept()).toEqual([0, 1, 2, 3]);
    await age(20);
    await stand.admin.query(FORGET);
    expect(await kept()).toEqual([0, 2, 3]);
  });

  it('are not missed by the next run, and what was wrong is gone with the old ones once it is mended', async () => {
    expect((await run('incremental')).reports.map(({ book }) => book)).toEqual(['zeta']);
    await stand.restore();
    expect((await run('incremental')).status).toBe('ok');
    await stand.publish(0, acme.records.slice(7));
    await stand.decide();
    const { reports } = await run('incremental');
    expect(reports.map(({ book, status, first_decision }) => [book, status, first_decision])).toEqual([
      ['acme', 'ok', '8'],
      ['~0', 'ok', '1'],
    ]);
    await run('full');
    await age(410);
    await run('full');
    await stand.admin.query(FORGET);
    expect(await kept()).toEqual([8]);
    expect(await run('incremental')).toMatchObject({ status: 'ok', reports: [] });
    // However old the newest are.
    await age(410);
    await stand.admin.query(FORGET);
    expect(await kept()).toEqual([8, 9]);
  });

  it('leave the tables as they are for everybody else', async () => {
    const removing = 'delete from reconciliation.run';
    await expect(stand.reconciler.query(removing)).rejects.toThrow('permission denied');
    await expect(stand.admin.query(removing)).rejects.toThrow('Nothing in run is ever changed or removed');
  });
});
