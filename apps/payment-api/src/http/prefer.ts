import type { IncomingHttpHeaders } from 'node:http';

/** One preference of RFC 7240: a token, perhaps a value, perhaps parameters, which `wait` has none of. */
const WAIT = /^wait\s*=\s*(?:"(\d{1,2})"|(\d{1,2}))\s*(?:;.*)?$/i;
const NAMED_WAIT = /^wait\s*(?:[=;]|$)/i;

/**
 * How many seconds the client would wait for the outcome: 1 to 30, or undefined when it would not. A preference that can
 * not be met is as if it were absent (RFC 7240, 2), and of two the first counts.
 */
export function preferredWait(headers: IncomingHttpHeaders): number | undefined {
  const prefer = headers['prefer'] as string | undefined;
  if (prefer === undefined) return undefined;
  const wait = prefer
    .split(',')
    .map((preference) => preference.trim())
    .find((preference) => NAMED_WAIT.test(preference));
  const match = WAIT.exec(wait ?? '');
  const seconds = Number(match?.[1] ?? match?.[2]);
  return seconds >= 1 && seconds <= 30 ? seconds : undefined;
}
