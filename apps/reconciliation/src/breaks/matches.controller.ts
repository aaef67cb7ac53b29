import { Controller, Get, Req } from '@nestjs/common';
import { OutsideStatementsQuery } from '@pacioli/contracts/outside-statement';
import { StatementMatchPage, type StatementMatch } from '@pacioli/contracts/outside-statement-answers';
import { BookPath } from '@pacioli/contracts/request-parameters';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { Cursors } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import type { FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { pageOf, type Page } from '../outside-statements/page-of';
import { assertBook } from '../sources/sources-store';
import { matchesOf } from './match-views';

const path = pathParametersOf(BookPath);
const query = queryOf(OutsideStatementsQuery);

@Controller('v1/books/:book/reconciliation/matches')
export class MatchesController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The matches of a book, newest first',
    ...{
      path: BookPath,
      query: OutsideStatementsQuery,
      answer: StatementMatchPage,
      notFound: ['book_not_found'],
    },
  })
  async list(@Req() request: FastifyRequest): Promise<Page<StatementMatch>> {
    const { book } = path(request.params);
    const asked = query(request.query);
    await assertBook(this.database.query, book);
    return pageOf(this.cursors, `matches ${book} ${asked.source ?? ''}`, asked, (before, limit) =>
      matchesOf(this.database.query, book, asked.source, before, limit),
    );
  }
}
