/**
 * Rows in PostgreSQL's binary COPY format, filled by hand into one growing buffer (docs/adr/0004-postgres.md).
 */
export class CopyRows {
  private buffer = HEADER;
  private length = HEADER.length;
  count = 0;

  /** `columns` is how many values each row has, in the order of the COPY statement. */
  constructor(private readonly columns: number) {}

  /** Begins a row; as many values as there are columns must follow. */
  row(): this {
    this.reserve(2);
    this.buffer.writeInt16BE(this.columns, this.length);
    this.length += 2;
    this.count += 1;
    return this;
  }

  null(): this {
    this.reserve(4);
    this.length = this.buffer.writeInt32BE(-1, this.length);
    return this;
  }

  integer(value: number | null): this {
    if (value === null) return this.null();
    this.reserve(8);
    this.buffer.writeInt32BE(4, this.length);
    this.length = this.buffer.writeInt32BE(value, this.length + 4);
    return this;
  }

  bigint(value: bigint | null): this {
    if (value === null) return this.null();
    this.reserve(12);
    this.buffer.writeInt32BE(8, this.length);
    this.length = this.buffer.writeBigInt64BE(value, this.length + 4);
    return this;
  }

  /** text, and enums by their label. */
  text(value: string | null): this {
    if (value === null) return this.null();
    const most = value.length * 3;
    this.reserve(4 + most);
    const written = this.buffer.write(value, this.length + 4, 'utf8');
    this.buffer.writeInt32BE(written, this.length);
    this.length += 4 + written;
    return this;
  }

  bytes(value: Buffer | null): this {
    if (value === null) return this.null();
    this.reserve(4 + value.length);
    this.length = this.buffer.writeInt32BE(value.length, this.length);
    this.length += value.copy(this.buffer, this.length);
    return this;
  }

  /** 32 hex digits. */
  uuid(value: string): this {
    this.reserve(20);
    this.length = this.buffer.writeInt32BE(16, this.length);
    this.length += this.buffer.write(value, this.length, 16, 'hex');
    return this;
  }

  /** Milliseconds since 1970, as timestamptz. */
  moment(value: number | null): this {
    if (value === null) return this.null();
    return this.bigint(BigInt(value - MILLISECONDS_1970_TO_2000) * 1000n);
  }

  /** jsonb; the byte before the text is its format version. */
  json(value: unknown): this {
    const text = JSON.stringify(value);
    this.reserve(5 + text.length * 3);
    const written = this.buffer.write(text, this.length + 5, 'utf8');
    this.length = this.buffer.writeInt32BE(written + 1, this.length);
    this.length = this.buffer.writeInt8(1, this.length) + written;
    return this;
  }

  /** The whole stream, ready to be sent; nothing can be added to it any more. */
  end(): Buffer {
    this.reserve(2);
    this.length = this.buffer.writeInt16BE(-1, this.length);
    return this.buffer.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(SMALLEST, this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

/** The signature, four bytes of flags, and the length of an extension that does not follow. */
const HEADER = Buffer.from(`PGCOPY\n\xff\r\n\0${'\0'.repeat(8)}`, 'latin1');
const SMALLEST = 16_384;
const MILLISECONDS_1970_TO_2000 = Date.UTC(2000, 0, 1);
