import { database } from '@pacioli/postgres/database';

export type LedgerDatabase = ReturnType<typeof database>;

/** Nine tables side by side, the snapshot that they share, the lease, health, and one to spare. */
const POOL_SIZE = 13;

/** Connects to LedgerDB, through a role that reads it and writes reports. No statement has a time limit: a pass is one. */
export async function openLedgerDatabase(url: string, prefix: string): Promise<LedgerDatabase> {
  const source = database({ url, applicationName: `${prefix}reconciliation`, poolSize: POOL_SIZE });
  try {
    return await source.initialize();
  } catch (error) {
    throw new Error(`The database does not let us in: ${(error as Error).message}`, { cause: error });
  }
}
