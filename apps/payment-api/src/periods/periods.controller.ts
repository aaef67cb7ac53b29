import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ClosedPeriod, ClosedPeriodPage, PeriodCloseRequest } from '@pacioli/contracts/period';
import { BookPath, PageQuery, PeriodPath } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { DescribeWrite } from '../docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { notFound } from '@pacioli/service/http/problem';
import { keyOfWrite, Submissions } from '../operations/submissions';
import { Months } from './months';
import { PeriodsStore } from './periods-store';

const bookPath = pathParametersOf(BookPath);
const periodPath = pathParametersOf(PeriodPath);
const body = bodyOf(PeriodCloseRequest);
const pageQuery = queryOf(PageQuery);

@Controller('v1/books/:book/periods')
export class PeriodsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly months: Months,
    private readonly periods: PeriodsStore,
    private readonly books: BooksStore,
    private readonly cursors: Cursors,
  ) {}

  @Post(':period/close')
  @DescribeWrite({
    summary: 'Close a month: nothing that is recorded later takes effect in it',
    ...{ path: PeriodPath, body: PeriodCloseRequest, answer: ClosedPeriod },
    notFound: ['book_not_found'],
  })
  async close(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, period } = periodPath(request.params);
    body(request.body);
    keyOfWrite(request);
    // Nothing is recorded of a book that is not there: a zone that was guessed would be another request under the same key.
    const asked = await this.months.of(book, period);
    await this.submissions.submit({ type: 'period-close.requested.v1', book, body: asked }, request, reply);
  }

  @Get()
  @DescribeRead({
    summary: 'The closed months of a book, newest first',
    ...{ path: BookPath, query: PageQuery, answer: ClosedPeriodPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<ClosedPeriodPage> {
    const { book } = bookPath(request.params);
    const query = pageQuery(request.query);
    const list = `periods ${book}`;
    const limit = limitOf(query);
    const found = await this.periods.page(book, this.cursors.open(list, query.cursor) ?? null, limit + 1);
    if (found.length === 0) await this.books.get(book);
    const data = found.slice(0, limit);
    return { data, next_cursor: found.length > limit ? this.cursors.seal(list, data.at(-1)!.period) : null };
  }

  @Get(':period')
  @DescribeRead({
    summary: 'A closed month',
    ...{ path: PeriodPath, answer: ClosedPeriod, notFound: ['book_not_found', 'period_not_closed'] },
  })
  async get(@Req() request: FastifyRequest): Promise<ClosedPeriod> {
    const { book, period } = periodPath(request.params);
    refuseQuery(request.query);
    const closed = await this.periods.byName(book, period);
    if (closed !== undefined) return closed;
    await this.books.get(book);
    throw notFound('period_not_closed', `${period} is not closed.`);
  }
}
