import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from './problem';

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/;
/** An RFC 9651 string: only the quote and the backslash are escaped. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** Takes an Idempotency-Key out of its quotes, if it has any: both forms are the same key. Undefined when it is none. */
export function parseIdempotencyKey(text: string): string | undefined {
  const quoted = text.startsWith('"') ? QUOTED.exec(text)?.[1] : text;
  const key = text.startsWith('"') ? quoted?.replace(/\\(.)/g, '$1') : text;
  return key !== undefined && PRINTABLE_ASCII.test(key) ? key : undefined;
}

/** The key of a write. Throws the problems `idempotency_key_missing` and `idempotency_key_invalid`. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string {
  const text = headers['idempotency-key'] as string | undefined;
  if (text === undefined)
    throw new Problem('idempotency_key_missing', 'Send a key that is new for each new request.');
  const key = parseIdempotencyKey(text);
  if (key === undefined) {
    throw new Problem(
      'idempotency_key_invalid',
      'A key has 1 to 255 printable ASCII characters, quoted or not.',
    );
  }
  return key;
}
