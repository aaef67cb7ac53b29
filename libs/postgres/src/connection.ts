import type { Client, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

type Query = <T>(sql: string, parameters?: unknown[]) => Promise<T[]>;

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

  readonly query: Query = async <T>(sql: string, parameters: unknown[] = []) =>
    (await this.client.query(sql, parameters)).rows as T[];

  /** Runs `work` in a database transaction; whatever it throws rolls back and is thrown on. */
  async transaction(work: (query: Query, client: PoolClient) => Promise<void>): Promise<void> {
    await this.client.query('begin');
    try {
      await work(this.query, this.client);
      await this.client.query('commit');
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
