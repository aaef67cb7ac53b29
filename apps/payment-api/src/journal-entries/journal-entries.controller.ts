import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import {
  JournalEntry,
  JournalEntryPage,
  JournalEntryRequest,
  MovementRequest,
} from '@pacioli/contracts/journal-entry';
import { BookPath, JournalEntryPath, PageQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { DescribeWrite } from '../docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { bodyOf, pathParametersOf, queryOf, refuseQuery } from '@pacioli/service/http/input';
import { notFound } from '@pacioli/service/http/problem';
import { Submissions } from '../operations/submissions';
import { JournalEntriesStore } from './journal-entries-store';

const bookPath = pathParametersOf(BookPath);
const entryPath = pathParametersOf(JournalEntryPath);
const body = bodyOf(JournalEntryRequest);
const reversal = bodyOf(MovementRequest);
const pageQuery = queryOf(PageQuery);

@Controller('v1/books/:book/journal-entries')
export class JournalEntriesController {
  constructor(
    private readonly submissions: Submissions,
    private readonly entries: JournalEntriesStore,
    private readonly books: BooksStore,
    private readonly cursors: Cursors,
  ) {}

  @Post()
  @DescribeWrite({
    summary: 'Post two or more postings that net to zero per currency',
    ...{ path: BookPath, body: JournalEntryRequest, answer: JournalEntry },
  })
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = bookPath(request.params);
    const submission = { type: 'journal-entry.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }

  @Get()
  @DescribeRead({
    summary: 'The journal entries of a book, newest first',
    ...{ path: BookPath, query: PageQuery, answer: JournalEntryPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<JournalEntryPage> {
    const { book } = bookPath(request.params);
    const query = pageQuery(request.query);
    const list = `journal-entries ${book}`;
    const before = this.cursors.open(list, query.cursor) ?? null;
    const data = await this.entries.page(book, before, limitOf(query));
    if (data.length === 0) await this.books.get(book);
    const oldest = data.at(-1)?.number;
    // Numbers are counted from 1 without gaps.
    const isLast = oldest === undefined || oldest === '1';
    return { data, next_cursor: isLast ? null : this.cursors.seal(list, oldest) };
  }

  @Post(':journal_entry/reversal')
  @DescribeWrite({
    summary: 'Undo a journal entry by one with every posting turned round',
    ...{ path: JournalEntryPath, body: MovementRequest, answer: JournalEntry },
  })
  reverse(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, journal_entry } = entryPath(request.params);
    const asked = Object.assign(reversal(request.body), { journal_entry });
    return this.submissions.submit({ type: 'reversal.requested.v1', book, body: asked }, request, reply);
  }

  @Get(':journal_entry')
  @DescribeRead({
    summary: 'A journal entry',
    ...{
      path: JournalEntryPath,
      answer: JournalEntry,
      notFound: ['book_not_found', 'journal_entry_not_found'],
    },
  })
  async get(@Req() request: FastifyRequest): Promise<JournalEntry> {
    const { book, journal_entry: id } = entryPath(request.params);
    refuseQuery(request.query);
    const entry = await this.entries.byId(book, id);
    if (entry !== undefined) return entry;
    await this.books.get(book);
    throw notFound('journal_entry_not_found', `There is no journal entry ${id}.`);
  }
}
