import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import { RowReader } from './row-reader';

/**
 * One moment of the database, seen by as many connections as there are streams of rows: each runs a READ ONLY, REPEATABLE
 * READ transaction on the same exported snapshot, so that whatever is read belongs together while others go on writing.
 */
export class Snapshot {
  private readonly streams = new Set<AsyncGenerator<unknown>>();

  private constructor(
    private readonly source: DataSource,
    private readonly first: QueryRunner,
    /** By which others join it. */
    readonly id: string,
  ) {}

  /**
   * Takes a connection and a snapshot; a query takes `queryTimeoutMs` at the most, and streams take as long as they are long.
   * Throws on a standby, whose past need not be the primary's.
   */
  static async open(source: DataSource, queryTimeoutMs = NO_LIMIT): Promise<Snapshot> {
    const runner = source.createQueryRunner();
    try {
      await runner.query(BEGIN);
      await runner.query(withTimeLimit(queryTimeoutMs));
      const [row] = (await runner.query(
        'select pg_is_in_recovery() as standby, pg_export_snapshot() as id',
      )) as [{ standby: boolean; id: string }];
      if (row.standby) throw new Error('This database is a standby: give the address of the primary.');
      return new Snapshot(source, runner, row.id);
    } catch (error) {
      await abandon(runner);
      throw error;
    }
  }

  /** The moment of another snapshot, which has to stay open until this returns, through connections of one's own. */
  static async join(source: DataSource, id: string): Promise<Snapshot> {
    const runner = source.createQueryRunner();
    try {
      await begin(runner, id);
      return new Snapshot(source, runner, id);
    } catch (error) {
      await abandon(runner);
      throw error;
    }
  }

  /** A query of a bounded result, within the snapshot. Calls queue up on one connection. */
  async query<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.first.query(text, parameters)) as Row[];
  }

  /**
   * Streams the rows of a SELECT from a connection of its own, some at a time, as `read` makes them of their columns. Memory
   * is bounded: the server waits while nothing is taken.
   */
  rows<Row>(select: string, read: (row: RowReader) => Row): AsyncGenerator<Row[], void> {
    const stream = this.stream(select, read);
    this.streams.add(stream);
    return stream;
  }

  /** Gives the connections back; those whose rows were not read to the end are closed. */
  async close(): Promise<void> {
    for (const stream of this.streams) await stream.return(undefined);
    await this.first.query('rollback').catch(() => undefined);
    await this.first.release();
  }

  private async *stream<Row>(select: string, read: (row: RowReader) => Row): AsyncGenerator<Row[], void> {
    const runner = this.source.createQueryRunner();
    let isRead = false;
    try {
      const client = (await runner.connect()) as PoolClient;
      await begin(runner, this.id);
      await runner.query(IN_ORDER_OF_AN_INDEX);
      const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`));
      // The loop gets the error of a stream that it reads; an error after the loop was left is of no interest.
      stream.on('error', () => undefined);
      const reader = new RowReader();
      for await (const bytes of stream) {
        const rows = reader.rows(bytes as Buffer, read);
        if (rows.length > 0) yield rows;
      }
      await runner.query('rollback');
      isRead = true;
    } finally {
      await (isRead ? runner.release() : abandon(runner));
    }
  }
}

/** Begins to read at the moment of an exported snapshot, for as long as it takes. */
async function begin(runner: QueryRunner, snapshot: string): Promise<void> {
  await runner.query(BEGIN);
  await runner.query(`set transaction snapshot '${snapshot}'`);
  await runner.query(withTimeLimit(NO_LIMIT));
}

/** Closes a connection that is of no more use, rather than give it back to the pool. */
async function abandon(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect().catch(() => undefined)) as { end(): Promise<void> } | undefined;
  // `end` destroys the socket of a connection that is in the middle of a query; the pool drops what was ended.
  void client?.end().catch(() => undefined);
  await runner.release();
}

const BEGIN = 'begin isolation level repeatable read read only';

const NO_LIMIT = 0;

/** A server may be set to end what takes long or waits in a transaction; reading all of a ledger does both. */
const withTimeLimit = (milliseconds: number) =>
  `set local statement_timeout = ${milliseconds}; set local idle_in_transaction_session_timeout = 0`;

/** Sorting a large table would write all of it to temporary files before the first row comes. */
const IN_ORDER_OF_AN_INDEX = 'set local enable_sort = off';
