import { ACCOUNT_TAG } from '@pacioli/contracts/field';
import type { IncomingHttpHeaders } from 'node:http';
import { invalidRequest } from '@pacioli/service/http/problem';

const TAG = new RegExp(`^"(.*)"$`);
const KNOWN = new RegExp(ACCOUNT_TAG);

/**
 * The one tag of an If-Match header (RFC 9110), as the ETag of an account has it; undefined when any state will do. Throws the
 * problem `invalid_request` for what no account can ever match.
 */
export function ifMatchOf(headers: IncomingHttpHeaders): string | undefined {
  const text = headers['if-match'];
  if (text === undefined || text === '*') return undefined;
  const tag = TAG.exec(text)?.[1];
  if (tag !== undefined && KNOWN.test(tag)) return tag;
  throw invalidRequest([{ pointer: 'If-Match', detail: 'must be the ETag of an account, as in "8.2"' }]);
}
