import { hostname } from 'node:os';
import type { QueryRunner } from 'typeorm';
import type { LedgerDatabase } from './ledger-database';
import type { Progress } from './proof/progress';

/** How long a lease is good for without being renewed: after a crash, others wait as long. */
const LEASE_MS = 30_000;

/** The lease is another's by now, or was not renewed in time: nothing that was found may be stored. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** The database refused the transaction that stores what was found. */
export class NotStored extends Error {
  override readonly name: string = 'NotStored';
}

/** Who runs at the moment, and how far it is. */
export interface Holder {
  readonly holder: string;
  readonly expiresAt: Date;
}

/**
 * The right to run, which one runner at a time has. It is renewed while it is held. Its token grows with every holder, and a
 * report can be stored under the current, unexpired token alone: a runner that was frozen and comes back can do no harm.
 */
export class Lease {
  private readonly lost = new AbortController();
  private readonly renewal: NodeJS.Timeout;
  private progress: Progress | undefined;

  private constructor(
    private readonly database: LedgerDatabase,
    /** A connection of its own: one of the pool may have to be opened first, and on a busy machine that takes longer than there is. */
    private connection: QueryRunner,
    readonly token: bigint,
    private readonly name: string,
    private readonly durationMs: number,
  ) {
    this.renewal = setInterval(() => void this.renew(), durationMs / 3);
  }

  /** Aborts when the lease was lost, so that a run does not go on in vain. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Takes the lease, or says who has it. */
  static async take(database: LedgerDatabase, durationMs = LEASE_MS): Promise<Lease | Holder> {
    const name = `${hostname()} process ${process.pid}`;
    const connection = database.createQueryRunner();
    try {
      const [taken] = (await connection.query(TAKE, [name, durationMs])) as { token: bigint }[];
      if (taken !== undefined) return new Lease(database, connection, taken.token, name, durationMs);
      const [current] = (await connection.query(HOLDER)) as [Holder];
      await connection.release();
      return current;
    } catch (error) {
      await connection.release();
      throw error;
    }
  }

  /** Says with each renewal how far the run is, so that others see whether it moves. */
  tell(progress: Progress): void {
    this.progress = progress;
  }

  /** Gives the lease up at once, so that nobody waits for it to expire. */
  async release(): Promise<void> {
    clearInterval(this.renewal);
    await this.connection.release();
    await this.database.query(RELEASE, [this.token]);
  }

  /**
   * Runs `work` in a database transaction while nobody can take the lease.
   * Throws LeaseLost, with nothing done, when it is ours no longer, and NotStored for whatever else the transaction meets.
   */
  async guard(work: (query: LedgerDatabase['query']) => Promise<void>): Promise<void> {
    try {
      await this.database.transaction(async (manager) => {
        const held = await manager.query<unknown[]>(LOCK, [this.token]);
        if (held.length === 0) throw this.lose('another runner took it, or it expired');
        await work((text: string, parameters?: unknown[]) => manager.query(text, parameters));
        // Nobody could take it meanwhile, however long it took; and renewals that waited look at the row again, since it is another.
        await manager.query(KEEP, [this.token, this.durationMs]);
      });
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new NotStored(`The transaction under the lease failed: ${why}`, { cause: error });
    }
  }

  private async renew(): Promise<void> {
    const holder = this.progress === undefined ? this.name : `${this.name} (${this.progress.toString()})`;
    try {
      const parameters = [this.token, this.durationMs, holder];
      const [rows] = (await this.connection.query(RENEW, parameters)) as [unknown[]];
      if (rows.length === 0) this.lose('another runner took it, or it expired');
    } catch {
      // The next renewal may find the database again; if the lease expires meanwhile, its guard says so.
      await this.connection.release();
      this.connection = this.database.createQueryRunner();
    }
  }

  private lose(why: string): LeaseLost {
    clearInterval(this.renewal);
    const error = new LeaseLost(`The lease for reconciliation was lost: ${why}. Nothing was stored.`);
    this.lost.abort(error);
    return error;
  }
}

/**
 * clock_timestamp() rather than now(): a statement may have waited for the row since its transaction began. What waited for a row
 * that was locked and not changed is not asked again, and comes with the time from before it waited.
 */
const UNTIL = `clock_timestamp() + $2 * interval '1 millisecond'`;
const IS_HELD = `token = $1 and expires_at > clock_timestamp()`;

const TAKE = `
  insert into reconciliation.lease as held (holder, token, expires_at) values ($1, 1, ${UNTIL})
  on conflict (only_row) do update
     set holder = excluded.holder, token = held.token + 1, expires_at = ${UNTIL}
   where held.expires_at <= clock_timestamp()
  returning token`;

const HOLDER = `select holder, expires_at as "expiresAt" from reconciliation.lease`;

const RENEW = `update reconciliation.lease set expires_at = ${UNTIL}, holder = $3 where ${IS_HELD} returning token`;

const RELEASE = `update reconciliation.lease set expires_at = clock_timestamp() where token = $1`;

const KEEP = `update reconciliation.lease set expires_at = ${UNTIL} where token = $1`;

/** Locks the row, so that whoever wants the lease waits until the work is committed. */
const LOCK = `select from reconciliation.lease where ${IS_HELD} for update`;
