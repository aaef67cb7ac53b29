import {
  deadLetterTopic,
  ledgerEventsTopic,
  MAX_MESSAGE_BYTES,
  partitionOf,
  paymentEventsTopic,
} from './topics';

/** Hashes of Kafka's own client, org.apache.kafka.common.utils.Utils.murmur2 of 4.1.1, made positive. */
const HASHES: [string, number][] = [
  ['', 275646681],
  ['21', 1173551340],
  ['ab', 316155434],
  ['a1', 2119539647],
  ['zz', 1303221246],
  ['abc', 479470107],
  ['b-2', 1495221846],
  ['~3', 1668716110],
  ['acme', 865835268],
  ['foobar', 1357151166],
  ['globex', 743155327],
  ['zürich', 1564393856],
  ['acme-ltd', 981052531],
  ['merchant-2026', 2010110528],
  ['a-little-bit-long-string', 1161502112],
  ['a-little-bit-longer-string', 661178819],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', 2088585677],
];

describe('The partition of a book', () => {
  it.each(HASHES)('is the one that Kafka itself would choose: %s', (book, hash) => {
    expect(partitionOf(book, 2 ** 31)).toBe(hash);
    for (const partitions of [1, 2, 6, 7, 48, 1_000]) {
      expect(partitionOf(book, partitions)).toBe(hash % partitions);
    }
  });
});

describe('The topics', () => {
  it('bear the prefix of their installation', () => {
    const topics = [paymentEventsTopic, ledgerEventsTopic, deadLetterTopic];
    expect(topics.map((topic) => topic(''))).toEqual([
      'payment-events',
      'ledger-events',
      'payment-events.dlq',
    ]);
    expect(topics.map((topic) => topic('b-'))).toEqual([
      ...['b-payment-events', 'b-ledger-events', 'b-payment-events.dlq'],
    ]);
  });

  it('take larger records the further down they lie', () => {
    const { paymentEvents, ledgerEvents, deadLetters } = MAX_MESSAGE_BYTES;
    expect([paymentEvents < ledgerEvents, ledgerEvents < deadLetters]).toEqual([true, true]);
  });
});
