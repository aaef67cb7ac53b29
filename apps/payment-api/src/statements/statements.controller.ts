import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Account } from '@pacioli/contracts/account';
import { AccountPath, PeriodQuery } from '@pacioli/contracts/request-parameters';
import { Statement, type StatementBalances } from '@pacioli/contracts/statement';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { AccountsStore } from '../accounts/accounts-store';
import { missingAccount } from '../accounts/missing-account';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { csvAnswer, prefersCsv, refusePages } from '../http/csv';
import { limitOf } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { Periods, type Period } from '../periods/periods';
import { statementCsv } from './statement-csv';
import { StatementsStore } from './statements-store';

const path = pathParametersOf(AccountPath);
const periodQuery = queryOf(PeriodQuery);
/** How many postings are read at once where all of them are sent. */
const BATCH = 1_000;

@Controller('v1/books/:book/accounts/:account/statement')
export class StatementsController {
  constructor(
    private readonly statements: StatementsStore,
    private readonly accounts: AccountsStore,
    private readonly books: BooksStore,
    private readonly periods: Periods,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'The postings of an account in a period, between its opening and closing balances',
    ...{ path: AccountPath, query: PeriodQuery, answer: Statement, csv: true },
    notFound: ['book_not_found', 'account_not_found'],
  })
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Statement | Readable> {
    const { book, account: name } = path(request.params);
    const query = periodQuery(request.query);
    const list = `statement ${book} ${name}`;
    const { period, place } = await this.periods.open(list, book, query);
    const { account, frame } = await this.frame(book, name, query, period);
    void reply.header('vary', 'accept');
    if (prefersCsv(request)) {
      refusePages(query);
      return csvAnswer(reply, statementCsv(frame, this.pages(book, account, period)));
    }
    const { data, next } = await this.statements.page(book, account, period, place, limitOf(query));
    return {
      ...frame,
      data,
      next_cursor: next === null ? null : this.periods.seal(list, query, period, next),
    };
  }

  /** All of the statement but its postings. */
  private async frame(book: string, name: string, { from, until, at }: PeriodQuery, period: Period) {
    const { by, opening, closing } = period;
    const account = await this.accounts.past(book, name, closing);
    if (account === undefined)
      throw await missingAccount(this.books, book, name, by === 'recorded' ? closing.knownAt : at);
    const before = await this.accounts.past(book, name, opening);
    const { type, normal_balance, currency } = account;
    return {
      account,
      frame: {
        ...{ book, account: name, type, normal_balance, currency },
        ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString(), by },
        ...{ opening: balancesOf(before), closing: balancesOf(account) },
      },
    };
  }

  private async *pages(book: string, account: Account, period: Period) {
    let place: string | undefined;
    do {
      const { data, next } = await this.statements.page(book, account, period, place, BATCH);
      yield data;
      place = next ?? undefined;
    } while (place !== undefined);
  }
}

/** An account that was not open yet had nothing. */
function balancesOf(account: Account | undefined): StatementBalances {
  if (account === undefined) return { version: '0', posted: '0', pending: '0', available: '0' };
  const { posted, pending, available } = account.balances;
  return { version: account.version, posted, pending, available };
}
