import { deadLetterKeyIdOf } from '@pacioli/contracts/operation-id';
import type { DeadLetterReason, PaymentEvent } from '@pacioli/contracts/payment-event';
import type { AccountState } from './account-state';
import { NO_TOTALS } from './balance';
import type { BookState } from './book-state';
import type { DecisionRecord } from './decision-record';
import { chainHash } from './hash-chain';
import { movementFor } from './rules';
import type { Outcome } from './movement';

/** A decision with its place in the book's hash chain. */
export interface Decided {
  readonly decision: DecisionRecord;
  readonly hash: Buffer;
}

/** A record that can never be decided, and why. */
export interface DeadLetter {
  readonly book: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly appendedAt: number;
  readonly reason: DeadLetterReason;
  readonly detail: string;
}

/**
 * The state of books and accounts, and the one place where events change it. It is a replicated state machine: state
 * after event n is a pure function of events 1 to n. Whoever uses it gives it the state that an event touches, feeds it
 * events in the order of their partition, and stores what it returns.
 */
export class Ledger {
  private readonly books = new Map<string, BookState>();
  private readonly accounts = new Map<string, AccountState | null>();

  /** How many books and accounts are held. */
  get size(): number {
    return this.books.size + this.accounts.size;
  }

  knowsBook(book: string): boolean {
    return this.books.has(book);
  }

  knowsAccount(book: string, name: string): boolean {
    return this.accounts.has(accountKey(book, name));
  }

  loadBook(state: BookState): void {
    this.books.set(state.id, state);
  }

  /** `null` says that the book has no account of this name. */
  loadAccount(book: string, name: string, state: AccountState | null): void {
    this.accounts.set(accountKey(book, name), state);
  }

  /** The names of the accounts that an event reads or changes: they must be loaded before it is decided. */
  static accountsOf(event: PaymentEvent): string[] {
    return movementFor(event).accounts(event.body);
  }

  /** Decides the next event of its book. The event's operation must not have been decided before. */
  decide(event: PaymentEvent): Decided {
    const book = this.book(event.book);
    const outcome = movementFor(event).decide(event, {
      book,
      recordedAt: Math.max(book.recordedAt, event.appendedAt),
      account: (name) => this.account(event.book, name),
    });
    const { type, rules, fingerprint, source, idempotencyKey, actorType, actorId, requestId, traceparent } =
      event;
    return this.record(event, event.keyId, outcome, {
      ...{ type, rules, fingerprint, source, idempotencyKey, actorType, actorId, requestId, traceparent },
    });
  }

  /** Records that the next record of a partition can never be decided. */
  deadLetter(letter: DeadLetter): Decided {
    const keyId = deadLetterKeyIdOf(letter.partition, letter.offset);
    const outcome: Outcome = { status: 'dead_lettered', code: letter.reason, detail: letter.detail };
    return this.record(letter, keyId, outcome, null);
  }

  private record(
    event: { book: string; partition: number; offset: bigint; appendedAt: number },
    keyId: string,
    outcome: Outcome,
    request: DecisionRecord['request'],
  ): Decided {
    const book = this.book(event.book);
    const decision: DecisionRecord = {
      book: event.book,
      number: book.decisions + 1n,
      keyId,
      partition: event.partition,
      offset: event.offset,
      acceptedAt: event.appendedAt,
      recordedAt: Math.max(book.recordedAt, event.appendedAt),
      request,
      ...{ code: null, detail: null, answer: null, entry: null, openedBook: null, openedAccount: null },
      ...outcome,
    };
    const hash = chainHash(book.hash, decision);
    this.apply(decision, hash);
    return { decision, hash };
  }

  /** Makes a decision's effect part of the state. */
  private apply(decision: DecisionRecord, hash: Buffer): void {
    const { entry, openedBook, openedAccount } = decision;
    const book = this.book(decision.book);
    book.decisions = decision.number;
    book.recordedAt = decision.recordedAt;
    book.hash = hash;
    if (openedBook) book.opened = true;
    if (openedAccount) {
      book.accounts = openedAccount.number;
      const { number, name, type, currency, minBalance, maxBalance } = openedAccount;
      this.loadAccount(decision.book, name, {
        number,
        name,
        type,
        currency,
        minBalance,
        maxBalance,
        version: 0n,
        totals: NO_TOTALS,
      });
    }
    if (entry) {
      book.entries = entry.number;
      for (const posting of entry.postings) {
        const account = this.account(decision.book, posting.accountName)!;
        account.version = posting.version;
        account.totals = posting.totals;
      }
    }
  }

  private book(id: string): BookState {
    const state = this.books.get(id);
    if (state === undefined) throw new Error(`bug: book ${id} was not loaded before it was decided`);
    return state;
  }

  private account(book: string, name: string): AccountState | null {
    const state = this.accounts.get(accountKey(book, name));
    if (state === undefined)
      throw new Error(`bug: account ${name} of ${book} was not loaded before it was decided`);
    return state;
  }
}

/** Neither a book's id nor an account's name can hold a space. */
const accountKey = (book: string, name: string) => `${book} ${name}`;
