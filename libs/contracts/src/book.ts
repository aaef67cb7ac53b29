import { BookId, Moment, Optional, Text, Words } from './field';

/** POST /v1/books, and the body of `book.requested.v1`. */
export class BookRequest {
  @BookId() id!: string;
  @Text(200, 1) name!: string;
  /** An IANA zone name. The API checks that it exists; the ledger keeps what it is given. */
  @Optional() @Text(64, 1) time_zone?: string;
}

export class Book {
  @BookId() id!: string;
  @Words() name!: string;
  @Words() time_zone!: string;
  @Moment() created_at!: string;
}
