import {
  bookOf,
  decodePaymentEvent,
  type PaymentEvent,
  type PaymentEventType,
} from '@pacioli/contracts/payment-event';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { unknownBook } from '@pacioli/ledger-core/book-state';
import { Ledger, type Decided } from '@pacioli/ledger-core/ledger';
import type {
  AccountChangeRow,
  AccountRow,
  EntryRow,
  ExchangeRow,
  HoldChangeRow,
  HoldRow,
  OutcomeRow,
  PeriodRow,
  PostingRow,
} from './journal';
import type { BookListing } from './store';
import type { Written, WrittenEntry } from './written';

/** What is decided instead of an event. */
export type Forgery = (event: PaymentEvent) => PaymentEvent;

/** The decisions of records as ledger-core takes them, in their order, each operation decided once. */
export function decideAll(
  records: readonly TopicRecord[],
  partitions: number,
  forge: Forgery = (event) => event,
): Decided[] {
  const ledger = new Ledger();
  const keys = new Set<string>();
  for (const record of records) {
    const decoded = decodePaymentEvent(record);
    if (decoded.kind !== 'event') continue;
    const { entries = [], holds = [], metadata = [] } = Ledger.needsOf(decoded.event);
    for (const id of entries) ledger.loadEntry(decoded.event.book, id, null);
    for (const id of holds) ledger.loadHold(decoded.event.book, id, null);
    for (const name of metadata) ledger.loadMetadata(decoded.event.book, name, null);
  }
  return records.flatMap((record) => {
    const decoded = decodePaymentEvent(record);
    if (decoded.kind === 'unknown') throw new Error(decoded.detail);
    const { partition, offset, timestamp: appendedAt } = record;
    const isPoison = decoded.kind === 'dead_letter';
    const book = isPoison ? bookOf(record, partitions) : decoded.event.book;
    if (!ledger.knowsBook(book)) ledger.loadBook(unknownBook(book));
    if (isPoison) {
      const { reason, detail } = decoded;
      return [ledger.deadLetter({ book, partition, offset, appendedAt, reason, detail })];
    }
    if (keys.has(decoded.event.keyId)) return [];
    keys.add(decoded.event.keyId);
    const { accounts } = Ledger.needsOf(decoded.event);
    for (const name of accounts) if (!ledger.knowsAccount(book, name)) ledger.loadAccount(book, name, null);
    return [ledger.decide(forge(decoded.event))];
  });
}

/** Rows that may be changed, as a superuser can. */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
export interface EntryRows extends WrittenEntry {
  entry: Writable<EntryRow>;
  postings: Writable<PostingRow>[];
}
export interface WrittenRows extends Written {
  outcome: Writable<OutcomeRow>;
  entries: EntryRows[];
  account: Writable<AccountRow> | null;
  changes: Writable<AccountChangeRow>[];
  periods: Writable<PeriodRow>[];
  holds: Writable<HoldRow>[];
  holdChanges: Writable<HoldChangeRow>[];
  exchanges: Writable<ExchangeRow>[];
}

/** The rows that the ledger writes for a decision. */
export function writtenRows({ decision, hash }: Decided): WrittenRows {
  const { book, number, recordedAt, request, accountChanges, entries, holds, holdChanges, exchanges } =
    decision;
  const [openedAccount = null] = decision.openedAccounts;
  const { keyId, partition, offset, acceptedAt, status, code, detail, pointer, answer } = decision;
  return {
    outcome: {
      ...{ keyId, book, decision: number, partition, offset, acceptedAt, recordedAt },
      ...(request ?? NOTHING_ASKED),
      ...{ status, code, detail, pointer, answer, entry: entries[0]?.number ?? null, hash },
    },
    entries: entries.map((entry) => ({
      entry: {
        ...entry,
        ...{ book, decision: number, recordedAt, postingCount: entry.postings.length },
        reverses: entry.reverses?.number ?? null,
        reversesId: entry.reverses?.id ?? null,
      },
      postings: entry.postings.map((posting, index) => ({
        ...posting,
        ...{ book, entry: entry.number, leg: index + 1 },
      })),
    })),
    account: openedAccount && { ...openedAccount, book, decision: number, createdAt: recordedAt },
    changes: accountChanges.map((change) => ({ ...change, book, decision: number, changedAt: recordedAt })),
    periods: decision.closedPeriods.map((period) => ({
      ...period,
      ...{ book, decision: number, closedAt: recordedAt },
    })),
    holds: holds.map((hold) => ({ ...hold, book, decision: number })),
    holdChanges: holdChanges.map((change) => ({ ...change, book, decision: number })),
    exchanges: exchanges.map((exchange) => ({ ...exchange, book, decision: number })),
  };
}

