import { deadLetterKeyIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { DeadLetterReason, PaymentEvent } from '@pacioli/contracts/payment-event';
import type { AccountState } from './account-state';
import type { BookState } from './book-state';
import { NO_EFFECTS, type AccountRecord, type DecisionRecord, type RequestRecord } from './decision-record';
import { Draft } from './draft';
import type { EntryState } from './entry-state';
import { chainHash } from './hash-chain';
import type { HoldState } from './hold-state';
import type { Needs, Outcome, View } from './movement';
import { movementFor } from './rules';

type Metadata = AccountRecord['metadata'];

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

interface DeadLettered extends Pick<DeadLetter, 'detail'> {
  readonly status: 'dead_lettered';
  readonly code: DeadLetterReason;
  readonly pointer?: undefined;
}

/**
 * The state of books and accounts, and the one place where events change it. It is a replicated state machine: state
 * after event n is a pure function of events 1 to n. Whoever uses it gives it the state that an event looks at, feeds it
 * events in the order of their partition, and stores what it returns.
 */
export class Ledger {
  private readonly books = new Map<string, HeldBook>();

  /** How many states are held in memory, large ones counted as many. */
  get size(): number {
    let size = 0;
    for (const held of this.books.values()) size += held.size;
    return size;
  }

  knowsBook(book: string): boolean {
    return this.books.get(book)?.state !== undefined;
  }

  knowsAccount(book: string, name: string): boolean {
    return this.books.get(book)?.accounts.has(name) ?? false;
  }

  knowsEntry(book: string, id: string): boolean {
    return this.books.get(book)?.entries.has(id) ?? false;
  }

  knowsHold(book: string, id: string): boolean {
    return this.books.get(book)?.holds.has(id) ?? false;
  }

  knowsMetadata(book: string, account: string): boolean {
    return this.books.get(book)?.metadata.has(account) ?? false;
  }

  loadBook(state: BookState): void {
    this.held(state.id).state = state;
  }

  /** `null` says that the book has no account of this name. */
  loadAccount(book: string, name: string, state: AccountState | null): void {
    this.held(book).accounts.set(name, state);
  }

  /** `null` says that the book has no entry of this id. */
  loadEntry(book: string, id: string, state: EntryState | null): void {
    this.held(book).entries.set(id, state);
  }

  /** `null` says that the book has no hold of this id. */
  loadHold(book: string, id: string, state: HoldState | null): void {
    this.held(book).holds.set(id, state);
  }

  /** `null` says that the book has no account of this name. */
  loadMetadata(book: string, account: string, metadata: Metadata | null): void {
    this.held(book).metadata.set(account, metadata);
  }

  /** An account that is loaded, as the newest decision left it; `null` says that there is none. */
  account(book: string, name: string): Readonly<AccountState> | null {
    return loaded(this.held(book).accounts.get(name), () => `account ${name} of ${book}`);
  }

  /** What an event looks at, which must be loaded before it is decided; and so must the accounts of the entries and holds among it. */
  static needsOf(event: PaymentEvent): Needs {
    return movementFor(event.type).needs(event.body);
  }

  /** Decides the next event of its book. The event's operation must not have been decided before. */
  decide(event: PaymentEvent): Decided {
    const outcome = movementFor(event.type).decide(event, this.view(event.book, event.appendedAt));
    return this.record(event, event.keyId, requestOf(event), outcome);
  }

  /** Records that the next record of a partition can never be decided. */
  deadLetter(letter: DeadLetter): Decided {
    const { partition, offset, reason: code, detail } = letter;
    const keyId = deadLetterKeyIdOf(partition, offset);
    return this.record(letter, keyId, null, { status: 'dead_lettered', code, detail });
  }

  private record(
    event: { book: string; partition: number; offset: bigint; appendedAt: number },
    keyId: KeyId,
    request: RequestRecord | null,
    outcome: Outcome | DeadLettered,
  ): Decided {
    const view = this.view(event.book, event.appendedAt);
    const { book, recordedAt } = view;
    const [done, refused] = 'effects' in outcome ? [outcome, null] : [null, outcome];
    const effects = done?.effects ?? NO_EFFECTS;
    const decision: DecisionRecord = {
      book: event.book,
      number: book.decisions + 1n,
      keyId,
      partition: event.partition,
      offset: event.offset,
      acceptedAt: event.appendedAt,
      recordedAt,
      request,
      status: outcome.status,
      code: refused?.code ?? null,
      detail: refused?.detail ?? null,
      pointer: refused?.pointer ?? null,
      answer: done?.answer ?? null,
      openedBook: effects.openedBook,
      closedPeriods: effects.closedPeriods,
      openedAccounts: effects.openedAccounts,
      accountChanges: effects.accountChanges,
      entries: effects.entries,
      holds: effects.holds,
      holdChanges: effects.holdChanges,
      exchanges: effects.exchanges,
    };
    const hash = chainHash(book.hash, decision);
    this.takeOver(decision, hash, view);
    return { decision, hash };
  }

  /** Makes a decision's effects part of the state. */
  private takeOver(decision: DecisionRecord, hash: Buffer, view: View): void {
    const { book: id, number: decisions, recordedAt } = decision;
    const held = this.held(id);
    const draft = new Draft(view);
    draft.apply(decision);
    held.state = { ...draft.book, decisions, recordedAt, hash };
    for (const [name, account] of draft.accounts) held.accounts.set(name, account);
    // Of entries and holds, which are many, and metadata, which are large, only those are kept that somebody asked for.
    for (const entry of draft.changedEntries()) {
      if (held.entries.has(entry)) held.entries.set(entry, draft.entry(entry));
    }
    for (const [hold, state] of draft.holds) {
      if (held.holds.has(hold)) held.holds.set(hold, state);
    }
    for (const [name, metadata] of draft.metadataOf) {
      if (held.metadata.has(name)) held.metadata.set(name, metadata);
    }
  }

  private view(id: string, appendedAt: number): View {
    const { state: book, accounts, entries, holds, metadata } = this.held(id);
    if (book === undefined) throw new Error(`bug: book ${id} was not loaded before it was decided`);
    return {
      book,
      entriesBefore: book.entries,
      recordedAt: Math.max(book.recordedAt, appendedAt),
      account: (name) => loaded(accounts.get(name), () => `account ${name} of ${id}`),
      entry: (entry) => loaded(entries.get(entry), () => `entry ${entry} of ${id}`),
      hold: (hold) => loaded(holds.get(hold), () => `hold ${hold} of ${id}`),
      metadata: (name) =>
        loaded(metadata.get(name) ?? undefined, () => `metadata of account ${name} of ${id}`),
    };
  }

  private held(book: string): HeldBook {
    const held = this.books.get(book) ?? new HeldBook();
    this.books.set(book, held);
    return held;
  }
}

const requestOf = (event: PaymentEvent): RequestRecord => ({
  type: event.type,
  rules: event.rules,
  fingerprint: event.fingerprint,
  source: event.source,
  idempotencyKey: event.idempotencyKey,
  actorType: event.actorType,
  actorId: event.actorId,
  requestId: event.requestId,
  traceparent: event.traceparent,
});

/** What is held in memory of a book: whatever somebody asked for, by name or id. */
class HeldBook {
  state: BookState | undefined;
  readonly accounts = new Map<string, AccountState | null>();
  readonly entries = new Map<string, EntryState | null>();
  readonly holds = new Map<string, HoldState | null>();
  readonly metadata = new Map<string, Metadata | null>();

  get size(): number {
    return (
      1 + this.accounts.size + this.entries.size + this.holds.size + STATES_OF_METADATA * this.metadata.size
    );
  }
}

/** The metadata of one account can take as much memory as so many other states. */
const STATES_OF_METADATA = 50;

function loaded<T>(state: T | undefined, what: () => string): T {
  if (state === undefined) throw new Error(`bug: ${what()} was not loaded before it was decided`);
  return state;
}
