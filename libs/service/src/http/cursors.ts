import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidRequest } from './problem';

/** How much of the HMAC a cursor carries. */
const SIGNATURE_BYTES = 16;

/**
 * Opaque places in a list. A cursor is the last thing that a page showed, under a signature that also covers which list it
 * is a place in (route, book and filter): moved to another list, or changed, it is refused.
 */
export class Cursors {
  constructor(private readonly key: string) {}

  seal(list: string, place: string): string {
    return Buffer.concat([this.sign(list, place), Buffer.from(place)]).toString('base64url');
  }

  /** The place that a cursor holds; undefined without a cursor. Throws the problem `invalid_request`. */
  open(list: string, cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    const place = bytes.toString('utf8', SIGNATURE_BYTES);
    const signature = bytes.subarray(0, SIGNATURE_BYTES);
    if (signature.length < SIGNATURE_BYTES || !timingSafeEqual(signature, this.sign(list, place))) {
      throw invalidRequest([{ pointer: '?cursor', detail: 'is not a cursor of this list' }]);
    }
    return place;
  }

  private sign(list: string, place: string): Buffer {
    return createHmac('sha256', this.key).update(`${list}\n${place}`).digest().subarray(0, SIGNATURE_BYTES);
  }
}

const USUAL_LIMIT = 50;

/** The number of things on a page; the query's form has been checked. */
export const limitOf = ({ limit }: { limit?: string }): number =>
  limit === undefined ? USUAL_LIMIT : Number(limit);
