import type { TopicRecord } from './evidence';

/**
 * A ledger of its own, in the fewest words: it shares nothing with the product but what docs/refusals.md says. It hears the
 * committed records of one partition in their order, and says what must have become of each.
 */
export interface Expected {
  readonly book: string;
  readonly decision: bigint;
  readonly partition: number;
  readonly offset: bigint;
  readonly status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  /** Why it was refused; null for what was not, and for a dead letter, of which the model knows no reasons. */
  readonly code: string | null;
  readonly entry: bigint | null;
  readonly postings: ExpectedPosting[];
}

export interface ExpectedPosting {
  readonly account: number;
  readonly version: bigint;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly currency: string;
  readonly debits: bigint;
  readonly credits: bigint;
}

type Direction = 'DEBIT' | 'CREDIT';

interface Account {
  readonly number: number;
  readonly isDebitNormal: boolean;
  readonly currency: string;
  readonly min: bigint | null;
  readonly max: bigint | null;
  isSuspended: boolean;
  version: bigint;
  debits: bigint;
  credits: bigint;
}

export interface ModelAccount extends Pick<Account, 'number' | 'isDebitNormal' | 'min'> {
  readonly book: string;
  readonly name: string;
  readonly balance: bigint;
}

interface Book {
  opened: boolean;
  decisions: bigint;
  entries: bigint;
  readonly accounts: Map<string, Account>;
  /** By id: what was posted, and whether it may be undone. */
  readonly posted: Map<string, { legs: Leg[]; is: 'open' | 'reversed' | 'reversal' }>;
}

interface Leg {
  account: string;
  direction: Direction;
  amount: string;
  currency: string;
}

export class Model {
  private readonly books = new Map<string, Book>();
  private readonly heard = new Set<string>();

  /** What a record must become; undefined for one whose key was heard before. Poison is all that no client of ours sends. */
  hear({ partition, offset, key: name, value, headers }: TopicRecord): Expected | undefined {
    const id = JSON.stringify([name, headers['ce_idempotencykey']]);
    const isPoison = headers['ce_source'] !== 'http';
    if (!isPoison && this.heard.has(id)) return undefined;
    const book = this.book(name!);
    book.decisions += 1n;
    const expected = { book: name!, decision: book.decisions, partition, offset, entry: null, postings: [] };
    if (isPoison) return { ...expected, status: 'dead_lettered', code: null };
    this.heard.add(id);
    const body = JSON.parse(value!) as Record<string, string> & { postings: Leg[] };
    const code = this.refusal(headers['ce_type']!, book, body);
    if (code !== null) return { ...expected, status: 'rejected', code };
    const type = headers['ce_type'];
    if (type === 'book.requested.v1') book.opened = true;
    if (type === 'account.requested.v1') open(book, body);
    const change = CHANGES[type!];
    if (change !== undefined) book.accounts.get(body['account']!)!.isSuspended = change === 'suspend';
    if (change !== undefined || type === 'book.requested.v1' || type === 'account.requested.v1') {
      return { ...expected, status: 'done', code };
    }
    const undone = book.posted.get(body['journal_entry'] ?? '');
    const legs = undone ? turned(undone.legs) : legsOf(body);
    if (undone) undone.is = 'reversed';
    book.entries += 1n;
    // An entry's id begins as its operation's does.
    const entryId = `je_${headers['ce_id']!.slice(3, 31)}0000`;
    book.posted.set(entryId, { legs, is: undone ? 'reversal' : 'open' });
    return { ...expected, status: 'posted', code, entry: book.entries, postings: post(book, legs) };
  }

  /** What an account holds, on its normal side. */
  balance(book: string, account: string): bigint | undefined {
    const found = this.books.get(book)?.accounts.get(account);
    return found && balanceOf(found);
  }

  /** All accounts, with what each holds and the least that it may, on its normal side. */
  accounts(): ModelAccount[] {
    return [...this.books].flatMap(([book, { accounts }]) =>
      [...accounts].map(([name, account]) => ({ book, name, ...account, balance: balanceOf(account) })),
    );
  }

  private book(name: string): Book {
    const book = this.books.get(name) ?? {
      opened: false,
      decisions: 0n,
      entries: 0n,
      accounts: new Map<string, Account>(),
      posted: new Map<string, { legs: Leg[]; is: 'open' }>(),
    };
    this.books.set(name, book);
    return book;
  }

