import type { Client, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Listens on a channel with a connection of its own and takes a new one when it is lost. A notification only says that
 * looking is worthwhile: whoever uses it must look by itself now and then, since those sent meanwhile are lost.
 */
export class Notifications {
  private runner: QueryRunner | undefined;
  private client: PoolClient | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly source: DataSource,
    private readonly channel: string,
    private readonly onNotification: (payload: string) => void,
    private readonly onLost: (error: Error) => void,
  ) {}

  async open(): Promise<void> {
    if (this.closed) return;
    const runner = this.source.createQueryRunner();
    this.runner = runner;
    try {
      const client = (await runner.connect()) as PoolClient;
      this.client = client;
      client.on('notification', ({ payload }) => this.onNotification(payload ?? ''));
      client.once('error', (error: Error) => this.lost(runner, error));
      client.once('end', () => this.lost(runner, new Error('the connection was closed')));
      await runner.query(`listen ${this.channel}`);
    } catch (error) {
      this.lost(runner, error as Error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    // It does not go back to the pool, where it would go on listening.
    await (this.client as (PoolClient & Pick<Client, 'end'>) | undefined)?.end().catch(() => undefined);
    await this.runner?.release();
  }

  private lost(runner: QueryRunner, error: Error): void {
    if (this.runner !== runner || this.closed) return;
    this.runner = undefined;
    this.onLost(error);
    void runner.release().catch(() => undefined);
    this.retry = setTimeout(() => void this.open(), 500);
  }
}
