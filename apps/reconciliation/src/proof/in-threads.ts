import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { BookProof } from './ledger-pass';
import type { Progress } from './progress';
import type { PartitionFindings, PartitionTask } from './prove-partition';

/** The setting of a run that has threads besides; without a second core they would only take memory. */
export const threadsFor = (databaseUrl: string): { threadsDatabaseUrl?: string } =>
  availableParallelism() > 1 ? { threadsDatabaseUrl: databaseUrl } : {};

/** Each takes a heap, and connections of the database: ten while it reads the books, four for a partition. */
const MOST_THREADS = 4;

/** As it is built, also where the sources are run as they are. */
const PROGRAM = join(__dirname, '../../dist/proof/proving-thread.js');

/** Where a thread finds what it reads. */
export interface ThreadSettings {
  readonly databaseUrl: string;
  readonly brokers: string[];
  readonly prefix: string;
}

/** What a thread is given, in the form of node:v8, which keeps Buffers what they are. */
export interface ThreadTask {
  readonly settings: ThreadSettings;
  /** The snapshot that it joins. */
  readonly snapshot: string;
  /** All books are one task, and so is each partition. */
  readonly tasks: readonly ('books' | PartitionTask)[];
}

/** What a thread tells: how far it is, and what a task has found, in the form of node:v8. */
export type ThreadNews = { readonly progress: Told } | { readonly task: number; readonly found: Uint8Array };
const TOLD = ['books', 'allBooks', 'postings', 'records', 'events', 'decided'] as const;
type Told = Pick<Progress, (typeof TOLD)[number]>;

/** What was found in all books, and in each of the partitions. */
export interface Found {
  readonly books: Map<string, BookProof>;
  readonly partitions: readonly PartitionFindings[];
}

/**
 * Proves all books and these partitions in threads, each of which takes the next of what is left. Throws what keeps one of them
 * from reading, and why they were stopped.
 */
export async function proveInThreads(
  settings: ThreadSettings,
  snapshot: string,
  partitions: readonly PartitionTask[],
  signal: AbortSignal,
  progress: Progress,
): Promise<Found> {
  signal.throwIfAborted();
  const tasks = ['books' as const, ...partitions];
  const given = serialize({ settings, snapshot, tasks } satisfies ThreadTask);
  const workerData = { given, next: new Int32Array(new SharedArrayBuffer(4)) };
  const threads = Array.from(
    { length: Math.min(MOST_THREADS, availableParallelism(), tasks.length) },
    () => new Worker(PROGRAM, { workerData }),
  );
  const stop = () => threads.forEach((thread) => void thread.terminate());
  signal.addEventListener('abort', stop);
  const found: unknown[] = [];
  const told = threads.map((): Told => ({ ...NOTHING_TOLD }));
  const ended = threads.map((thread, at) => {
    thread.on('message', (news: ThreadNews) => {
      if ('task' in news) found[news.task] = deserialize(news.found);
      else {
        told[at] = news.progress;
        for (const what of TOLD) progress[what] = told.reduce((sum, one) => sum + one[what], 0);
      }
    });
    return endOf(thread);
  });
  try {
    await Promise.all(ended);
    // One that is stopped before it has begun, or has nothing to wait for, ends as if it were through.
    signal.throwIfAborted();
    if (!tasks.every((_, at) => at in found)) throw new Error(TOO_EARLY);
  } catch (error) {
    stop();
    await Promise.allSettled(ended);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  const [books, ...rest] = found;
  return { books: books as Found['books'], partitions: rest as PartitionFindings[] };
}

const TOO_EARLY = 'A thread of the proof ended before it was through.';
const NOTHING_TOLD: Told = { books: 0, allBooks: 0, postings: 0, records: 0, events: 0, decided: 0 };

const endOf = (thread: Worker): Promise<void> =>
  new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(TOO_EARLY))));
  });
