import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { BookPath } from '@pacioli/contracts/request-parameters';
import {
  BreakAssignment,
  BreakComment,
  BreakCorrection,
  BreakPath,
  BreakReopening,
  BreakResolution,
  BreaksQuery,
  ForceMatchApproval,
  ForceMatchProposal,
} from '@pacioli/contracts/statement-break';
import { agingOf, type AgingRow } from '@pacioli/ledger-db/open-breaks';
import { Cursors } from '@pacioli/service/http/cursors';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { pageOf, type Page } from '../outside-statements/page-of';
import { assertBook } from '../sources/sources-store';
import { fingerprintOf, writeOnce, type Query } from '../writes/keyed-writes';
import { sendAnswer } from '../writes/send-answer';
import {
  approveForceMatch,
  assign,
  comment,
  proposeForceMatch,
  reopen,
  resolve,
  workOn,
  type WorkedBreak,
} from './break-work';
import { breakOf, breaksOf, type BreakView, type BreakWithHistory } from './break-views';
import { correct } from './correction';
import { MatchingRuns } from './matching-runs';

const bookPath = pathParametersOf(BookPath);
const breakPath = pathParametersOf(BreakPath);
const reopening = bodyOf(BreakReopening);
const breaksQuery = queryOf(BreaksQuery);

/** A kind of work: its name, the form of its body, and what it does. */
const work = <T extends object>(
  name: string,
  type: new () => T,
  act: (query: Query, worked: WorkedBreak, asked: T) => Promise<void>,
) => ({ name, body: bodyOf(type), act });

const ASSIGN = work('assign', BreakAssignment, assign);
const COMMENT = work('comment', BreakComment, comment);
const RESOLVE = work('resolve', BreakResolution, resolve);
const PROPOSE = work('force-match', ForceMatchProposal, proposeForceMatch);
const APPROVE = work('force-match/approval', ForceMatchApproval, approveForceMatch);
const CORRECT = work('corrections', BreakCorrection, correct);

/** Breaks, and the work on them. Each write is answered with the break and its history after it. */
@Controller('v1/books/:book/reconciliation/breaks')
export class BreaksController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly cursors: Cursors,
    private readonly matching: MatchingRuns,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest): Promise<Page<BreakView>> {
    const { book } = bookPath(request.params);
    const asked = breaksQuery(request.query);
    const { status = 'open', source, cause, older_than: olderThan } = asked;
    const filter = { status, source, cause, olderThan };
    await assertBook(this.database.query, book);
    return pageOf(this.cursors, `breaks ${book} ${JSON.stringify(filter)}`, asked, (before, limit) =>
      breaksOf(this.database.query, book, filter, before, limit),
    );
  }

  @Get('aging')
  async aging(@Req() request: FastifyRequest): Promise<{ book: string; data: Omit<AgingRow, 'book'>[] }> {
    const { book } = bookPath(request.params);
    refuseQuery(request.query);
    await assertBook(this.database.query, book);
    const rows = await agingOf(this.database.rows, { book });
    return { book, data: rows.map(({ book: _, ...row }) => row) };
  }

  @Get(':break')
  async get(@Req() request: FastifyRequest): Promise<BreakWithHistory> {
    const path = breakPath(request.params);
    refuseQuery(request.query);
    return breakOf(this.database.query, path.book, path.break);
  }

  @Post(':break/assign')
  assign(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, ASSIGN);
  }

  @Post(':break/comment')
  comment(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, COMMENT);
  }

  @Post(':break/resolve')
  resolve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, RESOLVE);
  }

  /** What it is of is matched at once, if no runner is at work for long; else by the next run. */
  @Post(':break/reopen')
  async reopen(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, break: id } = breakPath(request.params);
    refuseQuery(request.query);
    const asked = reopening(request.body);
    const keyed = {
      ...{ book, key: idempotencyKeyOf(request.headers) },
      fingerprint: fingerprintOf('reopen', id, asked),
    };
    const answer = await writeOnce(this.database.source, keyed, async (query) => {
      await reopen(query, book, id, asked);
      return { status: 201, body: await breakOf(query, book, id) };
    });
    const { source } = answer.body as BreakWithHistory;
    const matching = answer.isReplayed ? null : await this.matching.soon({ book, source });
    sendAnswer(reply, { ...answer, body: { ...answer.body, matching } });
  }

  @Post(':break/force-match')
  propose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, PROPOSE);
  }

  @Post(':break/force-match/approval')
  approve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, APPROVE);
  }

  @Post(':break/corrections')
  correct(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, CORRECT);
  }

  private async write<T extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, body, act }: ReturnType<typeof work<T>>,
  ): Promise<void> {
    const { book, break: id } = breakPath(request.params);
    refuseQuery(request.query);
    const asked = body(request.body);
    const keyed = {
      ...{ book, key: idempotencyKeyOf(request.headers) },
      fingerprint: fingerprintOf(name, id, asked),
    };
    const answer = await writeOnce(this.database.source, keyed, async (query) => {
      await act(query, await workOn(query, book, id), asked);
      return { status: 201, body: await breakOf(query, book, id) };
    });
    sendAnswer(reply, answer);
  }
}
