import type { Account } from '@pacioli/contracts/account';
import type { LedgerDatabase } from '../ledger-database';
import type { Period } from '../periods/periods';
import { effectiveStatement } from './effective-statement';
import { recordedStatement } from './recorded-statement';
import type { StatementPage } from './statement-page';

export class StatementsStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** The account's postings of a period after a place, in the order of the period's axis. */
  page(
    book: string,
    account: Pick<Account, 'name' | 'type'>,
    period: Period,
    place: string | undefined,
    limit: number,
  ): Promise<StatementPage> {
    return period.by === 'recorded'
      ? recordedStatement(this.database, book, account, period, place, limit)
      : effectiveStatement(this.database, book, account, period, place, limit);
  }
}
