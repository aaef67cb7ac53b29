import { Problem } from '@pacioli/service/http/problem';
import type { BadLine } from '../statements/bad-line';
import { readStatement } from '../statements/read-statement';
import type { StatementLine } from '../statements/statement-line';
import type { StatementSummary } from '../statements/statement-summary';

/** So many lines are handed on at once. */
const PORTION = 500;

/** What is done with the lines of a file, in its order. */
export interface Keeper {
  readonly lines: (lines: readonly StatementLine[]) => Promise<void>;
  readonly badLines: (lines: readonly BadLine[]) => Promise<void>;
}

type Format = Parameters<typeof readStatement>[0];

/** So many reasons are told of a file of which nothing can be read. */
const REASONS_TOLD = 3;

/**
 * Reads a file to its end. Throws the problem of a file that is refused: whatever was kept of it must be given up then. One of which no
 * line can be read is refused as well, since it is the mapping that is wrong, or the file is another's. One without lines is not: a bank
 * sends such a file for a day on which nothing moved.
 */
export async function readPortions(
  source: Format,
  chunks: AsyncIterable<Uint8Array>,
  keep: Keeper,
): Promise<StatementSummary> {
  const lines: StatementLine[] = [];
  const badLines: BadLine[] = [];
  const first: BadLine[] = [];
  for await (const item of readStatement(source, chunks)) {
    if (item.type === 'refused') throw new Problem(item.refusal.code, item.refusal.reason);
    if (item.type === 'line') lines.push(item.line);
    if (item.type === 'bad_line') {
      badLines.push(item.badLine);
      if (first.length < REASONS_TOLD) first.push(item.badLine);
    }
    if (item.type === 'end' && item.summary.lines === 0 && first.length > 0)
      throw nothingRead(item.summary.badLines, first);
    if (lines.length === PORTION || item.type === 'end') await keep.lines(lines.splice(0));
    if (badLines.length === PORTION || item.type === 'end') await keep.badLines(badLines.splice(0));
    if (item.type === 'end') return item.summary;
  }
  throw new Error('bug: a file was read without an end');
}

function nothingRead(count: number, first: readonly BadLine[]): Problem {
  const reasons = first.map(({ place, reason }) => `${placeInWords(place)}: ${reason}`).join(' ');
  return new Problem('no_line_read', `None of ${count} lines can be read. The first: ${reasons}`);
}

/** Of camt.053 a statement, an entry and maybe a detail, of CSV a line: each by its number in what it is in. */
const placeInWords = (place: BadLine['place']): string =>
  Object.entries(place)
    .filter(([, number]) => number !== null)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
