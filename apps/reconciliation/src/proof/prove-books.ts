import type { Snapshot } from '@pacioli/postgres/snapshot';
import { atWork } from './at-work';
import type { BookRange } from './book-range';
import { Findings } from './checks/findings';
import { checkDatedTotals } from './dated-totals';
import { readEarlier } from './earlier';
import { ledgerStreams } from './journal';
import { LedgerPass, type BookProof } from './ledger-pass';
import type { Progress } from './progress';
import { checkReversals } from './reversals';
import { lastProven, startsOf } from './runs-store';
import { BEGINNING, type Standing } from './standing';
import { listBooks, readListings } from './store';

interface Reading {
  readonly snapshot: Snapshot;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** The checks of all books that the database alone can answer, each from its beginning. */
export async function proveAllBooks(reading: Reading): Promise<Map<string, BookProof>> {
  const proven = await lastProven(reading.snapshot, 'all');
  // Of a book that was proven once, all rows may be gone.
  const names = new Set([...(await listBooks(reading.snapshot)), ...proven.keys()]);
  return await proveBooks(reading, names, proven, null);
}

/** The same of these books, each behind what was proven of it. */
export async function proveNewIn(
  reading: Reading,
  names: ReadonlySet<string>,
): Promise<Map<string, BookProof>> {
  const { snapshot } = reading;
  const proven = await lastProven(snapshot, [...names]);
  return await proveBooks(reading, names, proven, await startsOf(snapshot, [...names]));
}

/** From where they start, or, where no starts are given, all that there is. */
async function proveBooks(
  { snapshot, signal, progress }: Reading,
  names: ReadonlySet<string>,
  proven: ReadonlyMap<string, Standing>,
  starts: ReadonlyMap<string, Standing> | null,
): Promise<Map<string, BookProof>> {
  const listings = await readListings(snapshot, names);
  const rangeOf = (book: string): BookRange => ({ book, before: starts?.get(book) ?? BEGINNING });
  const ranges = starts === null ? null : listings.map(({ book }) => rangeOf(book));
  progress.allBooks += listings.length;
  const pass = new LedgerPass(ledgerStreams(snapshot, ranges), signal, progress, await atWork(snapshot));
  const books = new Map<string, BookProof>();
  for (const listing of listings) {
    const range = rangeOf(listing.book);
    const earlier = await readEarlier(snapshot, range);
    books.set(listing.book, await pass.check(listing, range.before, earlier, proven.get(listing.book)));
    progress.books += 1;
  }
  const reversals = await checkReversals(snapshot, ranges);
  const dated = await checkDatedTotals(snapshot, ranges);
  for (const [book, { checks }] of books) {
    const aside = [
      reversals.get(book) ?? new Findings('reversals_agree'),
      dated.get(book) ?? new Findings('dated_totals'),
    ];
    checks.push(...aside.map((one) => one.check()));
  }
  return books;
}
