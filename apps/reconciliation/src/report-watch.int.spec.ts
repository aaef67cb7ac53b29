import { createLog, type Log } from '@pacioli/service/log';
import { register } from 'prom-client';
import { dependencies } from './health';
import { Lease } from './lease';
import { ReconciliationStand } from './proof/reconciliation-stand.testing';
import { SoundBook } from './proof/sound-book.testing';
import { ReportFolder } from './reports/report-folder';
import { ReportWatch } from './report-watch';
import { Schedule } from './schedule';

const MAX_AGE = { run: 60, fullRun: 600 };
const NIGHTLY = '30 2 * * *';

/** On a real database: a proof that does not come is told by the log, by the metrics and by the readiness, all three. */
describe('A report', () => {
  const stand = new ReconciliationStand();
  const acme = new SoundBook('acme');
  const lines: { level: string; text: string }[] = [];
  const told = (level: keyof Log) => (fields: object, text: string) =>
    void lines.push({ level: String(level), text: `${text} ${JSON.stringify(fields)}` });
  const log = Object.assign(createLog('test', 'silent'), { info: told('info'), error: told('error') }) as Log;

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, acme.records);
    await stand.decide();
  });
  beforeEach(() => void lines.splice(0));
  afterAll(() => stand.close());

  const serviceFrom = (startedAt: number) => {
    const settings = { database: stand.reconciler, kafka: stand.kafka, prefix: stand.prefix };
    const folder = new ReportFolder(stand.reconciler, undefined, log);
    const watch = new ReportWatch(stand.reconciler, MAX_AGE, log, startedAt);
    const schedule = new Schedule(settings, NIGHTLY, folder, watch, log, 0);
    const reports = dependencies(settings, watch, folder).find(({ name }) => name === 'reports')!;
    return { watch, schedule, ready: () => reports.check() };
  };
  const metric = async (name: string, labels: Record<string, string>) =>
    (await register.getSingleMetric(name)!.get()).values.find(
      (one) => JSON.stringify(one.labels) === JSON.stringify(labels),
    )?.value;
  const runs = (result: string) => metric('reconciliation_runs_total', { result });
  const isLate = (scope: string) => metric('reconciliation_report_late', { scope });
  const errors = () => lines.filter(({ level }) => level === 'error').map(({ text }) => text);
  const stored = async () => {
    const query = 'select count(*)::integer as count from reconciliation.run';
    return (await stand.admin.query<[{ count: number }]>(query))[0].count;
  };
  const asOwner = (statement: string) => stand.admin.query(statement);
  const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

  it('that never came is late, once it is overdue since the service started, and said once', async () => {
    const { watch, ready } = serviceFrom(minutesAgo(2));
    await expect(ready()).rejects.toThrow(
      'no run was stored for more than 60 s; the newest attempt: none yet',
    );
    expect([await isLate('any'), await isLate('full')]).toEqual([1, 0]);
    await watch.look();
    expect(errors()).toEqual([expect.stringMatching(/^the report is late .*"scope":"any","newest":null/)]);
    await expect(serviceFrom(Date.now()).ready()).resolves.toMatchObject({ last_run_age_seconds: null });
    expect(await isLate('any')).toBe(0);
  });

  it('that the database refuses to store is told at once, and makes the service not ready once it is late', async () => {
    const { watch, schedule, ready } = serviceFrom(Date.now());
    await asOwner('revoke insert on reconciliation.run from pacioli_reconciler');
    await asOwner('update posting set amount = amount + 1 where entry = 1 and leg = 1');
    const [before, runsBefore] = [await runs('not_stored'), await stored()];
    await schedule.tick();
    await asOwner('grant insert on reconciliation.run to pacioli_reconciler');
    await asOwner('update posting set amount = amount - 1 where entry = 1 and leg = 1');
    expect(await runs('not_stored')).toBe(before! + 1);
    // What it found is told nevertheless.
    expect(errors()).toEqual([
      expect.stringMatching(/^what a run found could not be stored /),
      expect.stringMatching(/^the ledger has problems .*"book":"acme","failed":\[\{"name":"entries_balance"/),
    ]);
    expect(await ready()).toMatchObject({
      last_attempt: expect.stringMatching(/could not be stored: .*permission denied for table run/) as string,
    });
    expect(await stored()).toBe(runsBefore);
    await watch.look(Date.now() + 61_000);
    expect(watch.complaints).toEqual([expect.stringContaining('permission denied for table run')]);
  });

  it('is late no more when a run is stored, by whichever process', async () => {
    const { watch, ready } = serviceFrom(minutesAgo(20));
    await expect(ready()).rejects.toThrow('no run of everything was stored for more than 600 s');
    await stand.run('full');
    expect(await ready()).toMatchObject({ last_run_age_seconds: 0, last_full_run_age_seconds: 0 });
    expect([await isLate('any'), await isLate('full')]).toEqual([0, 0]);
    expect(await metric('reconciliation_last_run_timestamp_seconds', { scope: 'any' })).toBeGreaterThan(
      minutesAgo(1) / 1000,
    );
    expect(lines.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('the report is late no more'),
    );
    await watch.look(Date.now() + 61_000);
    expect([await isLate('any'), await isLate('full')]).toEqual([1, 0]);
  });

  it('shows what it found, whichever process made it, until a newer one is sound', async () => {
    const { watch } = serviceFrom(Date.now());
    const problems = (book: string) => metric('reconciliation_problems', { check: 'entries_balance', book });
    await asOwner('update posting set amount = amount + 1 where entry = 1 and leg = 1');
    await stand.run('full');
    await watch.look();
    expect([await problems('acme'), await problems('')]).toEqual([1, 0]);
    await asOwner('update posting set amount = amount - 1 where entry = 1 and leg = 1');
    await stand.run('incremental');
    await watch.look();
    expect([await problems('acme'), await problems('')]).toEqual([undefined, 0]);
  });

  it('from the future hides nothing', async () => {
    const { ready } = serviceFrom(minutesAgo(2));
    await stand.run('full');
    const moved = `update reconciliation.run set finished_at = finished_at + $1::interval
                    where sequence = (select max(sequence) from reconciliation.run)`;
    await stand.admin.query('alter table reconciliation.run disable trigger all');
    await stand.admin.query(moved, ['1 year']);
    await expect(ready()).rejects.toThrow('no run was stored for more than 60 s');
    await stand.admin.query(moved, ['-1 year']);
    await stand.admin.query('alter table reconciliation.run enable trigger all');
  });

  it('of a run that lost its lease is not stored, and that is said', async () => {
    const { schedule, ready } = serviceFrom(Date.now());
    const [before, runsBefore] = [await runs('lease_lost'), await stored()];
    const holder = stand.admin.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table posting in access exclusive mode');
    const running = schedule.tick();
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await stand.admin.query<unknown[]>(waiting)).length === 0);
    expect((await ready())['last_attempt']).toMatch(/^under way since /);
    await stand.admin.query(
      'update reconciliation.lease set token = token + 1, expires_at = clock_timestamp()',
    );
    await holder.rollbackTransaction();
    await holder.release();
    await running;
    expect(await runs('lease_lost')).toBe(before! + 1);
    expect(errors()).toEqual([expect.stringMatching(/^a run lost its lease, and stored nothing /)]);
    expect(await stored()).toBe(runsBefore);
  });

  it('is left to another runner, which is said, and missed when that one stores nothing', async () => {
    const { watch, schedule } = serviceFrom(Date.now());
    const lease = await Lease.take(stand.reconciler);
    await schedule.tick();
    if (lease instanceof Lease) await lease.release();
    await watch.look(Date.now() + 61_000);
    expect(watch.complaints).toEqual([
      expect.stringMatching(/newest attempt: left to another runner, .* process \d+$/),
    ]);
  });
});
