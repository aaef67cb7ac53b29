/**
 * Rows in PostgreSQL's binary COPY format, filled by hand into buffers of growing size (docs/adr/0004-postgres.md). What is
 * full is kept as it is, so nothing is copied twice and a long text takes no more than its own bytes.
 */
export class CopyRows {
  private readonly full: Buffer[] = [];
  private buffer: Buffer = NONE;
  /** Of the same bytes: its setters take a third of the time of those of Buffer. */
  private view = viewOf(NONE);
  private length = 0;
  count = 0;

  /** `columns` is how many values each row has, in the order of the COPY statement. */
  constructor(private readonly columns: number) {}

  /** Begins a row; as many values as there are columns must follow. */
  row(): this {
    if (this.count === 0) this.begin();
    this.reserve(2);
    this.view.setInt16(this.length, this.columns);
    this.length += 2;
    this.count += 1;
    return this;
  }

  null(): this {
    this.reserve(4);
    this.put32(-1);
    return this;
  }

  integer(value: number | null): this {
    if (value === null) return this.null();
    this.reserve(8);
    this.put32(4);
    this.put32(value);
    return this;
  }

  bigint(value: bigint | null): this {
    if (value === null) return this.null();
    this.reserve(12);
    this.put32(8);
    this.view.setBigInt64(this.length, value);
    this.length += 8;
    return this;
  }

  /** text, and enums by their label. */
  text(value: string | null): this {
    if (value === null) return this.null();
    if (value.length > LONG) return this.bytes(Buffer.from(value));
    this.reserve(4 + value.length * 3);
    const written = this.write(value, this.length + 4);
    this.put32(written);
    this.length += written;
    return this;
  }

  bytes(value: Buffer | null): this {
    if (value === null) return this.null();
    this.reserve(4);
    this.put32(value.length);
    this.append(value);
    return this;
  }

  /** 32 hex digits. */
  uuid(value: string): this {
    this.reserve(20);
    this.put32(16);
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
    return this.text(`\u0001${JSON.stringify(value)}`);
  }

  /** The whole stream, ready to be sent; nothing can be added to it any more. */
  end(): Buffer[] {
    this.reserve(2);
    this.view.setInt16(this.length, -1);
    this.length += 2;
    return [...this.full, this.buffer.subarray(0, this.length)];
  }

  private begin(): void {
    this.reserve(SMALLEST);
    this.append(HEADER);
  }

  private put32(value: number): void {
    this.view.setInt32(this.length, value);
    this.length += 4;
  }

  /** What is short is nearly always ASCII, which is written here: a call into Node's C++ costs more than it does. */
  private write(value: string, at: number): number {
    const { buffer } = this;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > LAST_ASCII) return buffer.write(value, at, 'utf8');
      buffer[at + index] = code;
    }
    return value.length;
  }

  private append(value: Buffer): void {
    if (value.length > LONG) {
      this.full.push(this.buffer.subarray(0, this.length), value);
      this.renew(this.buffer.subarray(this.length));
      return;
    }
    this.reserve(value.length);
    this.length += value.copy(this.buffer, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    if (this.length > 0) this.full.push(this.buffer.subarray(0, this.length));
    this.renew(Buffer.allocUnsafe(Math.max(bytes, SMALLEST, Math.min(this.buffer.length * 2, LARGEST))));
  }

  private renew(buffer: Buffer): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
    this.length = 0;
  }
}

const NONE = Buffer.alloc(0);
const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);
/** The signature, four bytes of flags, and the length of an extension that does not follow. */
const HEADER = Buffer.from(`PGCOPY\n\xff\r\n\0${'\0'.repeat(8)}`, 'latin1');
const SMALLEST = 16_384;
const LARGEST = 262_144;
/** Bytes, or characters, of a value that gets a buffer of its own. */
const LONG = 2_048;
const LAST_ASCII = 0x7f;
const MILLISECONDS_1970_TO_2000 = Date.UTC(2000, 0, 1);
