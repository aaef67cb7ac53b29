import { journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import type { Random } from '../random';
import type { WriteRequest } from './request';

const CURRENCY = 'GBP';
/** Half of what is moved goes through it, as through a fee account. */
const HOT = 'assets:psp';
const OPEN_ENDED = ['equity:capital', HOT];
const BOUNDED = Array.from({ length: 6 }, (_, n) => `liabilities:merchants:m${n}`);
const INCOME = 'income:fees';
const TRANSFERS = { path: 'transfers', type: 'transfer.requested.v1' } as const;
const ENTRIES = { path: 'journal-entries', type: 'journal-entry.requested.v1' } as const;
const ACCOUNTS = [...OPEN_ENDED, ...BOUNDED, INCOME];

/** How often each kind of request is drawn; of 100. */
const SHARES = {
  transfer: 48,
  entry: 12,
  reversal: 6,
  suspension: 1,
  activation: 2,
  overdraft: 6,
  repeat: 14,
  otherBody: 5,
  unknownAccount: 3,
  invalid: 3,
};
type Kind = keyof typeof SHARES;

/** The requests of one client. Which ones they are depends on its numbers alone, not on what was answered. */
export class Workload {
  private count = 0;
  private readonly sent: WriteRequest[] = [];

  constructor(
    private readonly random: Random,
    private readonly client: number,
    private readonly books: readonly string[],
  ) {}

  next(): WriteRequest {
    const request = this.draw();
    this.sent.push(request);
    return request;
  }

  private draw(): WriteRequest {
    const { random } = this;
    const kind = this.kind();
    if (kind === 'repeat' && this.sent.length > 0) return random.pick(this.sent.slice(-20));
    const book = random.pick(this.books);
    if (kind === 'otherBody' && this.sent.length > 0) {
      const { key, book: same } = random.pick(this.sent.slice(-20));
      return { ...this.transfer(same, this.amount()), key };
    }
    switch (kind) {
      case 'entry':
        return this.entry(book);
      case 'reversal':
        return this.reversal(book);
      case 'suspension':
        return this.changeOfStatus(book, 'suspend', 'account-suspension.requested.v1');
      case 'activation':
        return this.changeOfStatus(book, 'activate', 'account-activation.requested.v1');
      case 'overdraft':
        return this.transfer(book, 50_000_000, random.pick(BOUNDED), HOT);
      case 'unknownAccount':
        return this.transfer(book, this.amount(), HOT, 'liabilities:nobody');
      case 'invalid':
        return { ...this.transfer(book, this.amount()), body: '{"debit":"assets:psp","amount":12}' };
      case 'transfer':
      case 'repeat':
      case 'otherBody':
        return this.transfer(book, this.amount());
    }
  }

  private kind(): Kind {
    let draw = this.random.below(100);
    for (const [kind, share] of Object.entries(SHARES)) {
      if (draw < share) return kind as Kind;
      draw -= share;
    }
    throw new Error('bug: the shares do not add up to 100');
  }

  private amount(): number {
    return 1 + this.random.below(20_000);
  }

  private key(): string {
    this.count += 1;
    return `client-${this.client}-${this.count}`;
  }

  private transfer(book: string, amount: number, debit = '', credit = ''): WriteRequest {
    const { random } = this;
    // Towards a merchant it always succeeds; back from one it may meet an empty account.
    const [from, to] = random.chance(0.6) ? [HOT, random.pick(BOUNDED)] : [random.pick(BOUNDED), HOT];
    const body = {
      ...{ debit: debit || from, credit: credit || to, amount: String(amount), currency: CURRENCY },
      ...(random.chance(0.3) && {
        reference: `order-${random.below(1_000)}`,
        description: 'Zahlung für „x“',
      }),
    };
    return { book, key: this.key(), ...TRANSFERS, body: JSON.stringify(body) };
  }

  /** Of something that this client has asked for, whatever became of it: perhaps nothing, perhaps it was a reversal itself. */
  private reversal(book: string): WriteRequest {
    const own = this.sent.filter(({ type }) => type !== 'book.requested.v1').slice(-20);
    const of = own.length === 0 ? { book, key: 'nothing' } : this.random.pick(own);
    const journal_entry = journalEntryIdOf(keyIdOf('http', of.book, of.key));
    return {
      ...{ book: of.book, key: this.key(), path: `journal-entries/${journal_entry}/reversal` },
      ...{ type: 'reversal.requested.v1', body: '{}', inPath: { journal_entry } },
    };
  }

  private changeOfStatus(book: string, verb: string, type: string): WriteRequest {
    const account = this.random.pick(BOUNDED);
    const path = `accounts/${account}/${verb}`;
    return { book, key: this.key(), path, type, body: '{"reason":"a change"}', inPath: { account } };
  }

  /** A card payment less its fee, to one or two merchants. */
  private entry(book: string): WriteRequest {
    const gross = this.amount() + 10;
    const fee = 1 + this.random.below(9);
    const merchants = this.random.shuffled(BOUNDED).slice(0, 1 + this.random.below(2));
    const [first = HOT, second] = merchants;
    const half = second === undefined ? gross - fee : Math.floor((gross - fee) / 2);
    const rest = gross - fee - half;
    const postings = [
      posting(HOT, 'DEBIT', gross),
      posting(INCOME, 'CREDIT', fee),
      posting(first, 'CREDIT', half),
      ...(second === undefined || rest === 0 ? [] : [posting(second, 'CREDIT', rest)]),
    ];
    return { book, key: this.key(), ...ENTRIES, body: JSON.stringify({ postings }) };
  }
}

const posting = (account: string, direction: 'DEBIT' | 'CREDIT', amount: number) => ({
  ...{ account, direction, amount: String(amount), currency: CURRENCY },
});

/** What opens a book, with all its accounts and some money in it. */
export function openingRequests(book: string): WriteRequest[] {
  const account = (name: string) => ({
    ...{ name, currency: CURRENCY },
    type: `${name.split(':')[0]!}`.replace(/^assets$/, 'asset').replace(/^liabilities$/, 'liability'),
    ...(OPEN_ENDED.includes(name) && { min_balance: null }),
  });
  return [
    {
      ...{ book, key: 'open', path: '', type: 'book.requested.v1' },
      body: JSON.stringify({ id: book, name: `Book ${book}` }),
    },
    ...ACCOUNTS.map((name): WriteRequest => ({
      ...{ book, key: `open ${name}`, path: 'accounts', type: 'account.requested.v1' },
      body: JSON.stringify(account(name)),
    })),
  ];
}
