import type { OnApplicationShutdown } from '@nestjs/common';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import { database } from '@pacioli/postgres/database';
import { Notifications } from '@pacioli/postgres/notifications';
import { isUnavailable } from '@pacioli/postgres/sqlstate';
import { Problem } from '@pacioli/service/http/problem';

/** Reads take milliseconds; one that takes this long would only hold a connection from the others. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** LedgerDB, through a role that may only read. What must not wait for each other is served by pools of its own. */
export class LedgerDatabase implements OnApplicationShutdown {
  private constructor(private readonly source: ReturnType<typeof database>) {}

  static async open(url: string, applicationName: string, poolSize: number): Promise<LedgerDatabase> {
    const statementTimeoutMs = STATEMENT_TIMEOUT_MS;
    return new LedgerDatabase(
      await database({ url, applicationName, poolSize, statementTimeoutMs }).initialize(),
    );
  }

  /** Throws the problem `unavailable` while the database can not serve. */
  async read<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return answered(this.source.query<Row[]>(sql, parameters));
  }

  /** Reads by several queries, all of which see one moment. Throws the problem `unavailable` too. */
  async readAtOnce<T>(read: (query: Query) => Promise<T>): Promise<T> {
    return answered(
      this.source.transaction('REPEATABLE READ', (transaction) =>
        read((sql, parameters) => transaction.query(sql, parameters)),
      ),
    );
  }

  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onLost: (error: Error) => void,
  ): Notifications {
    return new Notifications(this.source, channel, onNotification, onLost);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}

async function answered<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new Problem('unavailable', 'The ledger database does not answer.', {}, error);
  }
}