const NOTHING_ASKED = {
  ...{ type: null, rules: null, fingerprint: null, source: null, idempotencyKey: null },
  ...{ actorType: null, actorId: null, requestId: null, traceparent: null },
};

/** Makes an entry one that only reserves: its amounts count as pending. No later posting of its accounts must follow. */
export function makePending({ postings }: EntryRows): void {
  for (const posting of postings) {
    const { direction, amount, totals } = posting;
    const { debitsPosted, creditsPosted, debitsPending, creditsPending } = totals;
    posting.layer = 'pending';
    posting.totals =
      direction === 'DEBIT'
        ? {
            debitsPosted: debitsPosted - amount,
            creditsPosted,
            debitsPending: debitsPending + amount,
            creditsPending,
          }
        : {
            debitsPosted,
            creditsPosted: creditsPosted - amount,
            debitsPending,
            creditsPending: creditsPending + amount,
          };
  }
}

/** A book with one of everything, as it was asked for, decided and written. */
export class SoundBook {
  readonly records: TopicRecord[] = [];

  constructor(readonly book = 'acme') {
    this.ask('book.requested.v1', { id: book, name: 'Acme Ltd' });
    this.ask('account.requested.v1', { name: 'cash', type: 'asset', currency: 'GBP', min_balance: null });
    this.ask('account.requested.v1', {
      name: 'owed',
      type: 'liability',
      currency: 'GBP',
      max_balance: '9000',
    });
    this.ask('account.requested.v1', {
      name: 'euros',
      type: 'asset',
      currency: 'EUR',
      min_balance: null,
      metadata: { b: '2', a: '1' },
    });
    this.ask('account.requested.v1', {
      name: 'owed-eur',
      type: 'liability',
      currency: 'EUR',
      min_balance: null,
    });
    this.transfer('100');
    this.transfer('20');
    this.transfer('999999');
    this.records.push({ ...this.record('transfer.requested.v1', {}), value: Buffer.from('{') });
    this.ask('journal-entry.requested.v1', {
      description: 'both currencies',
      reference: 'r-1',
      effective_at: '2026-01-31T09:00:00.000Z',
      metadata: { z: '26', y: '25' },
      postings: [
        { account: 'cash', direction: 'DEBIT', amount: '7', currency: 'GBP' },
        { account: 'owed', direction: 'CREDIT', amount: '7', currency: 'GBP' },
        { account: 'owed-eur', direction: 'DEBIT', amount: '5', currency: 'EUR' },
        { account: 'euros', direction: 'CREDIT', amount: '5', currency: 'EUR' },
      ],
    });
    this.transfer('3');
  }

  /** What ledger-core decides; the rows of `written` are made anew with every call, to be tampered with. */
  get decided(): Decided[] {
    return decideAll(this.records, 1);
  }

  get written(): WrittenRows[] {
    return this.decided.map(writtenRows);
  }

  get listing(): { book: string; opened: Writable<NonNullable<BookListing['opened']>> } {
    const [{ decision }] = this.decided as [Decided];
    const { name, timeZone } = decision.openedBook!;
    return {
      book: this.book,
      opened: { decision: decision.number, name, timeZone, createdAt: decision.recordedAt },
    };
  }

  ask(type: PaymentEventType, body: object): void {
    this.records.push(this.record(type, body));
  }

  private transfer(amount: string): void {
    this.ask('transfer.requested.v1', { debit: 'cash', credit: 'owed', amount, currency: 'GBP' });
  }

  private record(type: PaymentEventType, body: object): TopicRecord {
    const at = this.records.length;
    // Offsets have gaps, where transactions end; and a broker's clock may go back.
    return paymentRecord(type, body, {
      book: this.book,
      idempotencyKey: `key-${at}`,
      offset: BigInt(at * 2),
      timestamp: Date.UTC(2026, 0, 1) + at * 1000 - (at === 7 ? 5000 : 0),
      actorId: 'somebody',
      requestId: `request-${at}`,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
  }
}
