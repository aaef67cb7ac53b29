import { database } from '@pacioli/postgres/database';

export type LedgerDatabase = ReturnType<typeof database>;

/** Nine tables side by side, the snapshot that they share, the lease, health, and one to spare. */
const POOL_SIZE = 13;
/** A statement that is sent holds one until it has come. */
const API_POOL_SIZE = 8;

/** Connects to LedgerDB, through a role that reads it and writes reports. No statement has a time limit: a pass is one. */
export const openLedgerDatabase = (url: string, prefix: string): Promise<LedgerDatabase> =>
  open(url, `${prefix}reconciliation`, POOL_SIZE);

/** The same for the requests that are served, apart from the proof: neither waits for the other's connections. */
export const openApiDatabase = (url: string, prefix: string): Promise<LedgerDatabase> =>
  open(url, `${prefix}reconciliation-api`, API_POOL_SIZE);

async function open(url: string, applicationName: string, poolSize: number): Promise<LedgerDatabase> {
  const source = database({ url, applicationName, poolSize });
  try {
    return await source.initialize();
  } catch (error) {
    throw new Error(`The database does not let us in: ${(error as Error).message}`, { cause: error });
  }
}
