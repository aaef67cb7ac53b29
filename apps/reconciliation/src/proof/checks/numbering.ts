import type { Accounts } from '../accounts';
import { entryIdAt, firstEntry } from '../entry-places';
import type { OutcomeRow } from '../journal';
import { BEGINNING, type Standing } from '../standing';
import type { BookListing } from '../store';
import {
  accountName,
  changeName,
  decisionName,
  entryName,
  periodName,
  printedMoment,
  type Written,
  type WrittenEntry,
} from '../written';
import { Findings } from './findings';

/**
 * Decisions, entries and accounts of a book are numbered from 1 without gaps; every row belongs to the decision that it
 * names and every decision has the rows that it must have; times are recorded in the order of decisions, and decided is in the
 * order in which the topic holds what was asked for.
 */
export class Numbering {
  readonly findings = new Findings('numbering');
  private decisions: bigint;
  private entries: bigint;
  private accounts: bigint;
  private position: Standing['position'];
  /** When the decision before was recorded, and when it should have been by the times of acceptance alone. */
  private recordedAt: number;
  private due: number;
  private openingSeen: boolean;

  constructor(
    private readonly book: BookListing,
    private readonly openedAccounts: Accounts,
    before = BEGINNING,
  ) {
    this.decisions = before.decision;
    this.entries = before.entries;
    this.accounts = BigInt(before.accounts);
    this.position = before.position;
    // In a range that was proven, every decision was recorded when it was due.
    this.recordedAt = this.due = before.recordedAt;
    this.openingSeen = (book.opened?.decision ?? 0n) <= before.decision;
  }

  /** Where the book stands after what was seen. */
  get standing(): Omit<Standing, 'hash'> {
    const { decisions: decision, entries, recordedAt, position } = this;
    return { decision, entries, accounts: Number(this.accounts), recordedAt, position };
  }

  see(written: Written): void {
    const { outcome, entries, account } = written;
    if (outcome !== null) {
      const isNext = outcome.decision === this.decisions + 1n;
      this.decisions = this.count('decision', this.decisions, outcome.decision);
      this.inOrderOfTime(outcome, isNext);
      this.inOrderOfTopic(outcome);
      this.opensBook(outcome);
    }
    for (const { entry } of entries) {
      this.entries = this.count('entry', this.entries, entry.number);
      if (outcome === null) this.orphan(entryName(entry), entry.decision);
    }
    if (account !== null) {
      this.accounts = this.count('account', this.accounts, BigInt(account.number));
      if (outcome === null) this.orphan(accountName(account), account.decision);
    }
    if (outcome !== null) {
      this.ownsEntries(outcome, entries);
      const shouldOpen = outcome.status === 'done' && outcome.type === 'account.requested.v1';
      if (shouldOpen && account === null)
        this.findings.add(decisionName(outcome), 'an account that it opened', 'none');
      if (account !== null) {
        this.same(accountName(account), 'decision', outcome.decision, account.decision);
        this.sameTime(accountName(account), 'created_at', outcome.recordedAt, account.createdAt);
      }
    }
    this.ownsChanges(written);
  }

  /** Looks at what only the whole book can tell. */
  finish(): void {
    const { book, opened } = this.book;
    if (opened !== null && !this.openingSeen) this.orphan(`book ${book}`, opened.decision);
  }

  /** Takes the next number of a kind and returns it. */
  private count(kind: string, last: bigint, number: bigint): bigint {
    this.findings.checked += 1;
    const next = last + 1n;
    const { book } = this.book;
    if (number < next)
      this.findings.add(`${kind} ${book} ${number}`, 'numbers counted from 1', `number ${number}`);
    if (number > next) {
      const missing = number - next === 1n ? `${next}` : `${next} to ${number - 1n}`;
      this.findings.add(
        `${kind} ${book} ${missing}`,
        'a row of each number',
        `none; after ${last} comes ${number}`,
      );
    }
    return number;
  }

