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
    summary: 'Turnover and balance of every account, now or as of a past moment, of recording or of effect',
    ...{ path: BookPath, query: TrialBalanceQuery, answer: TrialBalance, notFound: ['book_not_found'] },
  })
  async get(@Req() request: FastifyRequest): Promise<TrialBalance> {
    const { book } = path(request.params);
    const { at, effective_at: effectiveAt } = query(request.query);
    await this.books.get(book);
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
