import type { Book } from './book';
import { refused, type Refused } from './entry';

/** A month in which nothing takes effect any more, from its first moment until just before the next one's. */
export interface ClosedPeriod {
  readonly period: string;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The zone of all books that clients open, and the only one whose calendar the model knows. */
const ZONE = 'UTC';

/** Closes a month, or says why not, in the order of docs/refusals.md. */
export function closePeriod(
  book: Book,
  { period, time_zone }: Record<'period' | 'time_zone', string>,
): ClosedPeriod | Refused {
  if (time_zone !== ZONE) return refused('time_zone_differs');
  const [year, month] = period.split('-').map(Number) as [number, number];
  const [startsAt, endsAt] = [Date.UTC(year, month - 1), Date.UTC(year, month)];
  if (book.recordedAt < endsAt) return refused('period_not_over');
  if (book.closed.has(period)) return refused('period_already_closed');
  const closed = { period, startsAt, endsAt };
  book.set(book.closed, period, closed);
  return closed;
}

export const isClosed = ({ closed }: Book, effectiveAt: number): boolean =>
  [...closed.values()].some(({ startsAt, endsAt }) => startsAt <= effectiveAt && effectiveAt < endsAt);
