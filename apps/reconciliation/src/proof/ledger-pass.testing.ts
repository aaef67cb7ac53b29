import type { Check } from '@pacioli/contracts/reconciliation-report';
import type {
  AccountChangeRow,
  AccountRow,
  EntryRow,
  LedgerStreams,
  OutcomeRow,
  PostingRow,
} from './journal';
import { LedgerPass } from './ledger-pass';
import { Progress } from './progress';
import { SoundBook, type Writable, type WrittenRows } from './sound-book.testing';
import type { BookListing } from './store';

/** The tables of a book, to be tampered with. */
export interface Tables {
  outcomes: Writable<OutcomeRow>[];
  entries: Writable<EntryRow>[];
  postings: Writable<PostingRow>[];
  accounts: Writable<AccountRow>[];
  accountChanges: Writable<AccountChangeRow>[];
  periods: WrittenRows['periods'];
  holds: WrittenRows['holds'];
  holdChanges: WrittenRows['holdChanges'];
  exchanges: WrittenRows['exchanges'];
}

function tablesOf(rows: WrittenRows[]): Tables {
  const entries = rows.flatMap((written) => written.entries);
  return {
    outcomes: rows.map(({ outcome }) => outcome),
    entries: entries.map(({ entry }) => entry),
    postings: entries.flatMap(({ postings }) => postings),
    accounts: rows.flatMap(({ account }) => account ?? []),
    accountChanges: rows.flatMap(({ changes }) => changes),
    periods: rows.flatMap(({ periods }) => periods),
    holds: rows.flatMap(({ holds }) => holds),
    holdChanges: rows.flatMap(({ holdChanges }) => holdChanges),
    exchanges: rows.flatMap(({ exchanges }) => exchanges),
  };
}

/** No hold that is left open is due. */
const AT_WORK = { latestDue: -Infinity, lastFor: () => Promise.resolve(-Infinity) };

/** As the database sorts: by book, then by number. */
const inOrder = <Row extends { book: string }>(rows: Row[], ...numbers: ((row: Row) => bigint | number)[]) =>
  rows.sort((a, b) => {
    if (a.book !== b.book) return a.book < b.book ? -1 : 1;
    const differing = numbers.find((number) => number(a) !== number(b));
    return differing === undefined ? 0 : differing(a) < differing(b) ? -1 : 1;
  });

/** In chunks that never end where a decision ends. */
async function* chunks<Row>(rows: Row[]): AsyncGenerator<Row[], void> {
  for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
}

/** The tables of several books as the database streams them. */
function streamsOf(books: readonly Tables[]): LedgerStreams {
  const all = <Name extends keyof Tables>(name: Name) =>
    books.flatMap((tables): Tables[Name][number][] => tables[name]);
  return {
    outcomes: chunks(inOrder(all('outcomes'), ({ decision }) => decision)),
    entries: chunks(inOrder(all('entries'), ({ number }) => number)),
    postings: chunks(
      inOrder(
        all('postings'),
        ({ entry }) => entry,
        ({ leg }) => leg,
      ),
    ),
    accounts: chunks(inOrder(all('accounts'), ({ number }) => number)),
    accountChanges: chunks(inOrder(all('accountChanges'), ({ decision }) => decision)),
    periods: chunks(inOrder(all('periods'), ({ decision }) => decision)),
    holds: chunks(inOrder(all('holds'), ({ entry }) => entry)),
    holdChanges: chunks(inOrder(all('holdChanges'), ({ entry }) => entry)),
    exchanges: chunks(inOrder(all('exchanges'), ({ entry }) => entry)),
  };
}

/** A pass over books, of which the first may be tampered with. */
export function passOver(
  [first, ...others]: readonly [SoundBook, ...SoundBook[]],
  tamper: (tables: Tables) => void = () => undefined,
  signal = new AbortController().signal,
): LedgerPass {
  const tampered = tablesOf(first.written);
  tamper(tampered);
  const sound = others.map(({ written }) => tablesOf(written));
  return new LedgerPass(streamsOf([tampered, ...sound]), signal, new Progress(), AT_WORK);
}

/** Checks books one after the other. */
export async function checksOf(pass: LedgerPass, listings: readonly BookListing[]): Promise<Check[][]> {
  const checks = [];
  for (const listing of listings) checks.push((await pass.check(listing)).checks);
  return checks;
}

/** The rows named in a book that was tampered with, by check; the book behind it must be sound. */
export async function namedIn(
  book: SoundBook,
  tamper: (tables: Tables) => void,
): Promise<Record<string, string[]>> {
  const next = new SoundBook('zeta');
  const [first, second] = await checksOf(passOver([book, next], tamper), [book.listing, next.listing]);
  expect(second!.filter(({ status }) => status !== 'ok')).toEqual([]);
  const failed = first!.filter(({ status }) => status !== 'ok');
  return Object.fromEntries(
    failed.map(({ name, problems }) => [
      name,
      problems.map(({ row }) => row.replace(/ \((op|je)_\w+\)/, '')),
    ]),
  );
}
