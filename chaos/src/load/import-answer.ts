import type { ImportChunk, ImportEnd } from '@pacioli/contracts/import';
import { PROBLEMS, type ProblemCode } from '@pacioli/contracts/problem';
import type { Attempt } from './call';

/** What is told of an import that was posted. */
export interface Imported {
  readonly operation: string;
  readonly posted: number;
}

/** The answer to an import of one chunk, as a batch of its lines would have been answered. */
export function asOfBatch(attempt: Attempt): Attempt {
  if (attempt.status !== 200) return attempt;
  const lines = attempt.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ImportChunk | ImportEnd);
  const [said] = lines;
  if (said?.type === 'chunk' && said.status === 'posted') {
    const { operation, posted } = said;
    return { ...attempt, status: 201, text: JSON.stringify({ operation, posted } satisfies Imported) };
  }
  if (said?.code === undefined) return { ...attempt, status: null };
  const { code, errors = [] } = said;
  const problem = {
    code,
    errors: errors.map(({ line, pointer }) => ({ pointer: `/operations/${line - 1}${pointer}` })),
  };
  return { ...attempt, status: PROBLEMS[code as ProblemCode].status, text: JSON.stringify(problem) };
}
