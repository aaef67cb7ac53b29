import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BookProof } from './ledger-pass';
import type { Progress } from './progress';

/** The setting of a run that has a thread besides; without a second core that would only take memory. */
export const threadFor = (databaseUrl: string): { threadDatabaseUrl?: string } =>
  availableParallelism() > 1 ? { threadDatabaseUrl: databaseUrl } : {};

/** As it is built, also where the sources are run as they are. */
const PROGRAM = join(__dirname, '../../dist/proof/books-thread.js');

/** What the thread has to know. */
export interface BooksTask {
  readonly databaseUrl: string;
  readonly prefix: string;
  /** The snapshot that it joins. */
  readonly snapshot: string;
}

/** What the thread tells: how far it is and, at last, what it found. */
export type BooksNews =
  | { readonly progress: Pick<Progress, 'books' | 'allBooks' | 'postings'> }
  | { readonly proofs: readonly (readonly [string, BookProof])[] };

/**
 * Proves all books in a thread of its own, while the caller reads the topics. Throws what keeps the thread from reading,
 * and why it was stopped.
 */
export async function proveBooksInThread(
  task: BooksTask,
  signal: AbortSignal,
  progress: Progress,
): Promise<Map<string, BookProof>> {
  signal.throwIfAborted();
  const thread = new Worker(PROGRAM, { workerData: task });
  const stop = () => void thread.terminate();
  signal.addEventListener('abort', stop);
  return await new Promise<Map<string, BookProof>>((resolve, reject) => {
    thread.on('message', (news: BooksNews) => {
      if ('progress' in news) Object.assign(progress, news.progress);
      else resolve(new Map(news.proofs.map(([book, proof]) => [book, withBuffers(proof)])));
    });
    thread.once('error', reject);
    thread.once('exit', (code) =>
      reject(
        signal.aborted
          ? (signal.reason as Error)
          : new Error(`The thread that proves the books ended with ${code} before it was through.`),
      ),
    );
  }).finally(() => signal.removeEventListener('abort', stop));
}

/** Between threads a Buffer becomes the Uint8Array that it is. */
const withBuffers = ({ checks, before, after }: BookProof): BookProof => ({
  checks,
  before: { ...before, hash: Buffer.from(before.hash) },
  after: { ...after, hash: Buffer.from(after.hash) },
});
