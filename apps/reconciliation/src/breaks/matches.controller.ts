import { Controller, Get, Req } from '@nestjs/common';
import { OutsideStatementsQuery } from '@pacioli/contracts/outside-statement';
import { BookPath } from '@pacioli/contracts/request-parameters';
import { Cursors } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import type { FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { pageOf, type Page } from '../outside-statements/page-of';
import { assertBook } from '../sources/sources-store';
import { matchesOf, type MatchView } from './match-views';

const path = pathParametersOf(BookPath);
const query = queryOf(OutsideStatementsQuery);

@Controller('v1/books/:book/reconciliation/matches')
export class MatchesController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<Page<MatchView>> {
    const { book } = path(request.params);
    const asked = query(request.query);
    await assertBook(this.database.query, book);
    return pageOf(this.cursors, `matches ${book} ${asked.source ?? ''}`, asked, (before, limit) =>
      matchesOf(this.database.query, book, asked.source, before, limit),
    );
  }
}
