import { deadLetterKeyIdOf } from '@pacioli/contracts/operation-id';
import type { DeadLetterReason, PaymentEvent } from '@pacioli/contracts/payment-event';
import type { AccountState } from './account-state';
import type { BookState } from './book-state';
import { NO_EFFECTS, type DecisionRecord } from './decision-record';
import { Draft } from './draft';
import type { EntryState } from './entry-state';
import { chainHash } from './hash-chain';
import type { HoldState } from './hold-state';
import type { Needs, View } from './movement';
import { movementFor } from './rules';

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
 * after event n is a pure function of events 1 to n. Whoever uses it gives it the state that an event looks at, feeds it
 * events in the order of their partition, and stores what it returns.
 */
export class Ledger {
  private readonly books = new Map<string, BookState>();
  private readonly accounts = new Map<string, AccountState | null>();
  private readonly entries = new Map<string, EntryState | null>();
  private readonly holds = new Map<string, HoldState | null>();

  /** How much is held in memory. */
  get size(): number {
    return this.books.size + this.accounts.size + this.entries.size + this.holds.size;
  }

  knowsBook(book: string): boolean {
    return this.books.has(book);
  }

  knowsAccount(book: string, name: string): boolean {
    return this.accounts.has(keyOf(book, name));
  }

  knowsEntry(book: string, id: string): boolean {
    return this.entries.has(keyOf(book, id));
  }

  knowsHold(book: string, id: string): boolean {
    return this.holds.has(keyOf(book, id));
  }

  loadBook(state: BookState): void {
    this.books.set(state.id, state);
  }

  /** `null` says that the book has no account of this name. */
  loadAccount(book: string, name: string, state: AccountState | null): void {
    this.accounts.set(keyOf(book, name), state);
  }

  /** `null` says that the book has no entry of this id. */
  loadEntry(book: string, id: string, state: EntryState | null): void {
    this.entries.set(keyOf(book, id), state);
  }

  /** `null` says that the book has no hold of this id. */
  loadHold(book: string, id: string, state: HoldState | null): void {
    this.holds.set(keyOf(book, id), state);
  }

  /** An account that is loaded, as the newest decision left it; `null` says that there is none. */
  account(book: string, name: string): Readonly<AccountState> | null {
    return loaded(this.accounts.get(keyOf(book, name)), `account ${name} of ${book}`);
  }

  /** What an event looks at, which must be loaded before it is decided; and so must the accounts of the entries and holds among it. */
  static needsOf(event: PaymentEvent): Needs {
    return movementFor(event.type).needs(event.body);
  }

  /** Decides the next event of its book. The event's operation must not have been decided before. */
  decide(event: PaymentEvent): Decided {
    const { type, rules, fingerprint, source, idempotencyKey, actorType, actorId, requestId, traceparent } =
      event;
    const outcome = movementFor(event.type).decide(event, this.view(event.book, event.appendedAt));
    return this.record(event, {
      keyId: event.keyId,
      request: {
        ...{ type, rules, fingerprint, source, idempotencyKey, actorType, actorId, requestId, traceparent },
      },
      status: outcome.status,
      ...(outcome.status === 'rejected'
        ? {
            ...{ code: outcome.code, detail: outcome.detail, pointer: outcome.pointer ?? null },
            ...{ answer: null, ...NO_EFFECTS },
          }
        : {
            ...{ code: null, detail: null, pointer: null },
            ...{ answer: JSON.stringify(outcome.answer), ...outcome.effects },
          }),
    });
  }

  /** Records that the next record of a partition can never be decided. */
  deadLetter(letter: DeadLetter): Decided {
    return this.record(letter, {
      keyId: deadLetterKeyIdOf(letter.partition, letter.offset),
      ...{ request: null, status: 'dead_lettered', code: letter.reason, detail: letter.detail },
      ...{ pointer: null, answer: null },
      ...NO_EFFECTS,
    });
  }

  private record(
    event: { book: string; partition: number; offset: bigint; appendedAt: number },
    decided: Omit<DecisionRecord, 'book' | 'number' | 'partition' | 'offset' | 'acceptedAt' | 'recordedAt'>,
  ): Decided {
    const view = this.view(event.book, event.appendedAt);
    const { book, recordedAt } = view;
    const decision: DecisionRecord = {
      book: event.book,
      number: book.decisions + 1n,
      partition: event.partition,
      offset: event.offset,
      acceptedAt: event.appendedAt,
      recordedAt,
      ...decided,
    };
    const hash = chainHash(book.hash, decision);
    this.takeOver(decision, hash, view);
    return { decision, hash };
  }

  /** Makes a decision's effects part of the state. */
  private takeOver(decision: DecisionRecord, hash: Buffer, view: View): void {
    const { book: id, number: decisions, recordedAt } = decision;
    const draft = new Draft(view);
    draft.apply(decision);
    this.books.set(id, { ...draft.book, decisions, recordedAt, hash });
    for (const [name, account] of draft.accounts) this.accounts.set(keyOf(id, name), account);
    // Of entries and holds, which are many, only those are kept that somebody asked for.
    for (const [entry, state] of draft.entries) {
      if (this.knowsEntry(id, entry)) this.entries.set(keyOf(id, entry), state);
    }
    for (const [hold, state] of draft.holds) {
      if (this.knowsHold(id, hold)) this.holds.set(keyOf(id, hold), state);
    }
  }

  private view(id: string, appendedAt: number): View {
    const book = this.books.get(id);
    if (book === undefined) throw new Error(`bug: book ${id} was not loaded before it was decided`);
    return {
      book,
      entriesBefore: book.entries,
      recordedAt: Math.max(book.recordedAt, appendedAt),
      account: (name) => this.account(id, name),
      entry: (entry) => loaded(this.entries.get(keyOf(id, entry)), `entry ${entry} of ${id}`),
      hold: (hold) => loaded(this.holds.get(keyOf(id, hold)), `hold ${hold} of ${id}`),
    };
  }
}

function loaded<T>(state: T | undefined, what: string): T {
  if (state === undefined) throw new Error(`bug: ${what} was not loaded before it was decided`);
  return state;
}

/** Neither a book's id nor an account's name nor an entry's id can hold a space. */
const keyOf = (book: string, name: string) => `${book} ${name}`;
