import { SourceRevision, SourceRevisions } from '@pacioli/contracts/outside-statement-answers';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import {
  SourceRevisionRequest,
  StatementSourcePath,
  StatementSourceRequest,
} from '@pacioli/contracts/outside-statement';
import { BookPath } from '@pacioli/contracts/request-parameters';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { bodyOf, pathParametersOf, refuseQuery } from '@pacioli/service/http/input';
import { invalidRequest } from '@pacioli/service/http/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { DescribeKeyedWrite } from '../docs/describe';
import { contradictionsIn } from '../statements/checked-source';
import { fingerprintOf, writeOnce } from '../writes/keyed-writes';
import { sendAnswer } from '../writes/send-answer';
import { addSource, assertBook, reviseSource, revisionsOf, sourceOf, sourcesOf } from './sources-store';

const bookPath = pathParametersOf(BookPath);
const sourcePath = pathParametersOf(StatementSourcePath);
const body = bodyOf(StatementSourceRequest);
const revision = bodyOf(SourceRevisionRequest);

@Controller('v1/books/:book/reconciliation/sources')
export class SourcesController {
  constructor(private readonly database: ApiDatabase) {}

  @Post()
  @DescribeKeyedWrite({
    summary: 'Add a source of statements, and the account that they mirror',
    ...{ path: BookPath, body: StatementSourceRequest, answer: SourceRevision, notFound: ['book_not_found'] },
    refusals: ['account_not_found', 'source_already_exists'],
  })
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
  @DescribeRead({
    summary: 'The sources of a book',
    ...{ path: BookPath, answer: SourceRevisions, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<SourceRevisions> {
    const { book } = bookPath(request.params);
    refuseQuery(request.query);
    await assertBook(this.database.query, book);
    return { data: await sourcesOf(this.database.query, book), next_cursor: null };
  }

  @Get(':source')
  @DescribeRead({
    summary: 'A source, as its newest revision says',
    ...{
      path: StatementSourcePath,
      answer: SourceRevision,
      notFound: ['book_not_found', 'source_not_found'],
    },
  })
  async get(@Req() request: FastifyRequest): Promise<SourceRevision> {
    const { book, source } = sourcePath(request.params);
    refuseQuery(request.query);
    return sourceOf(this.database.query, book, source);
  }
  /** Files that come from now on are read by it, and the next run of matching is by its rules. */
  @Post(':source/revisions')
  @DescribeKeyedWrite({
    summary: 'Change how the statements of a source are read and matched from now on',
    ...{ path: StatementSourcePath, body: SourceRevisionRequest, answer: SourceRevision },
    ...{ notFound: ['book_not_found', 'source_not_found'], refusals: [] },
  })
  async revise(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, source } = sourcePath(request.params);
    refuseQuery(request.query);
    const asked = revision(request.body);
    if (Object.keys(asked).length === 0)
      throw invalidRequest([
        { pointer: '', detail: 'changes nothing: give a mapping, or rules of matching' },
      ]);
    const keyed = {
      ...{ book, key: idempotencyKeyOf(request.headers) },
      fingerprint: fingerprintOf('revision', source, asked),
    };
    const answer = await writeOnce(this.database.source, keyed, async (query) => ({
      status: 201,
      body: await reviseSource(query, book, source, asked),
    }));
    sendAnswer(reply, answer);
  }

  /** All of them, newest first. */
  @Get(':source/revisions')
  @DescribeRead({
    summary: 'The revisions of a source, newest first',
    ...{
      path: StatementSourcePath,
      answer: SourceRevisions,
      notFound: ['book_not_found', 'source_not_found'],
    },
  })
  async revisions(@Req() request: FastifyRequest): Promise<SourceRevisions> {
    const { book, source } = sourcePath(request.params);
    refuseQuery(request.query);
    return { data: await revisionsOf(this.database.query, book, source), next_cursor: null };
  }
}
