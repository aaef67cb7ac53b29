import { createLog } from '@pacioli/service/log';
import { Lease } from './lease';
import { Progress } from './proof/progress';
import { ReconciliationStand } from './proof/reconciliation-stand.testing';
import { ReportWatch } from './report-watch';

const HOUR = 3_600_000;

describe('A run under way, where no report may be older than an hour', () => {
  const stand = new ReconciliationStand();
  const taken: Lease[] = [];

  beforeAll(() => stand.open());
  afterEach(async () => {
    for (const lease of taken.splice(0)) await lease.release();
  });
  afterAll(() => stand.close());

  /** Who runs, so long after the start of the service. Throws when a report is late. */
  function reports(): (after: number) => Promise<string | null> {
    const start = Date.now();
    const maxAge = { run: 3_600, fullRun: 108_000 };
    const watch = new ReportWatch(stand.reconciler, maxAge, createLog('test', 'silent'), start);
    return async (after) => {
      await watch.look(start + after);
      if (watch.complaints.length > 0) throw new Error(watch.complaints.join());
      return watch.runUnderWay;
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
  const LATE = /no run was stored for more than 3600 s/;

  it('is missed when no run ends for longer', async () => {
    const after = reports();
    expect(await after(HOUR)).toBeNull();
    await expect(after(HOUR + 1_000)).rejects.toThrow(LATE);
  });

  it('may take longer if it began in time, as long as it moves', async () => {
    const after = reports();
    const progress = new Progress();
    await begin(progress);
    await after(HOUR / 2);
    await move(progress);
    expect(await after(1.4 * HOUR)).toContain('1 of at most');
    await move(progress);
    expect(await after(2.3 * HOUR)).toContain('2 of at most');
    expect(await after(3.3 * HOUR)).toContain('2 of at most');
    await expect(after(3.3 * HOUR + 1_000)).rejects.toThrow(LATE);
    await move(progress);
    await after(4 * HOUR);
    await taken.pop()!.release();
    await expect(after(4 * HOUR)).rejects.toThrow(LATE);
  });

  it('mends nothing if it begins too late: those before it may have failed', async () => {
    const after = reports();
    await expect(after(HOUR + 1_000)).rejects.toThrow(LATE);
    const progress = new Progress();
    await begin(progress);
    await move(progress);
    await expect(after(HOUR + 2_000)).rejects.toThrow(LATE);
  });
});
