import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { openApiDatabase, type LedgerDatabase } from './ledger-database';
import type { Query } from './writes/keyed-writes';

/** The connections of the requests that are served. */
@Injectable()
export class ApiDatabase implements OnApplicationShutdown {
  constructor(readonly source: LedgerDatabase) {}

  static async open(url: string, prefix: string): Promise<ApiDatabase> {
    return new ApiDatabase(await openApiDatabase(url, prefix));
  }

  readonly query: Query = (text: string, parameters?: unknown[]) => this.source.query(text, parameters);

  /** The same, as what reads the ledger for several services wants it. */
  readonly rows = <Row>(text: string, parameters: unknown[]): Promise<Row[]> =>
    this.query<Row[]>(text, parameters);

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}
