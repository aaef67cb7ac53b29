/** A write, as a client means it. The same request may be sent many times under its key. */
export interface WriteRequest {
  readonly book: string;
  /** The idempotency key. */
  readonly key: string;
  /** Below that of the book; that of a book itself is empty. */
  readonly path: string;
  /** The type of the event that must come of it. */
  readonly type: string;
  /** The body as it is sent, to the last byte. */
  readonly body: string;
  /** What the path says, under the names that it has in the event. */
  readonly inPath?: Readonly<Record<string, string>>;
}

export const urlOf = ({ book, path, type }: WriteRequest): string =>
  type === 'book.requested.v1' ? '/v1/books' : `/v1/books/${book}/${path}`;
