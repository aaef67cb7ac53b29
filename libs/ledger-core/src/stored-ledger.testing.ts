import { holdIdOf } from '@pacioli/contracts/operation-id';
import { decodePaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { AccountState } from './account-state';
import { NO_TOTALS } from './balance';
import { unknownBook, type BookState } from './book-state';
import type { AccountChangeRecord, AccountRecord, PeriodRecord, PostingRecord } from './decision-record';
import type { EntryState } from './entry-state';
import { openedHold, type HoldState } from './hold-state';
import { Ledger, type Decided } from './ledger';

/**
 * A ledger with its store beside it: the one decides, the other keeps what was decided, and is where the ledger's state
 * comes from, as in the ledger service. What the store answers is summed up from decisions and owes nothing to the
 * ledger's own state, so that the two can be held against each other.
 */
export class StoredLedger {
  readonly decided: Decided[] = [];
  private ledger = new Ledger();
  private readonly newest = new Map<string, Decided>();
  private readonly zones = new Map<string, string>();
  private readonly periods = new Map<string, PeriodRecord[]>();
  private readonly entries = new Map<string, bigint>();
  private readonly accounts = new Map<string, Map<string, AccountRecord>>();
  private readonly createdAt = new Map<string, number>();
  private readonly changes = new Map<string, AccountChangeRecord>();
  private readonly postings = new Map<string, PostingRecord>();

  /** Forgets what the ledger has in memory; it is read from the store again. */
  forget(): void {
    this.ledger = new Ledger();
  }

  decide(record: TopicRecord): Decided {
    const decoded = decodePaymentEvent(record);
    if (decoded.kind === 'unknown') throw new Error(`unknown: ${decoded.detail}`);
    const { partition, offset, timestamp: appendedAt } = record;
    const book = decoded.kind === 'event' ? decoded.event.book : `~${partition}`;
    const { ledger } = this;
    if (!ledger.knowsBook(book)) ledger.loadBook(this.book(book));
    if (decoded.kind === 'dead_letter') {
      const { reason, detail } = decoded;
      return this.store(ledger.deadLetter({ book, partition, offset, appendedAt, reason, detail }));
    }
    const { accounts, entries = [], holds = [], metadata = [] } = Ledger.needsOf(decoded.event);
    const names = new Set(accounts);
    for (const id of entries) {
      const entry = this.entry(book, id);
      if (!ledger.knowsEntry(book, id)) ledger.loadEntry(book, id, entry);
      for (const { accountName } of entry?.postings ?? []) names.add(accountName);
    }
    for (const id of holds) {
      const hold = this.hold(book, id);
      if (!ledger.knowsHold(book, id)) ledger.loadHold(book, id, hold);
      if (hold) names.add(hold.debitName).add(hold.creditName);
    }
    for (const name of names) {
      if (!ledger.knowsAccount(book, name)) ledger.loadAccount(book, name, this.account(book, name));
    }
    for (const name of metadata) {
      if (!ledger.knowsMetadata(book, name)) ledger.loadMetadata(book, name, this.metadata(book, name));
    }
    return this.store(ledger.decide(decoded.event));
  }

  book(id: string): BookState {
    const newest = this.newest.get(id);
    if (!newest) return unknownBook(id);
    return {
      ...{
        id,
        opened: this.zones.has(id),
        timeZone: this.zones.get(id) ?? '',
        decisions: newest.decision.number,
        hash: newest.hash,
      },
      closedPeriods: this.periods.get(id) ?? [],
      ...{ entries: this.entries.get(id) ?? 0n, accounts: this.accounts.get(id)?.size ?? 0 },
      recordedAt: newest.decision.recordedAt,
    };
  }

  account(book: string, name: string): AccountState | null {
    const account = this.accounts.get(book)?.get(name);
    if (!account) return null;
    const newest = this.postings.get(`${book} ${name}`);
    const { revision, status, minBalance, maxBalance } = this.changes.get(`${book} ${name}`) ?? {
      ...account,
      revision: 0n,
      status: 'ACTIVE' as const,
    };
    const { number, type, currency } = account;
    return {
      ...{ number, name, type, currency, createdAt: this.createdAt.get(`${book} ${name}`)! },
      ...{ revision, status, minBalance, maxBalance },
      ...{ version: newest?.version ?? 0n, totals: newest?.totals ?? NO_TOTALS },
    };
  }

  metadata(book: string, name: string): Record<string, string> | null {
    const account = this.changes.get(`${book} ${name}`) ?? this.accounts.get(book)?.get(name);
    return account ? asStored(account.metadata) : null;
  }

  entry(book: string, id: string): EntryState | null {
    const own = this.decided.filter(({ decision }) => decision.book === book);
    const entries = own.flatMap(({ decision }) => decision.entries);
    const entry = entries.find((one) => one.id === id);
    if (!entry) return null;
    const postings = entry.postings.filter(({ layer }) => layer === 'posted');
    return {
      ...entry,
      postings,
      reversedBy: entries.find(({ reverses }) => reverses?.id === id)?.id ?? null,
    };
  }

  hold(book: string, id: string): HoldState | null {
    const own = this.decided.map(({ decision }) => decision).filter((decision) => decision.book === book);
    const entry = own.flatMap(({ entries }) => entries).find((one) => holdIdOf(one.id) === id);
    const record = own.flatMap(({ holds }) => holds).find((hold) => hold.entry === entry?.number);
    if (!entry || !record) return null;
    const createdAt = own.find(({ entries }) => entries.includes(entry))!.recordedAt;
    const change = own
      .flatMap(({ holdChanges }) => holdChanges)
      .findLast(({ hold }) => hold === record.entry);
    const { revision = 0n, captured = 0n, voided = 0n, expired = 0n } = change ?? {};
    const opened = openedHold(record, { ...entry, metadata: asStored(entry.metadata) }, createdAt);
    return { ...opened, revision, captured, voided, expired };
  }

  private store(decided: Decided): Decided {
    const { book, recordedAt, entries, openedBook, closedPeriods, openedAccounts, accountChanges } =
      decided.decision;
    this.decided.push(decided);
    this.newest.set(book, decided);
    if (openedBook) this.zones.set(book, openedBook.timeZone);
    this.periods.set(book, [...(this.periods.get(book) ?? []), ...closedPeriods]);
    for (const account of openedAccounts) {
      const accounts = this.accounts.get(book) ?? new Map<string, AccountRecord>();
      this.accounts.set(book, accounts.set(account.name, account));
      this.createdAt.set(`${book} ${account.name}`, recordedAt);
    }
    for (const change of accountChanges) this.changes.set(`${book} ${change.accountName}`, change);
    for (const entry of entries) {
      this.entries.set(book, entry.number);
      for (const posting of entry.postings) this.postings.set(`${book} ${posting.accountName}`, posting);
    }
    return decided;
  }
}

/** PostgreSQL's jsonb has short keys first. */
const asStored = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).sort(([a], [b]) =>
      a.length === b.length ? (a < b ? -1 : 1) : a.length - b.length,
    ),
  );
