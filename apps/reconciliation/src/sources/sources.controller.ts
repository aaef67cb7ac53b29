import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { StatementSourcePath, StatementSourceRequest } from '@pacioli/contracts/outside-statement';
import { BookPath } from '@pacioli/contracts/request-parameters';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { bodyOf, pathParametersOf, refuseQuery } from '@pacioli/service/http/input';
import { invalidRequest } from '@pacioli/service/http/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { contradictionsIn } from '../statements/checked-source';
import { fingerprintOf, writeOnce } from '../writes/keyed-writes';
import { sendAnswer } from '../writes/send-answer';
import { addSource, assertBook, sourceOf, sourcesOf, type SourceView } from './sources-store';

const bookPath = pathParametersOf(BookPath);
const sourcePath = pathParametersOf(StatementSourcePath);
const body = bodyOf(StatementSourceRequest);

@Controller('v1/books/:book/reconciliation/sources')
export class SourcesController {
  constructor(private readonly database: ApiDatabase) {}

  @Post()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = bookPath(request.params);
    refuseQuery(request.query);
    const asked = body(request.body);
    const contradictions = contradictionsIn(asked);
    if (contradictions.length > 0) throw invalidRequest(contradictions);
    const keyed = {
      book,
      key: idempotencyKeyOf(request.headers),
      fingerprint: fingerprintOf('source', asked),
    };
    const answer = await writeOnce(this.database.source, keyed, async (query) => ({
      status: 201,
      body: await addSource(query, book, asked),
    }));
    sendAnswer(reply, answer);
  }

  /** All of them: a book has few. */
  @Get()
  async list(@Req() request: FastifyRequest): Promise<{ data: SourceView[]; next_cursor: null }> {
    const { book } = bookPath(request.params);
    refuseQuery(request.query);
    await assertBook(this.database.query, book);
    return { data: await sourcesOf(this.database.query, book), next_cursor: null };
  }

  @Get(':source')
  async get(@Req() request: FastifyRequest): Promise<SourceView> {
    const { book, source } = sourcePath(request.params);
    refuseQuery(request.query);
    return sourceOf(this.database.query, book, source);
  }
}
