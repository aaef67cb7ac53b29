import { normalReferences } from './reference';
import type { ItemId, LedgerItem, StatementLine } from './statement-matching';

/** What items and lines have in common for whoever matches them. */
export interface Subject {
  /** Days since 1970. */
  readonly day: number;
  readonly amount: bigint;
  /** In the form in which they are compared. */
  readonly references: readonly string[];
  /** The same as they were written. */
  readonly written: readonly string[];
  /** Whether it was claimed before this run. */
  readonly isSettled: boolean;
}

export interface Item extends Subject {
  readonly id: ItemId;
}

export interface Line extends Subject {
  readonly id: string;
  readonly fee: bigint | null;
}

/** An item's id for people. */
export const wordsOf = ({ book, entry, leg }: ItemId): string => `${book} ${entry}/${leg}`;

const MS_OF_DAY = 86_400_000;

/** The day of a `yyyy-mm-dd`. Throws on any other text. */
export function dayOf(date: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / MS_OF_DAY : Number.NaN;
  if (Number.isNaN(day)) throw new Error(`bug: ${date} is not a date of the form yyyy-mm-dd`);
  return day;
}

export const dateOf = (day: number): string => new Date(day * MS_OF_DAY).toISOString().slice(0, 10);

/** Both kinds of items together, by day and id: the order decides where nothing else does. */
export const itemsOf = (open: readonly LedgerItem[], settled: readonly LedgerItem[]): Item[] =>
  [...open.map((item) => itemOf(item, false)), ...settled.map((item) => itemOf(item, true))].sort(
    (one, other) => inOrder(one.day - other.day, compareIds(one.id, other.id)),
  );

/** Both kinds of lines together, by day and id. */
export const linesOf = (open: readonly StatementLine[], settled: readonly StatementLine[]): Line[] =>
  [...open.map((line) => lineOf(line, false)), ...settled.map((line) => lineOf(line, true))].sort(
    (one, other) => inOrder(one.day - other.day, compare(one.id, other.id)),
  );

const itemOf = ({ id, amount, effective, references }: LedgerItem, isSettled: boolean): Item => ({
  ...{ id, amount, day: dayOf(effective), isSettled },
  ...named(references),
});

const lineOf = (
  { id, amount, fee, booked, valued, references }: StatementLine,
  isSettled: boolean,
): Line => ({
  ...{ id, amount, fee, day: dayOf(valued ?? booked), isSettled },
  ...named(references),
});

const named = (written: readonly string[]) => ({ written, references: normalReferences(written) });

/** How two things compare that are sorted by one after the other of these. */
const inOrder = (...comparisons: number[]): number => comparisons.find((comparison) => comparison !== 0) ?? 0;

const compareIds = (one: ItemId, other: ItemId): number =>
  inOrder(compare(one.book, other.book), compare(one.entry, other.entry), one.leg - other.leg);

export const compare = <T extends string | bigint>(one: T, other: T): number =>
  one < other ? -1 : one > other ? 1 : 0;

export const total = (subjects: readonly Subject[]): bigint =>
  subjects.reduce((sum, { amount }) => sum + amount, 0n);

export const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

export const daysBetween = (one: Subject, other: Subject): number => Math.abs(one.day - other.day);

/** The most days that lie between one of these and one of those. */
export function mostDaysBetween(these: readonly Subject[], those: readonly Subject[]): number {
  const [here, there] = [extent(these), extent(those)];
  return Math.max(here.last - there.first, there.last - here.first);
}

const extent = (subjects: readonly Subject[]) =>
  subjects.reduce(
    ({ first, last }, { day }) => ({ first: Math.min(first, day), last: Math.max(last, day) }),
    { first: Infinity, last: -Infinity },
  );

/** The nearest in time, and of those that are equally near the first; undefined of none. */
export function nearest<S extends Subject>(to: Subject, among: readonly S[]): S | undefined {
  let best: S | undefined;
  for (const one of among) if (best === undefined || daysBetween(to, one) < daysBetween(to, best)) best = one;
  return best;
}
