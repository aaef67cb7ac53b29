import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { Book, BookRequest } from '@pacioli/contracts/book';
import { BookPath } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { DescribeWrite } from '../docs/describe';
import { bodyOf, pathParametersOf, refuseQuery } from '@pacioli/service/http/input';
import { invalidRequest } from '@pacioli/service/http/problem';
import { Submissions } from '../operations/submissions';
import { BooksStore } from './books-store';

const path = pathParametersOf(BookPath);
const body = bodyOf(BookRequest);

@Controller('v1/books')
export class BooksController {
  constructor(
    private readonly submissions: Submissions,
    private readonly books: BooksStore,
  ) {}

  @Post()
  @DescribeWrite({ summary: 'Open a book', body: BookRequest, answer: Book })
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = body(request.body);
    const { id, time_zone: timeZone } = asked;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      throw invalidRequest([{ pointer: '/time_zone', detail: 'is not an IANA time zone' }]);
    }
    return this.submissions.submit({ type: 'book.requested.v1', book: id, body: asked }, request, reply);
  }

  @Get(':book')
  @DescribeRead({ summary: 'A book', path: BookPath, answer: Book, notFound: ['book_not_found'] })
  get(@Req() request: FastifyRequest): Promise<Book> {
    const { book } = path(request.params);
    refuseQuery(request.query);
    return this.books.get(book);
  }
}

/** Zones come and go with the machine's tables, so only this edge asks: the ledger takes what it is given. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Offsets such as +01:00 are taken too, and are no zones.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
