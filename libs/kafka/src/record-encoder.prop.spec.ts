import fc from 'fast-check';
import kafkajsEncode from 'kafkajs/src/protocol/recordBatch/record/v0';
import { encodeRecord } from './record-encoder';

const bytes = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
);
const record = fc.record({
  offsetDelta: fc.integer({ min: 0, max: 2 ** 30 }),
  timestampDelta: fc.integer({ min: 0, max: 2 ** 30 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(fc.string({ unit: 'binary' }), bytes, { noNullPrototype: true }),
});

describe('encodeRecord', () => {
  it('gives the very bytes that kafkajs gives', () => {
    fc.assert(
      fc.property(record, (given) => {
        expect(encodeRecord(given).buffer).toEqual(kafkajsEncode(given).buffer);
      }),
    );
  });
});
