import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { BreakAging } from '@pacioli/contracts/outside-statement-answers';
import type { ProblemCode } from '@pacioli/contracts/problem';
import { BookPath } from '@pacioli/contracts/request-parameters';
import {
  BreakAssignment,
  BreakComment,
  BreakCorrection,
  BreakPath,
  BreakReopening,
  BreakResolution,
  BreaksQuery,
  BreakWithHistory,
  ReopenedBreak,
  ForceMatchApproval,
  ForceMatchProposal,
  StatementBreakPage,
  type StatementBreak,
} from '@pacioli/contracts/statement-break';
import { agingOf } from '@pacioli/ledger-db/open-breaks';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { Cursors } from '@pacioli/service/http/cursors';
import { idempotencyKeyOf } from '@pacioli/service/http/idempotency-key';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiDatabase } from '../api-database';
import { DescribeKeyedWrite } from '../docs/describe';
import { pageOf, type Page } from '../outside-statements/page-of';
import { assertBook } from '../sources/sources-store';
import { fingerprintOf, writeOnce, type Query } from '../writes/keyed-writes';
import { sendAnswer } from '../writes/send-answer';
import { assign, comment, reopen, resolve, workOn, type WorkedBreak } from './break-work';
import { breakOf, breaksOf } from './break-views';
import { correct } from './correction';
import { approveForceMatch, proposeForceMatch } from './force-match';
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

const FOUND = { notFound: ['book_not_found', 'break_not_found'] } as const;

/** Declares work on a break. */
const DescribeWork = (summary: string, body: new () => object, ...refusals: ProblemCode[]) =>
  DescribeKeyedWrite({
    ...{ summary, path: BreakPath, body, answer: BreakWithHistory, ...FOUND },
    refusals: ['break_has_ended', ...refusals],
  });

/** Breaks, and the work on them. Each write is answered with the break and its history after it. */
@Controller('v1/books/:book/reconciliation/breaks')
export class BreaksController {
  constructor(
    private readonly database: ApiDatabase,
    private readonly cursors: Cursors,
    private readonly matching: MatchingRuns,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The breaks of a book, newest first; those that are open unless others are asked for',
    ...{ path: BookPath, query: BreaksQuery, answer: StatementBreakPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<Page<StatementBreak>> {
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
  @DescribeRead({
    summary: 'What is open by currency, cause and age',
    ...{ path: BookPath, answer: BreakAging, notFound: ['book_not_found'] },
  })
  async aging(@Req() request: FastifyRequest): Promise<BreakAging> {
    const { book } = bookPath(request.params);
    refuseQuery(request.query);
    await assertBook(this.database.query, book);
    const rows = await agingOf(this.database.rows, { book });
    return { book, data: rows.map(({ book: _, ...row }) => row) };
  }

  @Get(':break')
  @DescribeRead({
    summary: 'A break with its history',
    ...{ path: BreakPath, answer: BreakWithHistory, ...FOUND },
  })
  async get(@Req() request: FastifyRequest): Promise<BreakWithHistory> {
    const path = breakPath(request.params);
    refuseQuery(request.query);
    return breakOf(this.database.query, path.book, path.break);
  }

  @Post(':break/assign')
  @DescribeWork('Say who is to look into a break', BreakAssignment)
  assign(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, ASSIGN);
  }

  @Post(':break/comment')
  @DescribeWork('Add a remark to the history of a break', BreakComment)
  comment(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, COMMENT);
  }

  @Post(':break/resolve')
  @DescribeWork('Say that a break is understood: what it is of is not matched any more', BreakResolution)
  resolve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, RESOLVE);
  }

  /** What it is of is matched at once, if no runner is at work for long; else by the next run. */
  @Post(':break/reopen')
  @DescribeKeyedWrite({
    summary: 'Reopen a break that was resolved by mistake: what it is of is matched again',
    ...{
      path: BreakPath,
      body: BreakReopening,
      answer: ReopenedBreak,
      ...FOUND,
      refusals: ['break_not_resolved'],
    },
  })
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
  @DescribeWork(
    'Propose that breaks are one match though no rule says so',
    ForceMatchProposal,
    'breaks_apart',
    'break_partly_matched',
    'match_has_one_side',
    'difference_not_accepted',
  )
  propose(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, PROPOSE);
  }

  @Post(':break/force-match/approval')
  @DescribeWork(
    'Approve what somebody else proposed',
    ForceMatchApproval,
    'proposal_not_current',
    'approver_is_proposer',
    'break_partly_matched',
    'match_has_one_side',
    'difference_not_accepted',
  )
  approve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.write(request, reply, APPROVE);
  }

  @Post(':break/corrections')
  @DescribeWork(
    'Settle a break by a journal entry',
    BreakCorrection,
    'journal_entry_not_found',
    'entry_already_matched',
    'entry_settles_otherwise',
    'break_partly_matched',
  )
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
