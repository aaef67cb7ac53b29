import { Controller, Get, Req } from '@nestjs/common';
import { OutsideStatementPath, OutsideStatementsQuery } from '@pacioli/contracts/outside-statement';
import { BookPath, PageQuery } from '@pacioli/contracts/request-parameters';
import { Cursors } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { Problem } from '@pacioli/service/http/problem';
import type { FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { assertBook } from '../sources/sources-store';
import { badLinesIn, linesIn, type StoredLineView } from './line-rows';
import { pageOf, type Page } from './page-of';
import { statementsOf } from './statement-rows';
import type { BadLineView, StatementView } from './views';

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
  async list(@Req() request: FastifyRequest): Promise<Page<StatementView>> {
    const { book } = bookPath(request.params);
    const asked = statementsQuery(request.query);
    const { source } = asked;
    await assertBook(this.database.query, book);
    return pageOf(this.cursors, `statements ${book} ${source ?? ''}`, asked, (before, limit) =>
      statementsOf(this.database.query, book, { source, before, limit }),
    );
  }

  @Get(':statement')
  async get(@Req() request: FastifyRequest): Promise<StatementView> {
    const { book, statement } = statementPath(request.params);
    refuseQuery(request.query);
    return this.find(book, statement);
  }

  @Get(':statement/lines')
  async lines(@Req() request: FastifyRequest): Promise<Page<StoredLineView>> {
    const { book, statement } = statementPath(request.params);
    const asked = pageQuery(request.query);
    await this.find(book, statement);
    return pageOf(this.cursors, `lines ${statement}`, asked, (after, limit) =>
      linesIn(this.database.query, statement, after, limit),
    );
  }

  @Get(':statement/bad-lines')
  async badLines(@Req() request: FastifyRequest): Promise<Page<BadLineView>> {
    const { book, statement } = statementPath(request.params);
    const asked = pageQuery(request.query);
    await this.find(book, statement);
    return pageOf(this.cursors, `bad lines ${statement}`, asked, (after, limit) =>
      badLinesIn(this.database.query, statement, after, limit),
    );
  }

  private async find(book: string, id: string): Promise<StatementView> {
    const [found] = await statementsOf(this.database.query, book, { id, limit: 1 });
    if (found !== undefined) return found.view;
    await assertBook(this.database.query, book);
    throw new Problem('statement_not_found', `Book ${book} has no statement ${id}.`);
  }
}
