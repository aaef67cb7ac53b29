import { Controller, Get, Req, Res } from '@nestjs/common';
import { csvRow } from '@pacioli/contracts/csv-cell';
import { GeneralLedger, type GeneralLedgerAccount } from '@pacioli/contracts/general-ledger';
import { BookPath, GeneralLedgerQuery } from '@pacioli/contracts/request-parameters';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { BooksStore } from '../books/books-store';
import { DescribeRead } from '@pacioli/service/docs/describe';
import { csvAnswer, prefersCsv, refusePages } from '../http/csv';
import { limitOf } from '@pacioli/service/http/cursors';
import { pathParametersOf, queryOf } from '@pacioli/service/http/input';
import { Periods, type Period } from '../periods/periods';
import { GeneralLedgerStore } from './general-ledger-store';

const path = pathParametersOf(BookPath);
const ledgerQuery = queryOf(GeneralLedgerQuery);
/** How many accounts are read at once where all of them are sent. */
const BATCH = 200;
const COLUMNS = ['name', 'type', 'currency', 'opening', 'debits', 'credits', 'closing'] as const;

@Controller('v1/books/:book/general-ledger')
export class GeneralLedgerController {
  constructor(
    private readonly ledger: GeneralLedgerStore,
    private readonly books: BooksStore,
    private readonly periods: Periods,
  ) {}

  @Get()
  @DescribeRead({
    summary: 'What was posted to every account in a period, with its balances before and after',
    ...{ path: BookPath, query: GeneralLedgerQuery, answer: GeneralLedger, csv: true },
    notFound: ['book_not_found'],
  })
  async get(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GeneralLedger | Readable> {
    const { book } = path(request.params);
    const query = ledgerQuery(request.query);
    const { prefix } = query;
    await this.books.get(book);
    const list = `general-ledger ${book} ${prefix ?? ''}`;
    const { period, place } = await this.periods.open(list, book, query);
    void reply.header('vary', 'accept');
    if (prefersCsv(request)) {
      refusePages(query);
      return csvAnswer(reply, this.csv(book, period, prefix));
    }
    const limit = limitOf(query);
    const found = await this.ledger.page(book, period, place ?? '', prefix, limit + 1);
    const data = found.slice(0, limit);
    return {
      book,
      ...{ from: new Date(query.from).toISOString(), until: new Date(query.until).toISOString() },
      by: period.by,
      data,
      next_cursor: found.length > limit ? this.periods.seal(list, query, period, data.at(-1)!.name) : null,
    };
  }

  private async *csv(book: string, period: Period, prefix: string | undefined): AsyncGenerator<string> {
    yield csvRow(COLUMNS);
    let accounts: GeneralLedgerAccount[];
    let after = '';
    do {
      accounts = await this.ledger.page(book, period, after, prefix, BATCH);
      yield accounts.map((account) => csvRow(COLUMNS.map((column) => account[column]))).join('');
      after = accounts.at(-1)?.name ?? after;
    } while (accounts.length === BATCH);
  }
}
