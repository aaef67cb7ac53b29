import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { matchStatement } from './matching';
import type { Matched, MatchingInput } from './statement-matching';

/** As it is built, also where the sources are run as they are. */
const PROGRAM = join(__dirname, '../../dist/matching/matching-thread.js');

/** So many items and lines are matched in less time than a thread takes to start. */
const FEW = 2_000;

/**
 * Matches a statement, in a thread of its own if it is long: a hundred thousand lines take ten seconds, in which the service would
 * answer nobody. Throws when there is not enough memory for them; what ran out is the thread's alone.
 */
export function matchInThread(input: MatchingInput): Promise<Matched> {
  const { items, lines, settled } = input;
  const given = [items, lines, settled?.items ?? [], settled?.lines ?? []];
  if (given.reduce((sum, { length }) => sum + length, 0) <= FEW)
    return Promise.resolve(matchStatement(input));
  const thread = new Worker(PROGRAM, { workerData: input });
  return new Promise<Matched>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMany(input, error) : error),
    );
    thread.once('exit', (code) => reject(new Error(`The thread that matches ended with ${code} too early.`)));
  });
}

const tooMany = ({ items, lines }: MatchingInput, cause: Error): Error =>
  new Error(
    `${lines.length} lines and ${items.length} postings that are not matched yet, with what was settled in the months ` +
      `before, are more than fit into memory at once: ` +
      `give the reconciliation a larger heap (NODE_OPTIONS=--max-old-space-size).`,
    { cause },
  );
