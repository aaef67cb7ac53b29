import { balancesOf, openedAccount, type Account, type Balances } from './account';
import type { Asked } from './asked';
import { Book } from './book';
import { refused, type ExpectedEntry, type Refused } from './entry';
import type { TopicRecord } from './evidence';
import { move } from './movement';

/** What must have become of a record. */
export interface Expected {
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  readonly status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  /** Why it was refused; null for what was not, and for a dead letter, of which the model knows no reasons. */
  readonly code: string | null;
  readonly pointer: string | null;
  readonly entries: readonly ExpectedEntry[];
}

export interface ModelAccount extends Account {
  readonly book: string;
  readonly name: string;
  readonly balances: Balances;
}

/** Whose requests a ledger decides; all else in the topic was put there as poison. */
const SOURCES = ['http', 'scheduler'];
export const isPoison = ({ headers }: TopicRecord): boolean => !SOURCES.includes(headers['ce_source'] ?? '');

/**
 * A ledger of its own, in the fewest words: it shares nothing with the product but what docs/refusals.md and docs/ledger.md
 * say. It hears the committed records of one partition in their order, and says what must have become of each.
 */
export class Model {
  private readonly books = new Map<string, Book>();
  private readonly heard = new Set<string>();

  /** What a record must become; undefined for one whose key was heard before. */
  hear(record: TopicRecord): Expected | undefined {
    const { partition, offset, timestamp, key: name, value, headers } = record;
    const key = JSON.stringify([headers['ce_source'], name, headers['ce_idempotencykey']]);
    if (!isPoison(record) && this.heard.has(key)) return undefined;
    const book = this.books.get(name!) ?? new Book();
    this.books.set(name!, book);
    book.begin(timestamp);
    const expected = { book: name!, decision: book.decisions, partition, offset };
    const nothing = { code: null, pointer: null, entries: [] };
    if (isPoison(record)) return { ...expected, status: 'dead_lettered', ...nothing };
    this.heard.add(key);
    const kind = headers['ce_type']!.split('.')[0]!.replace('-', '_');
    // An entry's id begins as its operation's does, and ends with its place.
    const idOf = (place: number) =>
      `je_${headers['ce_id']!.slice(3, 31)}${place.toString(16).padStart(4, '0')}`;
    const made = decide(book, kind, JSON.parse(value!) as Record<string, string>, idOf);
    if (made === 'done') return { ...expected, status: 'done', ...nothing };
    if (!('code' in made)) return { ...expected, status: 'posted', ...nothing, entries: made };
    book.takeBack();
    return { ...expected, status: 'rejected', ...made, entries: [] };
  }

  /** All accounts, with what each holds. */
  accounts(): ModelAccount[] {
    return [...this.books].flatMap(([book, { accounts }]) =>
      [...accounts].map(([name, account]) => {
        const balances = balancesOf(account.isDebitNormal, account);
        return { book, name, ...account, balances };
      }),
    );
  }
}

type Decided = readonly ExpectedEntry[] | 'done' | Refused;

function decide(
  book: Book,
  kind: string,
  body: Readonly<Record<string, unknown>>,
  idOf: (place: number) => string,
): Decided {
  if (kind === 'book') return openBook(book);
  if (!book.opened) return refused('book_not_found');
  switch (kind) {
    case 'account':
      return openAccount(book, body as Record<string, string | null>);
    case 'account_suspension':
    case 'account_activation':
      return changeStatus(book, body['account'] as string, kind === 'account_suspension');
    case 'batch':
      return moveAll(book, body['operations'] as BatchedOperation[], idOf);
    default: {
      const entry = move(book, kind, body as unknown as Asked, idOf(0));
      return 'code' in entry ? entry : [entry];
    }
  }
}

function openBook(book: Book): Decided {
  if (book.opened) return refused('book_already_exists');
  book.opened = true;
  return 'done';
}

function openAccount(book: Book, body: Record<string, string | null>): Decided {
  const name = body['name']!;
  if (book.accounts.has(name)) return refused('account_already_exists');
  book.set(book.accounts, name, openedAccount(body, book.accounts.size + 1));
  return 'done';
}

function changeStatus(book: Book, name: string, isSuspended: boolean): Decided {
  const account = book.accounts.get(name);
  if (account === undefined) return refused('account_not_found');
  if (account.isSuspended === isSuspended)
    return refused(isSuspended ? 'account_suspended' : 'account_active');
  book.set(book.accounts, name, { ...account, isSuspended });
  return 'done';
}

type BatchedOperation = Asked & { readonly type: string };

/** Each operation finds what the one before it left, and one that is refused refuses them all. */
function moveAll(
  book: Book,
  operations: readonly BatchedOperation[],
  idOf: (place: number) => string,
): Decided {
  const entries: ExpectedEntry[] = [];
  for (const [at, operation] of operations.entries()) {
    const entry = move(book, operation.type, operation, idOf(at));
    if ('code' in entry) return refused(entry.code, `/operations/${at}${entry.pointer ?? ''}`);
    entries.push(entry);
  }
  return entries;
}
