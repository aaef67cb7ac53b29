import 'reflect-metadata';
import { deserialize, serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { createLog } from '@pacioli/service/log';
import { openLedgerDatabase } from '../ledger-database';
import type { ThreadNews, ThreadTask } from './in-threads';
import { Progress } from './progress';
import { proveAllBooks } from './prove-books';
import { provePartition, type TopicSources } from './prove-partition';

const TELL_EVERY_MS = 500;

/** What the threads of `proveInThreads` run: each task is taken by one of them. An error ends it, and is the caller's. */
async function main(given: Uint8Array, next: Int32Array): Promise<void> {
  const { settings, snapshot, tasks } = deserialize(given) as ThreadTask;
  const progress = new Progress();
  const tellProgress = () => {
    const { books, allBooks, postings, records, events, decided } = progress;
    tell({ progress: { books, allBooks, postings, records, events, decided } });
  };
  const telling = setInterval(tellProgress, TELL_EVERY_MS);
  try {
    await withSources(settings, snapshot, progress, async (sources) => {
      for (let at; (at = Atomics.add(next, 0, 1)) < tasks.length;) {
        const task = tasks[at]!;
        const found = await (task === 'books' ? proveAllBooks(sources) : provePartition(sources, task));
        tell({ task: at, found: serialize(found) });
      }
    });
    tellProgress();
  } finally {
    clearInterval(telling);
  }
}

async function withSources(
  { databaseUrl, brokers, prefix }: ThreadTask['settings'],
  snapshotId: string,
  progress: Progress,
  use: (sources: TopicSources) => Promise<void>,
): Promise<void> {
  const kafka = {
    brokers,
    clientId: `${prefix}reconciliation-thread`,
    log: createLog('reconciliation', 'silent'),
  };
  const closing: (() => Promise<void>)[] = [];
  try {
    const database = await openLedgerDatabase(databaseUrl, prefix);
    closing.push(() => database.destroy());
    const snapshot = await Snapshot.join(database, snapshotId);
    closing.push(() => snapshot.close());
    const topic = await TopicReader.open(kafka, paymentEventsTopic(prefix));
    closing.push(() => topic.close());
    const events = await TopicReader.open(kafka, ledgerEventsTopic(prefix));
    closing.push(() => events.close());
    // Whoever wants it to stop ends the thread.
    const { signal } = new AbortController();
    await use({ snapshot, topic, events, signal, progress });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

const tell = (news: ThreadNews) => parentPort!.postMessage(news);

const { given, next } = workerData as { given: Uint8Array; next: Int32Array };
main(given, next).catch((error: unknown) => {
  // Thrown where nobody catches it, so that it reaches the caller as the thread's error.
  setImmediate(() => {
    throw error;
  });
});
