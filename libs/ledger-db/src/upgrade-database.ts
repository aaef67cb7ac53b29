import type { EntityManager } from 'typeorm';
import {
  createLedgerSchema,
  createReconciliationSchema,
  RECONCILIATION_SCHEMA,
  SCHEMA,
  withDatabase,
} from './install-database';

/** Where the ledger is made anew, beside the one that is there. */
export const NEXT_SCHEMA = 'ledger_next';

/** Makes an empty ledger of this release beside the one that is there; what another attempt left of one is thrown away. */
export async function createNextSchema(url: string): Promise<void> {
  await withDatabase({ url }, (admin) => admin.query(`drop schema if exists ${NEXT_SCHEMA} cascade`));
  await createLedgerSchema(url, NEXT_SCHEMA);
  await createReconciliationSchema(url);
}

/** Throws when services are connected at this moment: what they write would be lost. */
export async function refuseServices(url: string): Promise<void> {
  await withDatabase({ url }, ({ manager }) => refuseConnected(manager));
}

async function refuseConnected(manager: EntityManager): Promise<void> {
  const rows = await manager.query<{ name: string }[]>(
    `select distinct usename as name from pg_stat_activity
      where datname = current_database() and usename in ('pacioli_ledger', 'pacioli_api', 'pacioli_reconciler') order by 1`,
  );
  if (rows.length > 0)
    throw new Error(
      `Services are connected (${rows.map(({ name }) => name).join(', ')}): stop them, so that the ledger stays as it is.`,
    );
}

/** Throws when one of the two ledgers has decided what the other has not. */
async function refuseOtherFences(manager: EntityManager): Promise<void> {
  const rows = await manager.query<{ partition: number }[]>(
    `select partition from ${SCHEMA}.fence old left join ${NEXT_SCHEMA}.fence next using (partition)
      where old.last_offset is distinct from next.last_offset order by 1`,
  );
  if (rows.length > 0)
    throw new Error(
      `The ledger has decided meanwhile, in partition ${rows[0]!.partition}: stop its services, and upgrade again.`,
    );
}

/**
 * Puts the next ledger in the place of the one that is there, in one transaction, with the reports that were made of it where
 * they are in its schema.
 * Returns the name of the schema in which the old one is kept. Throws, and changes nothing, when services were started since
 * the replay began.
 */
export async function switchSchemas(url: string): Promise<string> {
  return withDatabase({ url }, async (admin) => {
    const [{ name }] = await admin.query<[{ name: string }]>(
      `select '${SCHEMA}_until_' || to_char(now() at time zone 'utc', 'YYYYMMDD_HH24MISS') as name`,
    );
    await admin.transaction(async (manager) => {
      // Whoever connects from here on waits for these locks, before it can write, and finds the next ledger behind them.
      const hadReports = await hasReports(manager);
      const old = hadReports ? [`${SCHEMA}.reconciliation_lease`, OLD_REPORTS] : [];
      const locked = [`${SCHEMA}.fence`, `${RECONCILIATION_SCHEMA}.lease`, ...old];
      await manager.query(`lock table ${locked.join(', ')} in access exclusive mode`);
      await refuseConnected(manager);
      await refuseOtherFences(manager);
      if (hadReports) await manager.query(TAKE_OVER_REPORTS);
      await manager.query(`alter schema ${SCHEMA} rename to ${name}`);
      await manager.query(`alter schema ${NEXT_SCHEMA} rename to ${SCHEMA}`);
    });
    return name;
  });
}

/** Earlier releases kept reports with the ledger. */
const OLD_REPORTS = `${SCHEMA}.reconciliation_report`;

async function hasReports(manager: EntityManager): Promise<boolean> {
  const [{ has }] = await manager.query<[{ has: boolean }]>(
    `select to_regclass('${OLD_REPORTS}') is not null as has`,
  );
  return has;
}

/** What one runner wrote under one lease, at one time, was one run of everything. */
const TAKE_OVER_REPORTS = `
with old as (
  select *, 'run_' || md5(concat_ws(' ', lease_token, started_at)) as run_id from ${OLD_REPORTS}
), run as (
  insert into ${RECONCILIATION_SCHEMA}.run (id, scope, status, started_at, finished_at, lease_token, reports, partitions)
  select run_id, 'full', min(status::text)::${RECONCILIATION_SCHEMA}.report_status, started_at, max(finished_at), lease_token, count(*), '[]'
    from old group by run_id, lease_token, started_at order by min(sequence)
  returning sequence, id
)
insert into ${RECONCILIATION_SCHEMA}.report (id, run, book, status, checks)
select old.id, run.sequence, book, status::text::${RECONCILIATION_SCHEMA}.report_status, checks
  from old join run on run.id = old.run_id order by old.sequence`;
