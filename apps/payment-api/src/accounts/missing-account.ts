import type { BooksStore } from '../books/books-store';
import { notFound, type Problem } from '@pacioli/service/http/problem';

/** What to say of an account that was not found: it may be its book that is not there. */
export async function missingAccount(
  books: BooksStore,
  book: string,
  name: string,
  at?: string,
): Promise<Problem> {
  await books.get(book);
  const then = at === undefined ? '' : `, or it was opened after ${at}`;
  return notFound('account_not_found', `There is no account ${name}${then}.`);
}
