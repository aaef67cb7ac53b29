import type { Account, Leg } from './account';
import type { ClosedPeriod } from './period';

/** An entry by what it posted, which is nothing for one that only reserved or gave back, and whether it may be undone. */
export interface PostedEntry {
  readonly legs: readonly Leg[];
  readonly is: 'open' | 'reversed' | 'reversal';
}

export interface Hold {
  /** The number of the entry that reserved it. */
  readonly entry: bigint;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly amount: bigint;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly expiresAt: number | null;
  readonly revision: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

/** What a book holds, and the way back to what it held when its newest decision began. */
export class Book {
  opened = false;
  decisions = 0n;
  /** When its newest decision was recorded, in milliseconds since 1970: it never goes back. */
  recordedAt = 0;
  entries = 0n;
  /** By name. */
  readonly accounts = new Map<string, Account>();
  /** By id, as are holds. */
  readonly posted = new Map<string, PostedEntry>();
  readonly holds = new Map<string, Hold>();
  /** By month, as `2026-10`. */
  readonly closed = new Map<string, ClosedPeriod>();
  private entriesBefore = 0n;
  private changes: (() => void)[] = [];

  /** The next decision, on a record that the broker appended at this time. */
  begin(appendedAt: number): void {
    this.decisions += 1n;
    this.recordedAt = Math.max(this.recordedAt, appendedAt);
    this.entriesBefore = this.entries;
    this.changes = [];
  }

  /** Puts something in its place, in a way that can be taken back. */
  set<T>(into: Map<string, T>, id: string, value: T): void {
    const before = into.get(id);
    this.changes.push(() => (before === undefined ? into.delete(id) : into.set(id, before)));
    into.set(id, value);
  }

  /** Takes back whatever the newest decision has put into its place, and the entries that it has counted. */
  takeBack(): void {
    for (const undo of this.changes.reverse()) undo();
    this.changes = [];
    this.entries = this.entriesBefore;
  }
}
