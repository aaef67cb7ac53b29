import { createSchema, SCHEMA, withDatabase } from './install-database';

/** Where the ledger is made anew, beside the one that is there. */
export const NEXT_SCHEMA = 'ledger_next';

/** Makes an empty ledger of this release beside the one that is there; what another attempt left of one is thrown away. */
export async function createNextSchema(url: string): Promise<void> {
  await withDatabase({ url }, (admin) => admin.query(`drop schema if exists ${NEXT_SCHEMA} cascade`));
  await createSchema(url, NEXT_SCHEMA);
}

/** The roles of the services that are connected at this moment. */
export async function connectedServices(url: string): Promise<string[]> {
  return withDatabase({ url }, async (admin) => {
    const rows = await admin.query<{ name: string }[]>(
      `select distinct usename as name from pg_stat_activity
        where datname = current_database() and usename in ('pacioli_ledger', 'pacioli_api', 'pacioli_reconciler') order by 1`,
    );
    return rows.map(({ name }) => name);
  });
}

/**
 * Puts the next ledger in the place of the one that is there, in one transaction, with the reports that were made of it.
 * Returns the name of the schema in which the old one is kept.
 */
export async function switchSchemas(url: string): Promise<string> {
  return withDatabase({ url }, async (admin) => {
    const [{ name }] = await admin.query<[{ name: string }]>(
      `select '${SCHEMA}_until_' || to_char(now() at time zone 'utc', 'YYYYMMDD_HH24MISS') as name`,
    );
    await admin.transaction(async (manager) => {
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
