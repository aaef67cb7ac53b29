import type { KeyId } from '@pacioli/contracts/operation-id';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { FENCE_MISSED } from '@pacioli/ledger-db/ledger-schema';
import { loadLedger } from '@pacioli/ledger-db/load-ledger';
import type { Portion, Undecided } from '@pacioli/ledger-db/portion';
import type { Ledger } from '@pacioli/ledger-core/ledger';
import { Connection } from '@pacioli/postgres/connection';
import { sqlstateOf } from '@pacioli/postgres/sqlstate';
import type { DataSource } from 'typeorm';
import type { DecisionRows } from './decision-rows';

/** Where deciding goes on in a partition, and the last record that was decided. */
export interface Fence {
  readonly nextOffset: bigint;
  readonly lastOffset: bigint | null;
  readonly lastHash: Buffer | null;
}

/** Someone else has decided in this partition since its fence was read: all that is held in memory is worthless. */
export class FenceMissed extends Error {
  override readonly name = 'FenceMissed';
}

/** All SQL of one partition's writer, over one connection of its own. */
export class LedgerStore {
  private constructor(
    private readonly connection: Connection,
    private readonly partition: number,
  ) {}

  /**
   * Connects under a name that is the partition's alone, and ends whoever still bears it: a predecessor that was frozen
   * while it held the fence row would block for as long as its connection lives.
   */
  static async open(source: DataSource, name: string, partition: number): Promise<LedgerStore> {
    const connection = await Connection.open(source, name);
    await connection.query(
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where application_name = $1 and datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
      [name],
    );
    return new LedgerStore(connection, partition);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** Reads the fence, and waits for whoever is about to move it. */
  async fence(): Promise<Fence> {
    await this.connection.query(
      `insert into fence (partition, next_offset) values ($1, 0) on conflict (partition) do nothing`,
      [this.partition],
    );
    const [row] = await this.connection.query<{
      next_offset: bigint;
      last_offset: bigint | null;
      last_hash: Buffer | null;
    }>(`select next_offset, last_offset, last_hash from fence where partition = $1 for update`, [
      this.partition,
    ]);
    return { nextOffset: row!.next_offset, lastOffset: row!.last_offset, lastHash: row!.last_hash };
  }

  /** Says why nothing is decided in this partition: whoever writes to the topic reads it. */
  async stop(why: string): Promise<void> {
    await this.connection.query(
      `update fence set stopped = $2 where partition = $1 and stopped is distinct from $2`,
      [this.partition, why],
    );
  }

  /** Says that the topic was just found to be the one that was decided from. */
  async verified(): Promise<void> {
    await this.connection.query(
      `update fence set stopped = null, verified = verified + 1 where partition = $1`,
      [this.partition],
    );
  }

  /** Which of these keys have an outcome. */
  async decided(keyIds: readonly KeyId[]): Promise<Set<KeyId>> {
    const rows = await this.connection.query<{ key_id: string }>(
      `select replace(key_id::text, '-', '') as key_id from outcome where key_id = any($1::uuid[])`,
      [keyIds],
    );
    return new Set(rows.map(({ key_id }) => key_id));
  }

  /** Gives the ledger what it is going to look at, for as many of these as it can decide at once (load-ledger.ts). */
  load(ledger: Ledger, undecided: readonly Undecided[]): Promise<Pick<Portion, 'count' | 'weight'>> {
    return loadLedger(ledger, undecided, (text, parameters) => this.connection.query(text, parameters));
  }

  /**
   * Writes decisions and moves the fence, all in one database transaction.
   * Throws FenceMissed when the fence is not where it was left; then nothing was written.
   */
  async write(
    from: bigint,
    to: bigint,
    last: { record: TopicRecord; hash: Buffer },
    rows: DecisionRows,
  ): Promise<void> {
    const { offset } = last.record;
    const move = `select move_fence(${this.partition}, ${from}, ${to}, ${offset}, '\\x${last.hash.toString('hex')}')`;
    try {
      await this.connection.copy(move, rows.copies(), rows.statements());
    } catch (error) {
      if (sqlstateOf(error) === FENCE_MISSED)
        throw new FenceMissed((error as Error).message, { cause: error });
      throw error;
    }
  }
}
