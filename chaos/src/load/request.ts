import { keyIdOf, type KeyId } from '@pacioli/contracts/operation-id';

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

/** Where files of lines are sent. Those of our clients are so short that they have one chunk. */
export const IMPORTS = 'imports';
export const isImport = ({ path }: WriteRequest): boolean => path === IMPORTS;

/** Who is said to have asked, and under which key: an import asks for a chunk under the number of its first line. */
export const askedUnder = (request: WriteRequest): { source: string; key: string } =>
  isImport(request) ? { source: 'import', key: `${request.key} 1` } : { source: 'http', key: request.key };

export function keyIdOfRequest(request: WriteRequest): KeyId {
  const { source, key } = askedUnder(request);
  return keyIdOf(source, request.book, key);
}

/** The body of the event that must come of it. */
export function eventBodyOf(request: WriteRequest): object {
  const { body, inPath, ifMatch } = request;
  if (isImport(request)) {
    const lines = body.split('\n').filter((line) => line !== '');
    return { operations: lines.map((line) => JSON.parse(line) as object) };
  }
  return {
    ...(JSON.parse(body) as object),
    ...inPath,
    ...(ifMatch !== undefined && { if_match: ifMatch }),
  };
}
