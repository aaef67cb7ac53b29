import { Controller, Get, Req } from '@nestjs/common';
import { BookPath, SubtotalsQuery } from '@pacioli/contracts/request-parameters';
import { Subtotals, type Subtotal } from '@pacioli/contracts/subtotal';
import type { FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { SubtotalsStore, type SubtotalId } from './subtotals-store';

const path = pathParametersOf(BookPath);
const subtotalsQuery = queryOf(SubtotalsQuery);

@Controller('v1/books/:book/balances')
export class SubtotalsController {
  constructor(
    private readonly subtotals: SubtotalsStore,
    private readonly books: BooksStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The balances of all accounts at and below a name together, by currency and normal side',
    ...{ path: BookPath, query: SubtotalsQuery, answer: Subtotals, notFound: ['book_not_found'] },
  })
  async get(@Req() request: FastifyRequest): Promise<Subtotals> {
    const { book } = path(request.params);
    const query = subtotalsQuery(request.query);
    const { prefix, depth = '0' } = query;
    const list = `subtotals ${book} ${prefix ?? ''} ${depth}`;
    const place = this.cursors.open(list, query.cursor);
    const after = place === undefined ? undefined : (JSON.parse(place) as SubtotalId);
    const limit = limitOf(query);
    await this.books.get(book);
    const wanted = { book, prefix, depth: Number(depth) };
    const { asOf, data: found } = await this.subtotals.page(wanted, after, limit + 1);
    const data = found.slice(0, limit);
    const next_cursor = found.length > limit ? this.cursors.seal(list, placeOf(data.at(-1)!)) : null;
    return { book, as_of: asOf.toISOString(), data, next_cursor };
  }
}

const placeOf = ({ prefix, currency, normal_balance }: Subtotal): string =>
  JSON.stringify({ prefix, currency, normal_balance });
