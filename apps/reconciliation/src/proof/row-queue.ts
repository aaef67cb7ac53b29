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
