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
  /** What the path says, and what follows from it, under the names that it has in the event. */
  readonly inPath?: Readonly<Record<string, string>>;
  /** Version and revision at which the account should be. */
  readonly ifMatch?: string;
}

export const urlOf = ({ book, path, type }: WriteRequest): string =>
  type === 'book.requested.v1' ? '/v1/books' : `/v1/books/${book}/${path}`;

export const methodOf = ({ type }: WriteRequest): string =>
  type === 'account-change.requested.v1' ? 'PATCH' : 'POST';

/** What the event says besides what the body does. */
export const beyondBody = ({ inPath, ifMatch }: WriteRequest): Readonly<Record<string, string>> => ({
  ...inPath,
  ...(ifMatch !== undefined && { if_match: ifMatch }),
});