  /** When the broker appended the event, never earlier than the decision before it in the book. */
  private inOrderOfTime(outcome: OutcomeRow, isNext: boolean): void {
    const { acceptedAt, recordedAt } = outcome;
    // A wrong time is named once: what comes next may follow from it, or from what should have stood there.
    const following = Math.max(acceptedAt, this.recordedAt);
    this.due = Math.max(acceptedAt, this.due);
    // A decision that is gone may have moved the time on; back it can not have gone.
    if (!isNext && recordedAt > following) this.due = recordedAt;
    if (recordedAt !== following && recordedAt !== this.due) {
      this.findings.add(
        decisionName(outcome),
        `recorded_at ${printedMoment(following)}, from accepted_at and the decision before it`,
        `recorded_at ${printedMoment(recordedAt)}`,
      );
    }
    this.recordedAt = recordedAt;
  }

  /** All of a book is asked for on one partition. What is decided of a place that was passed was asked for by nobody. */
  private inOrderOfTopic(outcome: OutcomeRow): void {
    const { partition, offset } = outcome;
    const before = this.position;
    this.position = { partition, offset };
    if (before === null || (partition === before.partition && offset > before.offset)) return;
    const expected = `a record of partition ${before.partition} after ${before.offset}, that of the decision before it`;
    this.findings.add(decisionName(outcome), expected, `record ${partition}-${offset}`);
  }

  private opensBook(outcome: OutcomeRow): void {
    const { book, opened } = this.book;
    const shouldOpen = outcome.status === 'done' && outcome.type === 'book.requested.v1';
    const opens = opened !== null && opened.decision === outcome.decision;
    if (opens) {
      this.openingSeen = shouldOpen;
      this.sameTime(`book ${book}`, 'created_at', outcome.recordedAt, opened.createdAt);
    } else if (shouldOpen) this.findings.add(decisionName(outcome), 'a book that it opened', 'none');
  }

  private ownsEntries(outcome: OutcomeRow, entries: readonly WrittenEntry[]): void {
    const row = decisionName(outcome);
    const isPosted = outcome.status === 'posted';
    const [found] = entries;
    if (found === undefined) {
      if (isPosted) this.findings.add(row, `an entry ${outcome.entry ?? ''}`.trim(), 'there is none');
      return;
    }
    if (!isPosted) {
      const numbers = entries.map(({ entry }) => entry.number).join(', ');
      this.findings.add(row, `no entry, since it is ${outcome.status}`, `entry ${numbers}`);
    }
    const first = firstEntry(outcome, found.entry);
    this.same(row, 'entry', first, outcome.entry);
    for (const { entry } of entries) {
      const name = entryName(entry);
      this.same(name, 'decision', outcome.decision, entry.decision);
      this.same(name, 'id', entryIdAt(outcome, entry.number - first), entry.id);
      this.sameTime(name, 'recorded_at', outcome.recordedAt, entry.recordedAt);
    }
  }

  private ownsChanges({ outcome, changes, periods }: Written): void {
    for (const change of changes) {
      const name = changeName(change, this.openedAccounts.name(change.account));
      if (outcome === null) this.orphan(name, change.decision);
      else this.sameTime(name, 'changed_at', outcome.recordedAt, change.changedAt);
    }
    for (const period of periods) {
      if (outcome === null) this.orphan(periodName(period), period.decision);
      else this.sameTime(periodName(period), 'closed_at', outcome.recordedAt, period.closedAt);
    }
  }

  private same<T extends bigint | string | null>(row: string, column: string, expected: T, found: T): void {
    if (expected !== found) this.findings.add(row, `${column} ${expected}`, `${column} ${found ?? 'null'}`);
  }

  private sameTime(row: string, column: string, expected: number, found: number): void {
    if (expected !== found) {
      this.findings.add(row, `${column} ${printedMoment(expected)}`, `${column} ${printedMoment(found)}`);
    }
  }

  private orphan(row: string, decision: bigint): void {
    this.findings.add(row, `a decision ${decision} that it belongs to`, 'there is none');
  }
}
