import type { Connection, Submittable } from 'pg';

/** A `COPY ... FROM STDIN`, and all that it is sent. */
export interface Copy {
  readonly statement: string;
  readonly data: readonly Buffer[];
}

/**
 * A transaction that goes out in one piece and comes back in one answer; pg and pg-copy-streams take four writes and two
 * round trips for each COPY, which is half of what a batch of ten payments costs. The protocol provides for it: the server
 * reads the data when it comes to its COPY, and drops it when something before has failed
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY).
 */
export class CopyTransaction implements Submittable {
  constructor(
    private readonly first: string,
    private readonly copies: readonly Copy[],
    private readonly last: readonly string[],
    /** pg replaces it by one that also ends the clock of the query's time limit. */
    public callback: (error?: Error) => void,
  ) {}

  submit(connection: Connection): void {
    const { stream } = connection;
    // pg fails the query itself once it sees that the connection has ended.
    if (!stream.writable) return;
    const copies = this.copies.map(({ statement }) => statement);
    const statements = ['begin', this.first, ...copies, ...this.last, 'commit'];
    stream.cork();
    connection.query(statements.join(';'));
    for (const { data } of this.copies) {
      stream.write(copyData(data.reduce((sum, { length }) => sum + length, 0)));
      for (const part of data) stream.write(part);
      stream.write(COPY_DONE);
    }
    stream.uncork();
  }

  handleReadyForQuery(): void {
    this.callback();
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  // What else pg tells a query of is of no interest here.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCopyInResponse(): void {}
  handleCommandComplete(): void {}
}

/** A message is its letter and its length, which counts itself, before its content. */
function copyData(length: number): Buffer {
  const header = Buffer.from('d0000', 'latin1');
  header.writeInt32BE(length + 4, 1);
  return header;
}
const COPY_DONE = Buffer.from('c\0\0\0\u0004', 'latin1');
