import { changeAccount, type ExpectedChange } from './account-change';
import { balancesOf, openedAccount, type Account, type Balances } from './account';
import type { Asked } from './asked';
import { Book } from './book';
import { refused, type ExpectedEntry, type Refused } from './entry';
import type { TopicRecord } from './evidence';
import { move } from './movement';
import { closePeriod, type ClosedPeriod } from './period';

/** What must have come of a record that was not refused. */
interface Made {
  readonly status: 'posted' | 'done';
  readonly entries: readonly ExpectedEntry[];
  readonly accountChange: ExpectedChange | null;
  readonly period: ClosedPeriod | null;
}

/** What must have become of a record. */
export interface Expected extends Omit<Made, 'status'> {
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  readonly status: Made['status'] | 'rejected' | 'dead_lettered';
  /** Why it was refused; null for what was not, and for a dead letter, of which the model knows no reasons. */
  readonly code: string | null;
  readonly pointer: string | null;
}

export interface ModelAccount extends Account {
  readonly book: string;
  readonly name: string;
  readonly balances: Balances;
}

/** Whose requests a ledger decides; all else in the topic was put there as poison. */
const SOURCES = ['http', 'import', 'scheduler'];
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
    const nothing = { code: null, pointer: null, ...DONE };
    if (isPoison(record)) return { ...expected, ...nothing, status: 'dead_lettered' };
    this.heard.add(key);
    const kind = headers['ce_type']!.split('.')[0]!.replace('-', '_');
    // An entry's id begins as its operation's does, and ends with its place.
    const idOf = (place: number) =>
      `je_${headers['ce_id']!.slice(3, 31)}${place.toString(16).padStart(4, '0')}`;
    const made = decide(book, kind, JSON.parse(value!) as Record<string, string>, idOf);
    if (!('code' in made)) return { ...expected, ...nothing, ...made };
    book.takeBack();
    return { ...expected, ...nothing, status: 'rejected', ...made };
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

const DONE: Made = { status: 'done', entries: [], accountChange: null, period: null };
const posted = (...entries: ExpectedEntry[]): Made => ({ ...DONE, status: 'posted', entries });

function decide(
  book: Book,
  kind: string,
  body: Readonly<Record<string, unknown>>,
  idOf: (place: number) => string,
): Made | Refused {
  if (kind === 'book') return openBook(book);
  if (!book.opened) return refused('book_not_found');
  switch (kind) {
    case 'account':
      return openAccount(book, body as Record<string, string | null>);
    case 'account_suspension':
    case 'account_activation':
    case 'account_closure':
    case 'account_change': {
      const accountChange = changeAccount(book, kind, body as { account: string });
      return 'code' in accountChange ? accountChange : { ...DONE, accountChange };
    }
    case 'period_close': {
      const period = closePeriod(book, body as { period: string; time_zone: string });
      return 'code' in period ? period : { ...DONE, period };
    }
    case 'batch':
      return moveAll(book, body['operations'] as BatchedOperation[], idOf);
    default: {
      const entry = move(book, kind, body as unknown as Asked, idOf(0));
      return 'code' in entry ? entry : posted(entry);
    }
  }
}

function openBook(book: Book): Made | Refused {
  if (book.opened) return refused('book_already_exists');
  book.opened = true;
  return DONE;
}

function openAccount(book: Book, body: Record<string, string | null>): Made | Refused {
  const name = body['name']!;
  if (book.accounts.has(name)) return refused('account_already_exists');
  book.set(book.accounts, name, openedAccount(body, book.accounts.size + 1));
  return DONE;
}

type BatchedOperation = Asked & { readonly type: string };

/** Each operation finds what the one before it left, and one that is refused refuses them all. */
function moveAll(
  book: Book,
  operations: readonly BatchedOperation[],
  idOf: (place: number) => string,
): Made | Refused {
  const entries: ExpectedEntry[] = [];
  for (const [at, operation] of operations.entries()) {
    const entry = move(book, operation.type, operation, idOf(at));
    if ('code' in entry) return refused(entry.code, `/operations/${at}${entry.pointer ?? ''}`);
    entries.push(entry);
  }
  return posted(...entries);
}
