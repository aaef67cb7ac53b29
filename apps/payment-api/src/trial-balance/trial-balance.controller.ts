import { Controller, Get, Req, Res } from '@nestjs/common';
import { csvRow } from '@pacioli/contracts/csv-cell';
import { BookPath, TrialBalanceQuery } from '@pacioli/contracts/request-parameters';
import { TrialBalance } from '@pacioli/contracts/trial-balance';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { csvAnswer, prefersCsv } from '../http/csv';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { JournalEntriesStore } from '../journal-entries/journal-entries-store';
import { TrialBalanceStore } from './trial-balance-store';

const path = pathParametersOf(BookPath);
const balanceQuery = queryOf(TrialBalanceQuery);
const COLUMNS = ['name', 'type', 'currency', 'debits', 'credits', 'balance'];

@Controller('v1/books/:book/trial-balance')
export class TrialBalanceController {
  constructor(
    private readonly balances: TrialBalanceStore,
    private readonly books: BooksStore,
    private readonly entries: JournalEntriesStore,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'Turnover and balance of every account, now or as of a past moment, of recording or of effect',
    ...{ path: BookPath, query: TrialBalanceQuery, answer: TrialBalance, csv: true },
    notFound: ['book_not_found'],
  })
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TrialBalance | Readable> {
    const { book } = path(request.params);
    const query = balanceQuery(request.query);
    await this.books.get(book);
    const found = await this.read(book, query);
    void reply.header('vary', 'accept');
    return prefersCsv(request) ? csvAnswer(reply, Readable.from(csv(found))) : found;
  }

  private async read(
    book: string,
    { at, effective_at: effectiveAt }: TrialBalanceQuery,
  ): Promise<TrialBalance> {
    if (at === undefined && effectiveAt === undefined) {
      const { asOf, currencies } = await this.balances.now(book);
      return { book, as_of: asOf.toISOString(), currencies };
    }
    const known = await this.entries.known(book, at ?? (await this.balances.newest(book)));
    const past = effectiveAt === undefined ? known : await this.entries.effect(book, effectiveAt, known);
    return {
      ...{ book, as_of: new Date(known.knownAt).toISOString() },
      ...(effectiveAt !== undefined && { effective_at: new Date(effectiveAt).toISOString() }),
      currencies: await this.balances.past(book, past),
    };
  }
}

/** A row for each account: what all of a currency come to follows from them. */
function* csv({ currencies }: TrialBalance): Generator<string> {
  yield csvRow(COLUMNS);
  for (const { currency, accounts } of currencies)
    for (const { name, type, debits, credits, balance } of accounts)
      yield csvRow([name, type, currency, debits, credits, balance]);
}
