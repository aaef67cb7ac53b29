import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { crc32c } from './crc32c';

/** A record batch as the broker stores and sends it (message format 2), its records not yet decoded. */
export interface StoredBatch {
  readonly lastOffset: bigint;
  readonly producerId: bigint;
  readonly inTransaction: boolean;
  /** What a control batch says of its producer's transaction; undefined for a batch of records. */
  readonly marker: 'abort' | 'commit' | undefined;
  /** How many records the batch has. */
  readonly count: number;
  /** How many bytes the batch takes, keys and headers included. */
  readonly bytes: number;
  readonly records: (partition: number) => TopicRecord[];
}

const OVERHEAD = 12;
const HEADER = 61;
const CHECKSUM = 17;
const CHECKED = 21;
const MAGIC = 2;
const COMPRESSION = 0x07;
const TIMESTAMP_IS_APPEND_TIME = 0x08;
const IN_TRANSACTION = 0x10;
const IS_CONTROL = 0x20;

/**
 * The whole batches of a fetched record set; the broker may cut the last one off where the answer is full.
 *
 * kafkajs's own decoder copies all headers of a record once for each of them, which a dozen headers make dear
 * (docs/benchmarks.md). It also turns offsets into text, checks no checksum, and collects headers on a plain object, where
 * one that is named `constructor` comes out with that member before its value.
 */
export function* storedBatches(recordSet: Buffer): Generator<StoredBatch> {
  for (let at = 0; at + HEADER <= recordSet.length;) {
    const end = at + OVERHEAD + recordSet.readInt32BE(at + 8);
    if (end > recordSet.length) return;
    yield storedBatch(recordSet.subarray(at, end));
    at = end;
  }
}

function storedBatch(bytes: Buffer): StoredBatch {
  const firstOffset = bytes.readBigInt64BE(0);
  const attributes = bytes.readInt16BE(21);
  if (bytes[16] !== MAGIC)
    throw new Error(`A batch at offset ${firstOffset} is of message format ${bytes[16]}`);
  if ((attributes & COMPRESSION) !== 0)
    throw new Error(
      `A batch at offset ${firstOffset} is compressed: set compression.type=uncompressed on the topic before anything is written to it`,
    );
  if (crc32c(bytes.subarray(CHECKED)) !== bytes.readUInt32BE(CHECKSUM))
    throw new Error(`A batch at offset ${firstOffset} is damaged: its checksum is another`);
  return {
    lastOffset: firstOffset + BigInt(bytes.readInt32BE(23)),
    producerId: bytes.readBigInt64BE(43),
    inTransaction: (attributes & IN_TRANSACTION) !== 0,
    marker: (attributes & IS_CONTROL) === 0 ? undefined : markerOf(bytes),
    count: bytes.readInt32BE(57),
    bytes: bytes.length,
    records: (partition) => recordsOf(bytes, partition),
  };
}

/** The key of a control record is two 16-bit numbers: version 0, and type 0 for an abort, 1 for a commit. */
function markerOf(bytes: Buffer): 'abort' | 'commit' {
  const [marker] = recordsOf(bytes, 0);
  return marker!.key!.readInt16BE(2) === 0 ? 'abort' : 'commit';
}

function recordsOf(bytes: Buffer, partition: number): TopicRecord[] {
  const firstOffset = bytes.readBigInt64BE(0);
  const appendTime = (bytes.readInt16BE(21) & TIMESTAMP_IS_APPEND_TIME) !== 0;
  const firstTimestamp = Number(bytes.readBigInt64BE(27));
  const lastTimestamp = Number(bytes.readBigInt64BE(35));
  const reader = new Reader(bytes, HEADER);
  return Array.from({ length: bytes.readInt32BE(57) }, () => {
    const length = reader.varInt();
    const end = reader.offset + length;
    reader.skip(1); // Attributes of a record: none are defined.
    const timestampDelta = reader.varInt();
    const offset = firstOffset + BigInt(reader.varInt());
    const timestamp = appendTime ? lastTimestamp : firstTimestamp + timestampDelta;
    const record = new StoredRecord(
      partition,
      offset,
      timestamp,
      reader.bytes(),
      reader.bytes(),
      bytes,
      reader.offset,
    );
    reader.skip(end - reader.offset);
    return record;
  });
}

/** Its headers are decoded at each access and not kept: a dozen buffers a record, for as long as it is held, cost more. */
class StoredRecord implements TopicRecord {
  constructor(
    readonly partition: number,
    readonly offset: bigint,
    readonly timestamp: number,
    readonly key: Buffer | null,
    readonly value: Buffer | null,
    private readonly batch: Buffer,
    private readonly headersAt: number,
  ) {}

  get headers(): Record<string, Buffer | null> {
    return headersOf(new Reader(this.batch, this.headersAt));
  }
}

/** An object that inherits nothing, so that a header may have any name, and that V8 keeps as compact as a literal. */
const Headers = function () {} as unknown as new () => Record<string, Buffer | null>;
Headers.prototype = Object.create(null) as object;

/** Of a header that was given twice the first counts. */
function headersOf(reader: Reader): Record<string, Buffer | null> {
  const headers = new Headers();
  for (let left = reader.varInt(); left > 0; left -= 1) {
    const name = reader.text();
    const value = reader.bytes();
    if (!(name in headers)) headers[name] = value;
  }
  return headers;
}

class Reader {
  constructor(
    private readonly buffer: Buffer,
    private at: number,
  ) {}

  get offset(): number {
    return this.at;
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  /** A zigzag number of seven bits a byte. Arithmetic rather than bits, since a timestamp may take more than 32. */
  varInt(): number {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = this.buffer[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte > 0x7f);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Buffer | null {
    const length = this.varInt();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    return this.buffer.subarray(start, this.at);
  }

  text(): string {
    const length = this.varInt();
    const start = this.at;
    this.at += length;
    return this.buffer.toString('utf8', start, this.at);
  }
}
