import { randomUUID } from 'node:crypto';
import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { paymentEventHeaders, type PaymentEventType } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';

const currency = 'GBP';
const accounts = 1_000;

/** Who is paid by whom: as many books as there are partitions, one on each, and 1,000 accounts spread over them. */
export interface Books {
  readonly names: string[];
  readonly accountsPerBook: number;
}

export function booksOn(partitions: number): Books {
  const names = Array.from({ length: partitions }, (_, partition) => {
    for (let n = 1; ; n += 1) if (partitionOf(`bench-${n}`, partitions) === partition) return `bench-${n}`;
  });
  return { names, accountsPerBook: Math.floor(accounts / partitions) };
}

export interface Transfer {
  readonly book: string;
  /** The body of the request, in its canonical form (RFC 8785): the fields are in the order of their names. */
  readonly body: string;
}

/** A payment between two accounts of one book, all of them chosen by chance. */
export function randomTransfer({ names, accountsPerBook }: Books): Transfer {
  const below = (limit: number): number => Math.floor(Math.random() * limit);
  const debit = below(accountsPerBook);
  const credit = (debit + 1 + below(accountsPerBook - 1)) % accountsPerBook;
  const amount = 1 + below(99_999);
  return {
    book: names[below(names.length)]!,
    body: `{"amount":"${amount}","credit":"${accountName(credit)}","currency":"${currency}","debit":"${accountName(debit)}","description":"Order ${amount}"}`,
  };
}

const accountName = (n: number): string => `assets:customers:c${n}`;

/** The records that open the books and their accounts. */
export function openingRecords(
  { names, accountsPerBook }: Books,
  prefix: string,
  partitions: number,
): OutgoingRecord[] {
  return names.flatMap((book) => [
    eventRecord('book.requested.v1', book, JSON.stringify({ id: book, name: book }), prefix, partitions),
    ...Array.from({ length: accountsPerBook }, (_, n) => {
      // Without a lowest balance, since payments go in all directions and none is to be refused.
      const body = JSON.stringify({ currency, min_balance: null, name: accountName(n), type: 'asset' });
      return eventRecord('account.requested.v1', book, body, prefix, partitions);
    }),
  ]);
}

/** A record of payment-events as the payment API publishes it, with a key that was never used before. */
export function eventRecord(
  type: PaymentEventType,
  book: string,
  body: string,
  prefix: string,
  partitions: number,
): OutgoingRecord {
  const idempotencyKey = randomUUID();
  const source = 'http';
  const operationId = operationIdOf(keyIdOf(source, book, idempotencyKey), fingerprintOf(type, body));
  const headers = paymentEventHeaders(type, operationId, new Date(), {
    ...{ source, idempotencyKey, actorType: 'unauthenticated', actorId: null },
    requestId: randomUUID(),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  });
  return {
    topic: paymentEventsTopic(prefix),
    partition: partitionOf(book, partitions),
    key: book,
    value: body,
    headers,
  };
}
