import { SoundBook } from './sound-book.testing';

/** Where in the book's rows each of its two changes stands. */
export const CHANGED = { suspension: 11, closing: 12 } as const;

/** A sound book of which an account is suspended besides, and a month closed. */
export function changedBook(name?: string): SoundBook {
  const book = new SoundBook(name);
  book.ask('account-suspension.requested.v1', { account: 'owed', reason: 'a dispute' });
  const december = { starts_at: '2025-12-01T00:00:00.000Z', ends_at: '2026-01-01T00:00:00.000Z' };
  book.ask('period-close.requested.v1', { period: '2025-12', time_zone: 'UTC', ...december });
  return book;
}
