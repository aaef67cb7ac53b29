import { Controller, Get, Req } from '@nestjs/common';
import { BookPath, SubtotalsQuery } from '@pacioli/contracts/request-parameters';
import { Subtotals } from '@pacioli/contracts/subtotal';
import type { FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '../docs/describe';
import { pathParametersOf, queryOf } from '../http/input';
import { SubtotalsStore } from './subtotals-store';

const path = pathParametersOf(BookPath);
const subtotalsQuery = queryOf(SubtotalsQuery);

@Controller('v1/books/:book/balances')
export class SubtotalsController {
  constructor(
    private readonly subtotals: SubtotalsStore,
    private readonly books: BooksStore,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The balances of all accounts at and below a name together, by currency and normal side',
    ...{ path: BookPath, query: SubtotalsQuery, answer: Subtotals, notFound: ['book_not_found'] },
  })
  async get(@Req() request: FastifyRequest): Promise<Subtotals> {
    const { book } = path(request.params);
    const { prefix, depth } = subtotalsQuery(request.query);
    await this.books.get(book);
    const { asOf, data } = await this.subtotals.now(book, prefix, Number(depth ?? '0'));
    return { book, as_of: asOf.toISOString(), data };
  }
}
