import { Controller, Get, Req } from '@nestjs/common';
import { BookPath, TrialBalanceQuery } from '@pacioli/contracts/request-parameters';
import { TrialBalance } from '@pacioli/contracts/trial-balance';
import type { FastifyRequest } from 'fastify';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '../docs/describe';
import { pathParametersOf, queryOf } from '../http/input';
import { JournalEntriesStore } from '../journal-entries/journal-entries-store';
import { TrialBalanceStore } from './trial-balance-store';

const path = pathParametersOf(BookPath);
const query = queryOf(TrialBalanceQuery);

@Controller('v1/books/:book/trial-balance')
export class TrialBalanceController {
  constructor(
    private readonly balances: TrialBalanceStore,
    private readonly books: BooksStore,
    private readonly entries: JournalEntriesStore,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'Turnover and balance of every account, now or as of a past moment',
    ...{ path: BookPath, query: TrialBalanceQuery, answer: TrialBalance, notFound: ['book_not_found'] },
  })
  async get(@Req() request: FastifyRequest): Promise<TrialBalance> {
    const { book } = path(request.params);
    const { at } = query(request.query);
    await this.books.get(book);
    if (at !== undefined) {
      const currencies = await this.balances.asOf(book, at, await this.entries.newestAt(book, at));
      return { book, as_of: new Date(at).toISOString(), currencies };
    }
    const { asOf, currencies } = await this.balances.now(book);
    return { book, as_of: asOf.toISOString(), currencies };
  }
}
