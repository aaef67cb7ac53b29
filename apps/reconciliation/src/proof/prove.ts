import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { proveBooksInThread, type BooksTask } from './books-in-thread';
import type { BookProof } from './ledger-pass';
import { proveAllBooks, proveNewIn } from './prove-books';
import { proveTopics, type TopicProof, type TopicSources } from './prove-topics';
import {
  booksWithProblems,
  problemsOfFullRuns,
  startsOf,
  type Covered,
  type PartitionProof,
} from './runs-store';
import { hashesAt, listBooksDecided, type BookDecided } from './store';

export interface Sources extends TopicSources {
  /** For a thread of its own that proves books in full runs; null where all is done in this one. */
  readonly thread: Omit<BooksTask, 'snapshot'> | null;
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

/** What the database says of itself needs nothing of the topics: both are looked at at once where there is a thread for it. */
async function proveAll(sources: Sources, newest: readonly PartitionProof[]): Promise<Proof> {
  const { snapshot, thread, progress } = sources;
  const told = (signal: AbortSignal) => proveTopics({ ...sources, signal }, 'full', newest);
  const [topics, books] =
    thread === null
      ? [await told(sources.signal), await proveAllBooks(sources)]
      : await together(sources.signal, told, (signal) =>
          proveBooksInThread({ ...thread, snapshot: snapshot.id }, signal, progress),
        );
  // A book may be known to the topics alone, if all of its rows are gone.
  const others = [...topics.names].filter((book) => !books.has(book));
  for (const [book, proof] of await proveNewIn(sources, new Set(others))) books.set(book, proof);
  addTopicChecks(books, topics);
  for (const [book, { checks }] of books) checks.push(topics.again!.of(book).check());
  return { partitions: topics.partitions, books };
}

async function proveNew(sources: Sources, newest: readonly PartitionProof[]): Promise<Proof> {
  const { snapshot } = sources;
  const topics = await proveTopics(sources, 'incremental', newest);
  const touched = await booksTouched(snapshot, topics);
  const books = await proveNewIn(sources, new Set([...topics.names, ...touched]));
  addTopicChecks(books, topics);
  // What the last full run alone could find wrong nobody has looked at since.
  const problems = await problemsOfFullRuns(snapshot, [...books.keys()]);
  for (const [book, check] of problems) books.get(book)?.checks.push(check);
  return { partitions: topics.partitions, books };
}

function addTopicChecks(books: ReadonlyMap<string, BookProof>, { topic, events }: TopicProof): void {
  for (const [book, { checks }] of books) checks.push(topic.of(book).check(), events.of(book).check());
}

/** Both at once. When one fails, the other is stopped. */
async function together<A, B>(
  signal: AbortSignal,
  one: (signal: AbortSignal) => Promise<A>,
  other: (signal: AbortSignal) => Promise<B>,
): Promise<[A, B]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const begun = [one(stop), other(stop)] as const;
  try {
    return await Promise.all(begun);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(begun);
    throw error;
  }
}

/** Books with problems, and those of which anything was decided that no run has proven. */
async function booksTouched(snapshot: Snapshot, { partitions, starts }: TopicProof): Promise<string[]> {
  const touched = await booksWithProblems(snapshot);
  for (const [at, { partition, from }] of partitions.entries()) {
    const decided = await listBooksDecided(snapshot, partition, from);
    // Of what is looked at again most was proven, and a sound book has nothing to tell of that.
    const unproven = starts[at]!.again.topic ? await notProven(snapshot, decided) : decided;
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
