import { Controller, Get, Req } from '@nestjs/common';
import { OutsideStatementPath, OutsideStatementsQuery } from '@pacioli/contracts/outside-statement';
import {
  OutsideBadLinePage,
  OutsideLinePage,
  OutsideStatement,
  OutsideStatementPage,
  type OutsideBadLine,
  type OutsideLine,
} from '@pacioli/contracts/outside-statement-answers';
import { BookPath, PageQuery } from '@pacioli/contracts/request-parameters';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { Cursors } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { Problem } from '@pacioli/service/http/problem';
import type { FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { assertBook } from '../sources/sources-store';
import { badLinesIn, linesIn } from './line-rows';
import { pageOf, type Page } from './page-of';
import { statementsOf } from './statement-rows';

const bookPath = pathParametersOf(BookPath);
const statementPath = pathParametersOf(OutsideStatementPath);
const statementsQuery = queryOf(OutsideStatementsQuery);
const pageQuery = queryOf(PageQuery);

@Controller('v1/books/:book/reconciliation/statements')
export class OutsideStatementsController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The statements that came, newest first',
    ...{
      path: BookPath,
      query: OutsideStatementsQuery,
      answer: OutsideStatementPage,
      notFound: ['book_not_found'],
    },
  })
  async list(@Req() request: FastifyRequest): Promise<Page<OutsideStatement>> {
    const { book } = bookPath(request.params);
    const asked = statementsQuery(request.query);
    const { source } = asked;
    await assertBook(this.database.query, book);
    return pageOf(this.cursors, `statements ${book} ${source ?? ''}`, asked, (before, limit) =>
      statementsOf(this.database.query, book, { source, before, limit }),
    );
  }

  @Get(':statement')
  @DescribeRead({
    summary: 'A statement',
    ...{
      path: OutsideStatementPath,
      answer: OutsideStatement,
      notFound: ['book_not_found', 'statement_not_found'],
    },
  })
  async get(@Req() request: FastifyRequest): Promise<OutsideStatement> {
    const { book, statement } = statementPath(request.params);
    refuseQuery(request.query);
    return this.find(book, statement);
  }

  @Get(':statement/lines')
  @DescribeRead({
    summary: 'The lines of a statement that it brought first, in the order of the file',
    ...{
      path: OutsideStatementPath,
      query: PageQuery,
      answer: OutsideLinePage,
      notFound: ['book_not_found', 'statement_not_found'],
    },
  })
  async lines(@Req() request: FastifyRequest): Promise<Page<OutsideLine>> {
    const { book, statement } = statementPath(request.params);
    const asked = pageQuery(request.query);
    await this.find(book, statement);
    return pageOf(this.cursors, `lines ${statement}`, asked, (after, limit) =>
      linesIn(this.database.query, statement, after, limit),
    );
  }

  @Get(':statement/bad-lines')
  @DescribeRead({
    summary: 'The lines of a statement that could not be read',
    ...{
      path: OutsideStatementPath,
      query: PageQuery,
      answer: OutsideBadLinePage,
      notFound: ['book_not_found', 'statement_not_found'],
    },
  })
  async badLines(@Req() request: FastifyRequest): Promise<Page<OutsideBadLine>> {
    const { book, statement } = statementPath(request.params);
    const asked = pageQuery(request.query);
    await this.find(book, statement);
    return pageOf(this.cursors, `bad lines ${statement}`, asked, (after, limit) =>
      badLinesIn(this.database.query, statement, after, limit),
    );
  }

  private async find(book: string, id: string): Promise<OutsideStatement> {
    const [found] = await statementsOf(this.database.query, book, { id, limit: 1 });
    if (found !== undefined) return found.view;
    await assertBook(this.database.query, book);
    throw new Problem('statement_not_found', `Book ${book} has no statement ${id}.`);
  }
}
