import { Lease, LeaseLost } from './lease';
import { ReconciliationStand } from './proof/reconciliation-stand.testing';

describe('The lease', () => {
  const stand = new ReconciliationStand();
  const taken: Lease[] = [];

  beforeAll(() => stand.open());
  afterEach(async () => {
    for (const lease of taken.splice(0)) await lease.release();
  });
  afterAll(() => stand.close());

  async function take(durationMs?: number): Promise<Lease> {
    const lease = await Lease.take(stand.reconciler, durationMs);
    if (!(lease instanceof Lease)) throw new Error(`${lease.holder} has it`);
    taken.push(lease);
    return lease;
  }
  const expire = () => stand.admin.query(`update reconciliation.lease set expires_at = clock_timestamp()`);
  const expiry = async () => {
    const [row] = await stand.admin.query<[{ expires_at: Date; now: Date }]>(
      `select expires_at, clock_timestamp() as now from reconciliation.lease`,
    );
    return { until: row.expires_at.valueOf(), now: row.now.valueOf() };
  };
  const storeRun = (lease: Lease, id: string) =>
    lease.guard(async (query) => {
      await query(
        `insert into reconciliation.run (id, scope, status, started_at, finished_at, lease_token, reports, partitions)
         values ($1, 'full', 'ok', now(), now(), $2, 0, '[]')`,
        [id, lease.token],
      );
    });
  const stored = async () =>
    (await stand.admin.query<{ id: string }[]>(`select id from reconciliation.run order by id`)).map(
      ({ id }) => id,
    );

  it('is had by one at a time, also when many want it at once, and its token grows with every holder', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => Lease.take(stand.reconciler)));
    const holders = all.filter((one) => one instanceof Lease);
    taken.push(...holders);
    expect(holders).toHaveLength(1);
    for (const other of all) {
      if (!(other instanceof Lease)) expect(other.holder).toMatch(/ process \d+$/);
    }
    await holders[0]!.release();
    expect((await take()).token).toBe(holders[0]!.token + 1n);
  });

  it('lets its holder store', async () => {
    await storeRun(await take(), 'run_holder');
    expect(await stored()).toContain('run_holder');
  });

  it('lets nobody store who lost it to another', async () => {
    const zombie = await take();
    await expire();
    const successor = await take();
    await expect(storeRun(zombie, 'run_zombie')).rejects.toThrow(LeaseLost);
    expect(zombie.signal.aborted).toBe(true);
    await storeRun(successor, 'run_successor');
    expect(await stored()).toEqual(expect.arrayContaining(['run_successor']));
    expect(await stored()).not.toContain('run_zombie');
  });

  it('lets nobody store under a lease that expired, though nobody took it', async () => {
    const late = await take();
    await expire();
    await expect(storeRun(late, 'run_late')).rejects.toThrow(LeaseLost);
    expect(await stored()).not.toContain('run_late');
  });

  it('is not taken from a holder who gives back a lease that it lost', async () => {
    const zombie = await take();
    await expire();
    await take();
    await zombie.release();
    expect(await Lease.take(stand.reconciler)).not.toBeInstanceOf(Lease);
  });

  it('is renewed while it is held', async () => {
    const lease = await take(3_000);
    const { until: first } = await expiry();
    let now;
    do ({ now } = await expiry());
    while (now <= first);
    expect(await Lease.take(stand.reconciler)).not.toBeInstanceOf(Lease);
    expect(lease.signal.aborted).toBe(false);
  });

  it('is renewed though no other connection is to be had, and on another one when its own is gone', async () => {
    const lease = await take(3_000);
    const { poolSize } = stand.reconciler.options as { poolSize: number };
    // As many as there are, of which one has to wait for that of the lease.
    const others = Array.from({ length: poolSize }, () => stand.reconciler.createQueryRunner());
    const connected = others.map((other) => other.connect().catch(() => undefined));
    await Promise.all(connected.slice(0, -1));
    const renewed = async () => {
      const { until: first } = await expiry();
      let until, now;
      do ({ until, now } = await expiry());
      while (until === first && now < until);
      return until > first;
    };
    expect(await renewed()).toBe(true);
    for (const other of others) await other.release();
    await Promise.all(connected);
    await others.at(-1)!.release();
    const [{ ended }] = await stand.admin.query<[{ ended: bigint }]>(
      `select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
        where datname = current_database() and query like 'update reconciliation.lease set expires_at = %holder = $3%'`,
    );
    expect(ended).toBe(1n);
    expect(await renewed()).toBe(true);
    expect(lease.signal.aborted).toBe(false);
  });

  it('tells a holder at the next renewal that it was lost', async () => {
    const zombie = await take(300);
    await expire();
    await take();
    await new Promise((resolve) => zombie.signal.addEventListener('abort', resolve));
    expect(zombie.signal.reason).toBeInstanceOf(LeaseLost);
  });

  it('can not change hands between its check and the commit of what it guards', async () => {
    const lease = await take();
    const order: string[] = [];
    let next: Promise<void> | undefined;
    await lease.guard(async (query) => {
      // It expires while the work is under way, and another tries to take it: it must wait for the commit.
      await query(`update reconciliation.lease set expires_at = clock_timestamp()`);
      next = Lease.take(stand.reconciler).then((taken) => {
        order.push(taken instanceof Lease ? 'taken' : 'refused');
      });
      const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      while ((await stand.admin.query<unknown[]>(waiting)).length === 0);
      order.push('committed');
    });
    await next;
    expect(order).toEqual(['committed', 'refused']);
    await storeRun(lease, 'run_kept');
    expect(await stored()).toContain('run_kept');
  });

  it('is kept by what it guards, though that takes longer than it is good for', async () => {
    const lease = await take(600);
    const { until } = await expiry();
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
                      and query like 'update reconciliation.lease%'`;
    await lease.guard(async (query) => {
      while ((await stand.admin.query<unknown[]>(waiting)).length === 0);
      await query('select pg_sleep_until(to_timestamp($1::float8 / 1000) + interval $$700 ms$$)', [until]);
    });
    await storeRun(lease, 'run_after_long');
    expect(await stored()).toContain('run_after_long');
    expect(lease.signal.aborted).toBe(false);
  });
});
