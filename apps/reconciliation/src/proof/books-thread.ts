import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { openLedgerDatabase } from '../ledger-database';
import type { BooksNews, BooksTask } from './books-in-thread';
import { Progress } from './progress';
import { proveAllBooks } from './prove-books';

const TELL_EVERY_MS = 500;

/** What the thread of `proveBooksInThread` runs. An error ends it, and is the caller's. */
async function main({ databaseUrl, prefix, snapshot: id }: BooksTask): Promise<void> {
  const progress = new Progress();
  const telling = setInterval(() => tellProgress(progress), TELL_EVERY_MS);
  const database = await openLedgerDatabase(databaseUrl, prefix);
  try {
    const snapshot = await Snapshot.join(database, id);
    try {
      // Whoever wants it to stop ends the thread.
      const { signal } = new AbortController();
      const proofs = await proveAllBooks({ snapshot, signal, progress });
      tellProgress(progress);
      tell({ proofs: [...proofs] });
    } finally {
      await snapshot.close();
    }
  } finally {
    clearInterval(telling);
    await database.destroy();
  }
}

const tellProgress = ({ books, allBooks, postings }: Progress) =>
  tell({ progress: { books, allBooks, postings } });

const tell = (news: BooksNews) => parentPort!.postMessage(news);

main(workerData as BooksTask).catch((error: unknown) => {
  // Thrown where nobody catches it, so that it reaches the caller as the thread's error.
  setImmediate(() => {
    throw error;
  });
});
