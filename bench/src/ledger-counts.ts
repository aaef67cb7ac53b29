import { database } from '@pacioli/postgres/database';

/** A connection on which the benchmark counts and prepares, as superuser. */
export type AdminConnection = ReturnType<typeof database>;

export async function connectTo(
  adminDatabaseUrl: string,
  databaseName: string,
  schema?: string,
): Promise<AdminConnection> {
  const url = databaseUrl(adminDatabaseUrl, databaseName);
  const settings = { url, applicationName: 'bench', poolSize: 1, ...(schema !== undefined && { schema }) };
  return await database(settings).initialize();
}

export function databaseUrl(adminDatabaseUrl: string, databaseName: string): string {
  const url = new URL(adminDatabaseUrl);
  url.pathname = `/${databaseName}`;
  return url.href;
}

/** The only value of the only row. */
export async function countOf(connection: AdminConnection, sql: string): Promise<number> {
  const [row] = await connection.query<{ count: bigint | number | string | null }[]>(sql);
  return Number(row?.count ?? 0);
}
