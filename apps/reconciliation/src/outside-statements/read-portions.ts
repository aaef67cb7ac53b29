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

/** Reads a file to its end. Throws the problem of a file that is refused: whatever was kept of it must be given up then. */
export async function readPortions(
  source: Format,
  chunks: AsyncIterable<Uint8Array>,
  keep: Keeper,
): Promise<StatementSummary> {
  const lines: StatementLine[] = [];
  const badLines: BadLine[] = [];
  for await (const item of readStatement(source, chunks)) {
    if (item.type === 'refused') throw new Problem(item.refusal.code, item.refusal.reason);
    if (item.type === 'line') lines.push(item.line);
    if (item.type === 'bad_line') badLines.push(item.badLine);
    if (lines.length === PORTION || item.type === 'end') await keep.lines(lines.splice(0));
    if (badLines.length === PORTION || item.type === 'end') await keep.badLines(badLines.splice(0));
    if (item.type === 'end') return item.summary;
  }
  throw new Error('bug: a file was read without an end');
}
