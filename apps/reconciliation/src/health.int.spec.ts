import { createLog } from '@pacioli/service/log';
import { dependencies } from './health';
import { Lease } from './lease';
import { Progress } from './proof/progress';
import { ReconciliationStand } from './proof/reconciliation-stand.testing';
import { ReportFolder } from './reports/report-folder';

const HOUR = 3_600_000;

describe('Readiness, where no report may be older than an hour', () => {
  const stand = new ReconciliationStand();
  const taken: Lease[] = [];

  beforeAll(() => stand.open());
  afterEach(async () => {
    for (const lease of taken.splice(0)) await lease.release();
  });
  afterAll(() => stand.close());

  /** Asks for the state of the reports, so long after the start of the service. */
  function reports(): (after: number) => Promise<Record<string, unknown>> {
    let now = Date.now();
    const settings = { database: stand.reconciler, kafka: stand.kafka, prefix: stand.prefix };
    const folder = new ReportFolder(stand.reconciler, undefined, createLog('test', 'silent'));
    const all = dependencies(settings, { run: 3_600, fullRun: 108_000 }, folder, () => now);
    const [start, { check }] = [now, all.find(({ name }) => name === 'reports')!];
    return (after) => {
      now = start + after;
      return check();
    };
  }
  /** Takes the lease for a run that comes as far as `progress` says. */
  async function begin(progress: Progress): Promise<void> {
    const lease = await Lease.take(stand.reconciler, 3_000);
    if (!(lease instanceof Lease)) throw new Error(`${lease.holder} has it`);
    taken.push(lease);
    lease.tell(progress);
  }
  /** Moves a run on, and waits until the lease says so. */
  async function move(progress: Progress): Promise<void> {
    progress.allRecords = 1_000;
    progress.records += 1;
    for (let holder = ''; !holder.includes(`(${progress.toString()})`);)
      [{ holder }] = await stand.admin.query<[{ holder: string }]>('select holder from reconciliation.lease');
  }
  const LATE = /no run for more than 3600 s/;

  it('is lost when no run ends for longer', async () => {
    const after = reports();
    expect(await after(HOUR)).toMatchObject({ last_run_age_seconds: null, run_under_way: null });
    await expect(after(HOUR + 1_000)).rejects.toThrow(LATE);
  });

  it('is kept while a run takes longer that began in time, as long as it moves', async () => {
    const after = reports();
    const progress = new Progress();
    await begin(progress);
    await after(HOUR / 2);
    await move(progress);
    expect(await after(1.4 * HOUR)).toMatchObject({
      run_under_way: expect.stringContaining('1 of at most') as string,
    });
    await move(progress);
    expect(await after(2.3 * HOUR)).toMatchObject({
      run_under_way: expect.stringContaining('2 of at most') as string,
    });
    expect(await after(3.3 * HOUR)).toBeDefined();
    await expect(after(3.3 * HOUR + 1_000)).rejects.toThrow(LATE);
    await move(progress);
    await after(4 * HOUR);
    await taken.pop()!.release();
    await expect(after(4 * HOUR)).rejects.toThrow(LATE);
  });

  it('is not won back by a run that begins too late: those before it may have failed', async () => {
    const after = reports();
    await expect(after(HOUR + 1_000)).rejects.toThrow(LATE);
    const progress = new Progress();
    await begin(progress);
    await move(progress);
    await expect(after(HOUR + 2_000)).rejects.toThrow(LATE);
  });
});
