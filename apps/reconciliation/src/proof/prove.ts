import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { proveInThreads, type Found, type ThreadSettings } from './in-threads';
import type { BookProof } from './ledger-pass';
import { proveAllBooks, proveNewIn } from './prove-books';
import {
  provePartition,
  type PartitionFindings,
  type PartitionTask,
  type TopicSources,
} from './prove-partition';
import { partitionsToProve, topicProof, type TopicProof } from './prove-topics';
import {
  booksWithProblems,
  problemsOfFullRuns,
  startsOf,
  type Covered,
  type PartitionProof,
} from './runs-store';
import { hashesAt, listBooksDecided, type BookDecided } from './store';

export interface Sources extends TopicSources {
  /** For full runs in threads of their own; null where all is done in this one. */
  readonly threads: ThreadSettings | null;
}

export interface Proof extends Covered {
  readonly books: ReadonlyMap<string, BookProof>;
}

/** Everything, or what came since the newest run, and what had problems then. No run finds less than was proven. */
export const prove = (
  sources: Sources,
  scope: RunScope,
  newest: readonly PartitionProof[],
): Promise<Proof> => (scope === 'full' ? proveAll(sources, newest) : proveNew(sources, newest));

/** What the database says of itself needs nothing of the topics, and no partition anything of another: all can be looked at at once. */
async function proveAll(sources: Sources, newest: readonly PartitionProof[]): Promise<Proof> {
  const { snapshot, threads, signal, progress } = sources;
  const tasks = await partitionsToProve(sources, 'full', newest);
  const { books, partitions } =
    threads === null
      ? await proveAllHere(sources, tasks)
      : await proveInThreads(threads, snapshot.id, tasks, signal, progress);
  const topics = topicProof(tasks, partitions);
  // A book may be known to the topics alone, if all of its rows are gone.
  const others = [...topics.names].filter((book) => !books.has(book));
  for (const [book, proof] of await proveNewIn(sources, new Set(others))) books.set(book, proof);
  addTopicChecks(books, topics);
  for (const [book, { checks }] of books) checks.push(topics.again.of(book).check());
  return { partitions: topics.partitions, books };
}

const proveAllHere = async (sources: Sources, tasks: readonly PartitionTask[]): Promise<Found> => ({
  partitions: await proveEach(sources, tasks),
  books: await proveAllBooks(sources),
});

async function proveNew(sources: Sources, newest: readonly PartitionProof[]): Promise<Proof> {
  const { snapshot } = sources;
  const tasks = await partitionsToProve(sources, 'incremental', newest);
  const topics = topicProof(tasks, await proveEach(sources, tasks));
  const touched = await booksTouched(snapshot, tasks);
  const books = await proveNewIn(sources, new Set([...topics.names, ...touched]));
  addTopicChecks(books, topics);
  // What the last full run alone could find wrong nobody has looked at since.
  const problems = await problemsOfFullRuns(snapshot, [...books.keys()]);
  for (const [book, check] of problems) books.get(book)?.checks.push(check);
  return { partitions: topics.partitions, books };
}

async function proveEach(sources: Sources, tasks: readonly PartitionTask[]): Promise<PartitionFindings[]> {
  const found: PartitionFindings[] = [];
  for (const task of tasks) found.push(await provePartition(sources, task));
  return found;
}

function addTopicChecks(books: ReadonlyMap<string, BookProof>, { topic, events }: TopicProof): void {
  for (const [book, { checks }] of books) checks.push(topic.of(book).check(), events.of(book).check());
}

/** Books with problems, and those of which anything was decided that no run has proven. */
async function booksTouched(snapshot: Snapshot, tasks: readonly PartitionTask[]): Promise<string[]> {
  const touched = await booksWithProblems(snapshot);
  for (const { fence, start } of tasks) {
    const decided = await listBooksDecided(snapshot, fence.partition, start.from);
    // Of what is looked at again most was proven, and a sound book has nothing to tell of that.
    const unproven = start.again.topic ? await notProven(snapshot, decided) : decided;
    touched.push(...unproven.map(({ book }) => book));
  }
  return touched;
}

/** Books that do not end where they were proven, with what was proven there. */
async function notProven(snapshot: Snapshot, decided: readonly BookDecided[]): Promise<BookDecided[]> {
  const books = decided.map(({ book }) => book);
  const proven = await startsOf(snapshot, books);
  const ends = [...proven].map(([book, { decision }]) => ({ book, decision }));
  const hashes = await hashesAt(snapshot, ends);
  return decided.filter(({ book, last }) => {
    const end = proven.get(book);
    return end?.decision !== last || hashes.get(book)?.equals(end.hash) !== true;
  });
}
