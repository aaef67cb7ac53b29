import { movedTo, type AccountState } from './account-state';
import { NO_TOTALS } from './balance';
import type { BookState } from './book-state';
import { holdIdOf } from '@pacioli/contracts/operation-id';
import type { AccountChangeRecord, AccountRecord, Effects, EntryRecord } from './decision-record';
import type { EntryState } from './entry-state';
import { openedHold, type HoldState } from './hold-state';
import type { View } from './movement';

/**
 * A book as effects leave it that are not part of the ledger's state yet: what a decision did is looked at through it, and
 * taken over or thrown away as a whole.
 */
export class Draft implements View {
  readonly recordedAt: number;
  readonly entriesBefore: bigint;
  readonly accounts = new Map<string, AccountState>();
  readonly holds = new Map<string, HoldState>();
  readonly metadataOf = new Map<string, AccountRecord['metadata']>();
  /** Of the entries that are made or undone, hardly any is ever looked at: what is kept is what makes its state. */
  private readonly made = new Map<string, EntryRecord>();
  private readonly undoneBy = new Map<string, string>();
  private current: Readonly<BookState>;

  constructor(private readonly base: View) {
    this.recordedAt = base.recordedAt;
    this.entriesBefore = base.entriesBefore;
    this.current = base.book;
  }

  get book(): Readonly<BookState> {
    return this.current;
  }

  readonly account = (name: string): AccountState | null =>
    this.accounts.get(name) ?? this.base.account(name);

  readonly entry = (id: string): EntryState | null => {
    const made = this.made.get(id);
    const state = made ? entryState(made) : this.base.entry(id);
    const reversedBy = this.undoneBy.get(id);
    return state && reversedBy !== undefined ? { ...state, reversedBy } : state;
  };

  readonly metadata = (account: string): AccountRecord['metadata'] =>
    this.metadataOf.get(account) ?? this.base.metadata(account);

  /** Entries that are not as they were. */
  *changedEntries(): Iterable<string> {
    yield* this.made.keys();
    yield* this.undoneBy.keys();
  }

  readonly hold = (id: string): HoldState | null => this.holds.get(id) ?? this.base.hold(id);

  apply({
    openedBook,
    closedPeriods,
    openedAccounts,
    accountChanges,
    entries,
    holds,
    holdChanges,
  }: Effects): void {
    if (openedBook) this.current = { ...this.current, opened: true, timeZone: openedBook.timeZone };
    if (closedPeriods.length > 0)
      this.current = { ...this.current, closedPeriods: [...this.current.closedPeriods, ...closedPeriods] };
    for (const account of openedAccounts) this.open(account);
    for (const change of accountChanges) this.change(change);
    for (const entry of entries) this.post(entry);
    if (entries.length > 0) this.current = { ...this.current, entries: entries.at(-1)!.number };
    const numbered = new Map(holds.length > 0 ? entries.map((entry) => [entry.number, entry]) : []);
    for (const hold of holds) {
      const entry = numbered.get(hold.entry)!;
      this.holds.set(holdIdOf(entry.id), openedHold(hold, entry, this.recordedAt));
    }
    for (const { holdId, revision, captured, voided, expired } of holdChanges)
      this.holds.set(holdId, { ...this.hold(holdId)!, revision, captured, voided, expired });
  }

  private open({ metadata, ...account }: AccountRecord): void {
    this.current = { ...this.current, accounts: account.number };
    this.metadataOf.set(account.name, metadata);
    this.accounts.set(account.name, {
      ...account,
      createdAt: this.recordedAt,
      status: 'ACTIVE',
      revision: 0n,
      version: 0n,
      totals: NO_TOTALS,
    });
  }

  private change({
    accountName,
    revision,
    status,
    minBalance,
    maxBalance,
    metadata,
  }: AccountChangeRecord): void {
    const account = this.account(accountName)!;
    this.metadataOf.set(accountName, metadata);
    this.accounts.set(accountName, { ...account, revision, status, minBalance, maxBalance });
  }

  private post(entry: EntryRecord): void {
    for (const { accountName, version, totals } of entry.postings) {
      this.accounts.set(accountName, movedTo(this.account(accountName)!, version, totals));
    }
    this.made.set(entry.id, entry);
    if (entry.reverses) this.undoneBy.set(entry.reverses.id, entry.id);
  }
}

const entryState = ({ id, number, reverses, postings }: EntryRecord): EntryState => ({
  ...{ id, number, reverses, reversedBy: null },
  postings: postings.filter(({ layer }) => layer === 'posted'),
});
