import { hash } from 'node:crypto';
import type { LineContent } from './statement-line';

/**
 * By which a line is recognised when it comes again in a file that overlaps: a digest of what every revision of its source
 * reads alike, and which it is of the lines of its file that have the same. So two equal payments of a day stay two, and are the same
 * two in the next file, provided that a file has all equal lines or none: files overlap by whole days. What a bank adds to a line, such
 * as a description, tells no two apart: a later revision may be the first to read it.
 *
 * A line without a reference is told from others of its day and its amount by that count alone.
 *
 * Identities are kept, so what they cover, and in which order, stays as it is. Where in the file a line stands is not covered.
 * Of a file it remembers some 120 bytes a line.
 */
export class LineIdentities {
  private readonly counts = new Map<string, number>();

  /** To be asked once for each line, in the order of the file. */
  of(line: LineContent): string {
    const digest = hash('sha256', JSON.stringify(covered(line)), 'base64url');
    const count = (this.counts.get(digest) ?? 0) + 1;
    this.counts.set(digest, count);
    return `${digest}-${count}`;
  }
}

const covered = ({ account, reference, amount, currency, bookedOn }: LineContent) => [
  ...[account, reference, amount.toString(), currency, bookedOn],
];
