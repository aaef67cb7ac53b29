import type { EntityManager } from 'typeorm';
import { createSchema, SCHEMA, withDatabase } from './install-database';

/** Where the ledger is made anew, beside the one that is there. */
export const NEXT_SCHEMA = 'ledger_next';

/** Makes an empty ledger of this release beside the one that is there; what another attempt left of one is thrown away. */
export async function createNextSchema(url: string): Promise<void> {
  await withDatabase({ url }, (admin) => admin.query(`drop schema if exists ${NEXT_SCHEMA} cascade`));
  await createSchema(url, NEXT_SCHEMA);
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
 * Puts the next ledger in the place of the one that is there, in one transaction, with the reports that were made of it.
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
      await manager.query(
        `lock table ${SCHEMA}.fence, ${SCHEMA}.reconciliation_lease, ${SCHEMA}.reconciliation_report in access exclusive mode`,
      );
      await refuseConnected(manager);
      await refuseOtherFences(manager);
      const columns = 'id, book, status, started_at, finished_at, lease_token, checks';
      await manager.query(
        `insert into ${NEXT_SCHEMA}.reconciliation_report (${columns})
         select id, book, status::text::${NEXT_SCHEMA}.report_status, started_at, finished_at, lease_token, checks
           from ${SCHEMA}.reconciliation_report order by sequence`,
      );
      await manager.query(`alter schema ${SCHEMA} rename to ${name}`);
      await manager.query(`alter schema ${NEXT_SCHEMA} rename to ${SCHEMA}`);
    });
    return name;
  });
}
