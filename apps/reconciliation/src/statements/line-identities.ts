import { hash } from 'node:crypto';
import type { LineContent } from './statement-line';

/**
 * By which a line is recognised when it comes again in a file that overlaps: a digest of what it says, and which it is of the
 * lines of its file that say the same. So two equal payments of a day stay two, and are the same two in the next file, provided
 * that a file has all equal lines or none: files overlap by whole days.
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

const covered = (line: LineContent) => [
  ...[line.account, line.reference, line.otherReferences],
  ...[line.amount.toString(), line.currency, line.fee === null ? null : line.fee.toString()],
  ...[line.bookedOn, line.valueOn, line.description, line.kind, line.isReversal],
];
