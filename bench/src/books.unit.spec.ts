import { decodePaymentEvent } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord, TopicRecord } from '@pacioli/contracts/topic-record';
import { booksOn, eventRecord, openingRecords, randomTransfer } from './books';

const asRead = ({ key, value, headers, partition }: OutgoingRecord): TopicRecord => ({
  ...{ partition, offset: 0n, timestamp: 0 },
  key: Buffer.from(key!),
  value: Buffer.from(value!),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

describe('the books of the benchmark', () => {
  const books = booksOn(6);

  it('lie on one partition each', () => {
    const partitions = openingRecords(books, '', 6).map(({ partition }) => partition);
    expect(new Set(partitions)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(books.names).toHaveLength(6);
  });

  it('are opened and paid into by events that the ledger takes', () => {
    const transfers = Array.from({ length: 100 }, () => randomTransfer(books));
    const records = [
      ...openingRecords(books, '', 6),
      ...transfers.map(({ book, body }) => eventRecord('transfer.requested.v1', book, body, '', 6)),
    ];
    expect(records.map((record) => decodePaymentEvent(asRead(record)).kind)).toEqual(
      records.map(() => 'event'),
    );
  });

  it('never see a payment from an account to itself', () => {
    for (let n = 0; n < 1_000; n += 1) {
      const { debit, credit } = JSON.parse(randomTransfer({ names: ['b'], accountsPerBook: 2 }).body) as {
        debit: string;
        credit: string;
      };
      expect(debit).not.toBe(credit);
    }
  });
});
