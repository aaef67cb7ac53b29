import { randomUUID } from 'node:crypto';
import { type Books, randomTransfer } from './books';
import type { Mode } from './options';

/** A payment with a key of its own, as it goes over the wire. */
export function nextRequest({ books, mode }: { books: Books; mode: Mode }): string {
  const { book, body } = randomTransfer(books);
  const preference = mode === 'posted' ? 'prefer: wait=30\r\n' : '';
  return (
    `POST /v1/books/${book}/transfers HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
    `idempotency-key: ${randomUUID()}\r\n${preference}content-length: ${body.length}\r\n\r\n${body}`
  );
}
