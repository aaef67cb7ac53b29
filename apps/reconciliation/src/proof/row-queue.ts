/** A stream of rows of which the next one can be looked at before it is taken. */
export class RowQueue<Row> {
  private rows: readonly Row[] = [];
  private at = 0;
  private ended = false;

  constructor(private readonly stream: AsyncGenerator<Row[], void>) {}

  /** The next row, undefined after the last. It is there at once, save when more rows must be fetched. */
  peek(): Row | undefined | Promise<Row | undefined> {
    const row = this.rows[this.at];
    return row === undefined && !this.ended ? this.fetch() : row;
  }

  take(): void {
    this.at += 1;
  }

  private async fetch(): Promise<Row | undefined> {
    const next = await this.stream.next();
    this.at = 0;
    this.rows = next.done === true ? [] : next.value;
    this.ended = next.done === true;
    return this.peek();
  }
}

/** Uses the rows of a stream and lets go of those that were not read: until then they hold a connection. */
export async function withRows<Row, T>(
  stream: AsyncGenerator<Row[], void>,
  use: (rows: RowQueue<Row>) => Promise<T>,
): Promise<T> {
  try {
    return await use(new RowQueue(stream));
  } finally {
    await stream.return();
  }
}
