import type { Book } from '@pacioli/contracts/book';
import { done, refuse, type Movement } from './movement';

/** Opens a book. Refused in this order: `book_already_exists`. */
export const openBook: Movement<'book.requested.v1'> = {
  needs: () => ({ accounts: [] }),
  decide: ({ body, book: id }, { book, recordedAt }) => {
    if (book.opened) return refuse('book_already_exists', `There is a book ${id} already.`);
    const openedBook = { id, name: body.name, timeZone: body.time_zone ?? 'UTC' };
    const answer: Book = {
      id,
      name: openedBook.name,
      time_zone: openedBook.timeZone,
      created_at: new Date(recordedAt).toISOString(),
    };
    return done(answer, { openedBook });
  },
};
