/** A write, as a client means it. The same request may be sent many times under its key. */
export interface WriteRequest {
  readonly book: string;
  /** The idempotency key. */
  readonly key: string;
  readonly resource: 'books' | 'accounts' | 'transfers' | 'journal-entries';
  /** The body as it is sent, to the last byte. */
  readonly body: string;
}

export const pathOf = ({ book, resource }: WriteRequest): string =>
  resource === 'books' ? '/v1/books' : `/v1/books/${book}/${resource}`;
