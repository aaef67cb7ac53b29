import type { Book } from '@pacioli/contracts/book';
import { notFound } from '@pacioli/service/http/problem';
import type { LedgerDatabase } from '../ledger-database';

interface BookRow {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly created_at: Date;
}

const BY_ID = `select id, name, time_zone, created_at from book where id = $1`;

export class BooksStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** Throws the problem `book_not_found`. */
  async get(id: string): Promise<Book> {
    const [row] = await this.database.read<BookRow>(BY_ID, [id]);
    if (row === undefined) throw notFound('book_not_found', `There is no book ${id}.`);
    return { ...row, created_at: row.created_at.toISOString() };
  }
}
