import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { CaptureRequest, Hold, HoldMovement, HoldPage, HoldRequest } from '@pacioli/contracts/hold';
import { Circumstances } from '@pacioli/contracts/journal-entry';
import { BookPath, HoldPath, PageQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { DescribeWrite } from '../docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { notFound } from '@pacioli/service/http/problem';
import { Submissions } from '../operations/submissions';
import { HoldsStore } from './holds-store';

const bookPath = pathParametersOf(BookPath);
const holdPath = pathParametersOf(HoldPath);
const body = bodyOf(HoldRequest);
const capture = bodyOf(CaptureRequest);
const voiding = bodyOf(Circumstances);
const pageQuery = queryOf(PageQuery);

@Controller('v1/books/:book/holds')
export class HoldsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly holds: HoldsStore,
    private readonly books: BooksStore,
    private readonly cursors: Cursors,
  ) {}

  @Post()
  @DescribeWrite({
    summary: 'Reserve an amount between two accounts',
    ...{ path: BookPath, body: HoldRequest, answer: Hold },
  })
  hold(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = bookPath(request.params);
    const submission = { type: 'hold.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }

  @Post(':hold/capture')
  @DescribeWrite({
    summary: 'Move a held amount, in full or in part',
    ...{ path: HoldPath, body: CaptureRequest, answer: HoldMovement },
  })
  capture(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, hold } = holdPath(request.params);
    const asked = Object.assign(capture(request.body), { hold });
    return this.submissions.submit({ type: 'capture.requested.v1', book, body: asked }, request, reply);
  }

  @Post(':hold/void')
  @DescribeWrite({
    summary: 'Give back what remains of a hold',
    ...{ path: HoldPath, body: Circumstances, answer: Hold },
  })
  void(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, hold } = holdPath(request.params);
    const asked = Object.assign(voiding(request.body), { hold });
    return this.submissions.submit({ type: 'void.requested.v1', book, body: asked }, request, reply);
  }

  @Get()
  @DescribeRead({
    summary: 'The holds of a book, newest first',
    ...{ path: BookPath, query: PageQuery, answer: HoldPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<HoldPage> {
    const { book } = bookPath(request.params);
    const query = pageQuery(request.query);
    const list = `holds ${book}`;
    const limit = limitOf(query);
    const before = this.cursors.open(list, query.cursor) ?? null;
    const found = await this.holds.page(book, before, limit + 1);
    if (found.length === 0) await this.books.get(book);
    const page = found.slice(0, limit);
    const next = found.length > limit ? this.cursors.seal(list, page.at(-1)!.entry.toString()) : null;
    return { data: page.map(({ hold }) => hold), next_cursor: next };
  }

  @Get(':hold')
  @DescribeRead({
    summary: 'A hold',
    ...{ path: HoldPath, answer: Hold, notFound: ['book_not_found', 'hold_not_found'] },
  })
  async get(@Req() request: FastifyRequest): Promise<Hold> {
    const { book, hold: id } = holdPath(request.params);
    refuseQuery(request.query);
    const hold = await this.holds.byId(book, id);
    if (hold !== undefined) return hold;
    await this.books.get(book);
    throw notFound('hold_not_found', `There is no hold ${id}.`);
  }
}
