import { holdIdOf } from '@pacioli/contracts/operation-id';
import { SoundBook } from './sound-book.testing';

/** Where in the book's rows each step of its holds stands. */
export const HELD = {
  ...{ hold: 11, part: 12, rest: 13, second: 14, voided: 15, third: 16, expired: 17, fourth: 18, final: 19 },
} as const;

/** A sound book with four holds besides: one captured in two parts, one voided, one expired, and one captured for good in part. */
export function heldBook(name?: string): SoundBook {
  const book = new SoundBook(name);
  const reserve = (expires_at?: string) => {
    const circumstances = {
      description: 'a room',
      metadata: { night: '1' },
      ...(expires_at && { expires_at }),
    };
    book.ask('hold.requested.v1', {
      debit: 'cash',
      credit: 'owed',
      amount: '10',
      currency: 'GBP',
      ...circumstances,
    });
    return holdIdOf(book.written.at(-1)!.entries[0]!.entry.id);
  };
  const first = reserve();
  book.ask('capture.requested.v1', { hold: first, amount: '4' });
  book.ask('capture.requested.v1', { hold: first });
  book.ask('void.requested.v1', { hold: reserve() });
  book.ask('expiry.requested.v1', { hold: reserve('2026-01-01T00:00:16.500Z') });
  book.ask('capture.requested.v1', { hold: reserve('2026-01-01T00:00:19.001Z'), amount: '6', final: true });
  return book;
}
