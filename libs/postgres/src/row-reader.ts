/**
 * Reads rows in PostgreSQL's binary COPY format, column by column in the order of the SELECT: the counterpart of CopyRows.
 * Each method reads the next column; the ones without `OrNull` hold the column to be not null.
 */
export class RowReader {
  private buffer: Buffer = Buffer.alloc(0);
  private view = new DataView(this.buffer.buffer);
  private at = 0;
  /** Where the bytes that have come end. */
  private end = 0;
  private begun = false;

  /** Takes the next bytes of the stream and returns the rows that are whole by now, each as `read` makes it. */
  rows<Row>(bytes: Buffer, read: (row: RowReader) => Row): Row[] {
    this.append(bytes);
    const rows: Row[] = [];
    if (!this.begun && !this.begin()) return rows;
    while (this.isRowWhole()) {
      this.at += 2;
      rows.push(read(this));
    }
    return rows;
  }

  integer(): number {
    return this.view.getInt32(this.value(), false);
  }

  integerOrNull(): number | null {
    return this.skipNull() ? null : this.integer();
  }

  bigint(): bigint {
    return this.view.getBigInt64(this.value(), false);
  }

  bigintOrNull(): bigint | null {
    return this.skipNull() ? null : this.bigint();
  }

  /** text, and enums by their label. */
  text(): string {
    const start = this.value();
    return this.buffer.toString('utf8', start, this.at);
  }

  textOrNull(): string | null {
    return this.skipNull() ? null : this.text();
  }

  /** bytea, sharing the memory of the bytes that it came with: copy what is kept for long. */
  bytes(): Buffer {
    const start = this.value();
    return this.buffer.subarray(start, this.at);
  }

  bytesOrNull(): Buffer | null {
    return this.skipNull() ? null : this.bytes();
  }

  /** 32 hex digits. */
  uuid(): string {
    const start = this.value();
    return this.buffer.toString('hex', start, this.at);
  }

  uuidOrNull(): string | null {
    return this.skipNull() ? null : this.uuid();
  }

  /** timestamptz as milliseconds since 1970, with a fraction where it is finer; `infinity` is no valid date. */
  moment(): number {
    const start = this.value();
    const microseconds = this.view.getInt32(start, false) * 2 ** 32 + this.view.getUint32(start + 4, false);
    return MILLISECONDS_1970_TO_2000 + microseconds / 1000;
  }

  momentOrNull(): number | null {
    return this.skipNull() ? null : this.moment();
  }

  /** jsonb; the byte before its text is the version of the format. */
  json(): unknown {
    const start = this.value();
    return JSON.parse(this.buffer.toString('utf8', start + 1, this.at));
  }

  /**
   * A row that is not whole yet is kept where more fits behind it: one of 8 MB comes in a hundred pieces, and to copy all that is
   * there for each of them took a quarter of a run's time. Nothing is ever written over, since rows share the memory.
   */
  private append(bytes: Buffer): void {
    const left = this.end - this.at;
    if (left === 0) this.use(bytes, bytes.length);
    else {
      if (bytes.length > this.buffer.length - this.end) {
        const larger = Buffer.allocUnsafeSlow(2 * (left + bytes.length));
        this.buffer.copy(larger, 0, this.at, this.end);
        this.use(larger, left);
      }
      bytes.copy(this.buffer, this.end);
      this.end += bytes.length;
    }
  }

  private use(buffer: Buffer, end: number): void {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    this.at = 0;
    this.end = end;
  }

  private begin(): boolean {
    if (this.end < HEADER_LENGTH) return false;
    this.at = HEADER_LENGTH + this.view.getInt32(HEADER_LENGTH - 4, false);
    this.begun = true;
    return true;
  }

  /** Whether the row that begins here has arrived to its last byte. The end of the stream is a row of -1 columns. */
  private isRowWhole(): boolean {
    const length = this.end;
    if (this.at + 2 > length) return false;
    const columns = this.view.getInt16(this.at, false);
    let end = this.at + 2;
    for (let column = 0; column < columns; column += 1) {
      if (end + 4 > length) return false;
      end += 4 + Math.max(0, this.view.getInt32(end, false));
    }
    return columns >= 0 && end <= length;
  }

  /** Steps over the next value and returns where it starts. */
  private value(): number {
    const start = this.at + 4;
    const length = this.view.getInt32(this.at, false);
    if (length < 0) throw new Error('bug: a column that is read as not null holds null');
    this.at = start + length;
    return start;
  }

  private skipNull(): boolean {
    const isNull = this.view.getInt32(this.at, false) < 0;
    if (isNull) this.at += 4;
    return isNull;
  }
}

/** An 11-byte signature, 4 bytes of flags, and the length of an extension that follows. */
const HEADER_LENGTH = 19;
const MILLISECONDS_1970_TO_2000 = Date.UTC(2000, 0, 1);
