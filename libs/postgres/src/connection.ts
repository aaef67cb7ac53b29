import type { Client, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { CopyTransaction, type Copy } from './copy-transaction';

/** One connection under a name of its own, for a writer that must be told from all others. */
export class Connection {
  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  static async open(source: DataSource, name: string): Promise<Connection> {
    const runner = source.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await client.query(`select set_config('application_name', $1, false)`, [name]);
      return new Connection(runner, client);
    } catch (error) {
      await runner.release();
      throw error;
    }
  }

  async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (await this.client.query(sql, parameters)).rows as T[];
  }

  /**
   * Runs one statement, then the COPYs, then the last statements, all in one database transaction; whatever fails rolls back
   * and is thrown. No statement has parameters.
   */
  async copy(first: string, copies: readonly Copy[], last: readonly string[] = []): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: Error) => (error ? reject(error) : resolve());
        this.client.query(new CopyTransaction(first, copies, last, settle));
      });
    } catch (error) {
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Ends the connection; it does not go back to the pool, where its name would mislead. */
  async close(): Promise<void> {
    await (this.client as PoolClient & Pick<Client, 'end'>).end().catch(() => undefined);
    await this.runner.release();
  }
}
