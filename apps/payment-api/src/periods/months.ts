import type { PeriodClose } from '@pacioli/contracts/period';
import type { BooksStore } from '../books/books-store';
import { monthIn } from './month';

/** The months of books that exist, as writes name them. */
export class Months {
  constructor(private readonly books: BooksStore) {}

  /** `period` is `2026-10`. Throws the problem `book_not_found`: of a book that is not there nobody knows the calendar. */
  async of(book: string, period: string): Promise<PeriodClose> {
    const { time_zone } = await this.books.get(book);
    return { period, time_zone, ...monthIn(period, time_zone) };
  }
}
