import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C';
import { encodeRecord } from './record-encoder';
import { storedBatches } from './stored-batches';

/** A record batch of message format 2, as KIP-98 lays it out. */
function batch(firstOffset: bigint, records: Buffer[], { attributes = 0, magic = 2 } = {}): Buffer {
  const body = Buffer.concat(records);
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(firstOffset, 0);
  header.writeInt32BE(49 + body.length, 8);
  header[16] = magic;
  header.writeInt16BE(attributes, 21);
  header.writeInt32BE(records.length - 1, 23);
  header.writeBigInt64BE(1_000n, 27);
  header.writeBigInt64BE(9_000n, 35);
  header.writeBigInt64BE(77n, 43);
  header.writeInt32BE(records.length, 57);
  const bytes = Buffer.concat([header, body]);
  bytes.writeUInt32BE(crc32C(bytes.subarray(21)), 17);
  return bytes;
}
const record = (offsetDelta: number, timestampDelta = 0) =>
  encodeRecord({ offsetDelta, timestampDelta, key: 'k', value: 'v', headers: {} }).buffer;
const decoded = (recordSet: Buffer) =>
  [...storedBatches(recordSet)]
    .flatMap((one) => one.records(3))
    .map(({ offset, timestamp }) => [offset, timestamp]);

describe('storedBatches', () => {
  it('gives each record its offset and time', () => {
    expect(decoded(batch(1n << 40n, [record(0, 5), record(1, -7)]))).toEqual([
      [1n << 40n, 1_005],
      [(1n << 40n) + 1n, 993],
    ]);
  });

  it('takes the time of appending where the topic says so', () => {
    expect(decoded(batch(0n, [record(0, 5)], { attributes: 0x08 }))).toEqual([[0n, 9_000]]);
  });

  it('leaves a batch that was cut off for the next fetch', () => {
    const whole = batch(0n, [record(0)]);
    const cut = batch(1n, [record(0), record(1)]);
    for (const length of [1, 20, 61, cut.length - 1]) {
      expect(decoded(Buffer.concat([whole, cut.subarray(0, length)]))).toEqual([[0n, 1_000]]);
    }
    expect(decoded(Buffer.concat([whole, cut]))).toHaveLength(3);
  });

  it('takes the first of a header that was given twice', () => {
    // No attributes, no deltas, no key, no value; two headers h, of 1 and of 2.
    const parts = [0, 0, 0, 1, 1, 4, 2, 0x68, 2, 0x31, 2, 0x68, 2, 0x32];
    const [one] = [...storedBatches(batch(0n, [Buffer.from([parts.length * 2, ...parts])]))];
    expect(one!.records(0)[0]!.headers['h']?.toString()).toBe('1');
  });

  it('tells markers from records', () => {
    const marker = (type: number) =>
      batch(0n, [encodeRecord({ key: Buffer.from([0, 0, 0, type]), value: 'v', headers: {} }).buffer], {
        attributes: 0x30,
      });
    const markers = [marker(0), marker(1), batch(0n, [record(0)])].map(
      (bytes) => [...storedBatches(bytes)][0]!.marker,
    );
    expect(markers).toEqual(['abort', 'commit', undefined]);
  });

  it('refuses a batch of which any byte has changed since the broker took it', () => {
    const sound = batch(7n, [record(0), record(1)]);
    for (let at = 21; at < sound.length; at += 1) {
      const damaged = Buffer.from(sound);
      // The lowest bit of the compression would be refused for itself.
      damaged[at]! ^= at === 22 ? 0x40 : 1;
      expect(() => decoded(damaged)).toThrow('A batch at offset 7 is damaged');
    }
    expect(decoded(sound)).toHaveLength(2);
  });

  it('refuses what it can not read, and says what to do', () => {
    expect(() => decoded(batch(7n, [record(0)], { attributes: 1 }))).toThrow(
      'A batch at offset 7 is compressed: set compression.type=uncompressed',
    );
    expect(() => decoded(batch(7n, [record(0)], { magic: 1 }))).toThrow('message format 1');
  });
});
