import { Controller, Get, Req } from '@nestjs/common';
import { ReconciliationReport, ReconciliationReportPage } from '@pacioli/contracts/reconciliation-report';
import { BookPath, PageQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { notFound } from '@pacioli/service/http/problem';
import { ReportsStore } from './reports-store';

const path = pathParametersOf(BookPath);
const query = queryOf(PageQuery);

@Controller('v1/books/:book/reconciliation/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsStore,
    private readonly books: BooksStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The reconciliation reports of a book, newest first',
    ...{ path: BookPath, query: PageQuery, answer: ReconciliationReportPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<ReconciliationReportPage> {
    const { book } = path(request.params);
    const page = query(request.query);
    const list = `reports ${book}`;
    const limit = limitOf(page);
    const found = await this.reports.page(book, this.cursors.open(list, page.cursor) ?? null, limit + 1);
    if (found.length === 0) await this.books.get(book);
    const shown = found.slice(0, limit);
    return {
      data: shown.map(({ report }) => report),
      next_cursor: found.length > limit ? this.cursors.seal(list, shown.at(-1)!.sequence.toString()) : null,
    };
  }

  @Get('latest')
  @DescribeRead({
    summary: 'The newest reconciliation report of a book',
    ...{ path: BookPath, answer: ReconciliationReport, notFound: ['book_not_found', 'report_not_found'] },
  })
  async latest(@Req() request: FastifyRequest): Promise<ReconciliationReport> {
    const { book } = path(request.params);
    refuseQuery(request.query);
    const [newest] = await this.reports.page(book, null, 1);
    if (newest !== undefined) return newest.report;
    await this.books.get(book);
    throw notFound('report_not_found', `Book ${book} has not been reconciled yet.`);
  }
}
