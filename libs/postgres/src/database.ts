import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** PostgreSQL's int8 becomes a bigint everywhere, decided once: a string or a float in its place is a bug. */
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);

export interface DatabaseSettings {
  /** postgres://role:password@host:port/database */
  readonly url: string;
  /** What pg_stat_activity shows. */
  readonly applicationName: string;
  readonly poolSize: number;
  /** After how many milliseconds a statement is given up, by the server and, should it hang, by us; never when absent. */
  readonly statementTimeoutMs?: number;
  /** The first schema of the search path; the role's own default when absent. */
  readonly schema?: string;
  /** Whether the server refuses to write for whoever uses these connections. */
  readonly readOnly?: boolean;
  readonly migrations?: NonNullable<DataSourceOptions['migrations']>;
}

/** Prepares a pool of connections; it connects on `initialize()`. */
export function database(settings: DatabaseSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url: settings.url,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize,
    migrations: settings.migrations ?? [],
    ...(settings.schema !== undefined && { schema: settings.schema }),
    extra: {
      // Whoever vanished is noticed in seconds, on either side: the default keepalive is two hours.
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      connectionTimeoutMillis: 5_000,
      ...(settings.statementTimeoutMs !== undefined && {
        statement_timeout: settings.statementTimeoutMs,
        query_timeout: settings.statementTimeoutMs + 1_000,
      }),
      options: [
        '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3',
        ...(settings.schema !== undefined ? [`-c search_path=${settings.schema}`] : []),
        ...(settings.readOnly === true ? ['-c default_transaction_read_only=on'] : []),
      ].join(' '),
    },
  });
}