  private refusal(
    type: string,
    book: Book,
    body: Record<string, string> & { postings: Leg[] },
  ): string | null {
    if (type === 'book.requested.v1') return book.opened ? 'book_already_exists' : null;
    if (!book.opened) return 'book_not_found';
    if (type === 'account.requested.v1')
      return book.accounts.has(body['name']!) ? 'account_already_exists' : null;
    const change = CHANGES[type];
    if (change !== undefined) {
      const account = book.accounts.get(body['account']!);
      if (account === undefined) return 'account_not_found';
      if (account.isSuspended === (change === 'suspend'))
        return account.isSuspended ? 'account_suspended' : 'account_active';
      return null;
    }
    if (type === 'reversal.requested.v1') {
      const entry = book.posted.get(body['journal_entry']!);
      if (entry === undefined) return 'journal_entry_not_found';
      if (entry.is === 'reversal') return 'is_a_reversal';
      return entry.is === 'reversed' ? 'already_reversed' : refusalOfLegs(book, turned(entry.legs));
    }
    if (type === 'transfer.requested.v1' && body['debit'] === body['credit']) return 'accounts_must_differ';
    return refusalOfLegs(book, legsOf(body));
  }
}

function refusalOfLegs(book: Book, legs: Leg[]): string | null {
  const net = new Map<string, bigint>();
  for (const { currency, ...leg } of legs) net.set(currency, (net.get(currency) ?? 0n) + signed(leg));
  if ([...net.values()].some((sum) => sum !== 0n)) return 'unbalanced_entry';
  const accounts = legs.map(({ account }) => book.accounts.get(account));
  if (accounts.includes(undefined)) return 'account_not_found';
  if (legs.some(({ currency }, at) => accounts[at]!.currency !== currency)) return 'currency_mismatch';
  if (accounts.some((account) => account!.isSuspended)) return 'account_suspended';
  const touched = [...new Set(legs.map(({ account }) => account))].map((name) => {
    const account = book.accounts.get(name)!;
    const change = legs.filter((leg) => leg.account === name).reduce((sum, leg) => sum + signed(leg), 0n);
    const before = balanceOf(account);
    return { account, before, after: before + (account.isDebitNormal ? change : -change) };
  });
  if (touched.some(({ account: { min }, before, after }) => min !== null && after < min && after < before))
    return 'insufficient_available_balance';
  if (touched.some(({ account: { max }, before, after }) => max !== null && after > max && after > before))
    return 'limit_exceeded';
  return null;
}

const CHANGES: Readonly<Record<string, 'suspend' | 'activate'>> = {
  'account-suspension.requested.v1': 'suspend',
  'account-activation.requested.v1': 'activate',
};

const turned = (legs: Leg[]): Leg[] =>
  legs.map((leg) => ({ ...leg, direction: leg.direction === 'DEBIT' ? 'CREDIT' : 'DEBIT' }));

const signed = ({ direction, amount }: Pick<Leg, 'direction' | 'amount'>): bigint =>
  direction === 'DEBIT' ? BigInt(amount) : -BigInt(amount);

const balanceOf = ({ isDebitNormal, debits, credits }: Account): bigint =>
  isDebitNormal ? debits - credits : credits - debits;

function legsOf(body: Record<string, string> & { postings: Leg[] }): Leg[] {
  if ('postings' in body) return body.postings;
  const { debit, credit, amount, currency } = body as Record<string, string>;
  const leg = (account: string, direction: Direction): Leg => ({
    account,
    direction,
    amount: amount!,
    currency: currency!,
  });
  return [leg(debit!, 'DEBIT'), leg(credit!, 'CREDIT')];
}

function open(book: Book, body: Record<string, string | null>): void {
  const limit = (value: string | null | undefined, unless: bigint | null) =>
    value === undefined ? unless : value === null ? null : BigInt(value);
  book.accounts.set(body['name']!, {
    number: book.accounts.size + 1,
    isDebitNormal: body['type'] === 'asset' || body['type'] === 'expense',
    currency: body['currency']!,
    min: limit(body['min_balance'], 0n),
    max: limit(body['max_balance'], null),
    ...{ isSuspended: false, version: 0n, debits: 0n, credits: 0n },
  });
}

function post(book: Book, legs: Leg[]): ExpectedPosting[] {
  return legs.map(({ account: name, direction, amount, currency }) => {
    const account = book.accounts.get(name)!;
    account.version += 1n;
    if (direction === 'DEBIT') account.debits += BigInt(amount);
    else account.credits += BigInt(amount);
    const { number, version, debits, credits } = account;
    return { account: number, version, direction, amount: BigInt(amount), currency, debits, credits };
  });
}
