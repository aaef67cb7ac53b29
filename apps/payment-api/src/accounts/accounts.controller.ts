import { Controller, Get, Patch, Post, Req, Res } from '@nestjs/common';
import {
  Account,
  AccountPage,
  AccountPatch,
  AccountRequest,
  AccountStatusRequest,
} from '@pacioli/contracts/account';
import { AccountPostingPage } from '@pacioli/contracts/journal-entry';
import {
  AccountPath,
  AccountQuery,
  AccountsQuery,
  BookPath,
  PageQuery,
} from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { DescribeWrite } from '../docs/describe';
import { Cursors, limitOf } from '@pacioli/service/http/cursors';
import { ifMatchOf } from '../http/if-match';
import { bodyOf, pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { JournalEntriesStore } from '../journal-entries/journal-entries-store';
import { Submissions } from '../operations/submissions';
import { AccountsStore } from './accounts-store';
import { missingAccount } from './missing-account';

const bookPath = pathParametersOf(BookPath);
const accountPath = pathParametersOf(AccountPath);
const body = bodyOf(AccountRequest);
const statusBody = bodyOf(AccountStatusRequest);
const patch = bodyOf(AccountPatch);
const accountQuery = queryOf(AccountQuery);
const accountsQuery = queryOf(AccountsQuery);
const pageQuery = queryOf(PageQuery);

const MISSING = ['book_not_found', 'account_not_found'] as const;
const STATUS_CHANGE = { path: AccountPath, body: AccountStatusRequest, answer: Account, ifMatch: true };
type StatusChangeType =
  'account-suspension.requested.v1' | 'account-activation.requested.v1' | 'account-closure.requested.v1';

/** In which state the account was seen last, if that matters. */
function seenIn({ headers }: FastifyRequest): { if_match?: string } {
  const tag = ifMatchOf(headers);
  return tag === undefined ? {} : { if_match: tag };
}

@Controller('v1/books/:book/accounts')
export class AccountsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly accounts: AccountsStore,
    private readonly books: BooksStore,
    private readonly entries: JournalEntriesStore,
    private readonly cursors: Cursors,
  ) {}

  @Post()
  @DescribeWrite({ summary: 'Open an account', path: BookPath, body: AccountRequest, answer: Account })
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book } = bookPath(request.params);
    const submission = { type: 'account.requested.v1', book, body: body(request.body) } as const;
    return this.submissions.submit(submission, request, reply);
  }

  @Get()
  @DescribeRead({
    summary: 'The accounts of a book, by name',
    ...{ path: BookPath, query: AccountsQuery, answer: AccountPage, notFound: ['book_not_found'] },
  })
  async list(@Req() request: FastifyRequest): Promise<AccountPage> {
    const { book } = bookPath(request.params);
    const query = accountsQuery(request.query);
    const list = `accounts ${book} ${query.prefix ?? ''}`;
    const after = this.cursors.open(list, query.cursor) ?? '';
    const limit = limitOf(query);
    const found = await this.accounts.page(book, after, query.prefix, limit + 1);
    if (found.length === 0) await this.books.get(book);
    const data = found.slice(0, limit);
    return { data, next_cursor: found.length > limit ? this.cursors.seal(list, data.at(-1)!.name) : null };
  }

  @Get(':account')
  @DescribeRead({
    summary: 'An account and its balances, now or as of a past moment',
    ...{ path: AccountPath, query: AccountQuery, answer: Account, notFound: MISSING },
  })
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Account> {
    const { book, account: name } = accountPath(request.params);
    const query = accountQuery(request.query);
    const account = await this.read(book, name, query);
    if (account === undefined) throw await missingAccount(this.books, book, name, query.at);
    const isNow = query.at === undefined && query.effective_at === undefined;
    if (isNow) void reply.header('etag', `"${account.version}.${account.revision!}"`);
    return account;
  }

  @Post(':account/suspend')
  @DescribeWrite({ summary: 'Let nothing be posted to an account until it is activated', ...STATUS_CHANGE })
  suspend(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.changeStatus('account-suspension.requested.v1', request, reply);
  }

  @Post(':account/activate')
  @DescribeWrite({ summary: 'Let a suspended account be posted to again', ...STATUS_CHANGE })
  activate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.changeStatus('account-activation.requested.v1', request, reply);
  }

  @Post(':account/close')
  @DescribeWrite({ summary: 'Close an empty account for ever', ...STATUS_CHANGE })
  close(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.changeStatus('account-closure.requested.v1', request, reply);
  }

  @Patch(':account')
  @DescribeWrite({
    summary: 'Change the limits or the metadata of an account',
    ...{ path: AccountPath, body: AccountPatch, answer: Account, ifMatch: true },
  })
  change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { book, account } = accountPath(request.params);
    const asked = Object.assign(patch(request.body), { account, ...seenIn(request) });
    return this.submissions.submit(
      { type: 'account-change.requested.v1', book, body: asked },
      request,
      reply,
    );
  }

  private changeStatus(type: StatusChangeType, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { book, account } = accountPath(request.params);
    const asked = Object.assign(statusBody(request.body), { account, ...seenIn(request) });
    return this.submissions.submit({ type, book, body: asked }, request, reply);
  }

  @Get(':account/postings')
  @DescribeRead({
    summary: 'The postings of an account, newest first',
    ...{ path: AccountPath, query: PageQuery, answer: AccountPostingPage, notFound: MISSING },
  })
  async postings(@Req() request: FastifyRequest): Promise<AccountPostingPage> {
    const { book, account: name } = accountPath(request.params);
    const query = pageQuery(request.query);
    const list = `postings ${book} ${name}`;
    const before = this.cursors.open(list, query.cursor) ?? null;
    const account = await this.accounts.now(book, name);
    if (account === undefined) throw await missingAccount(this.books, book, name);
    const data = await this.accounts.postings(book, account, before, limitOf(query));
    const oldest = data.at(-1)?.version;
    // Versions are counted from 1 without gaps.
    const isLast = oldest === undefined || oldest === '1';
    return { data, next_cursor: isLast ? null : this.cursors.seal(list, oldest) };
  }

  private async read(book: string, name: string, { at, effective_at: effectiveAt }: AccountQuery) {
    if (at === undefined && effectiveAt === undefined) return this.accounts.now(book, name);
    const known = await this.entries.known(book, at ?? 'infinity');
    const past = effectiveAt === undefined ? known : await this.entries.effect(book, effectiveAt, known);
    return this.accounts.past(book, name, past);
  }
}
