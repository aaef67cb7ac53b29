import type { ClosedPeriod } from '@pacioli/contracts/period';
import type { LedgerDatabase } from '../ledger-database';

interface PeriodRow {
  readonly period: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly closed_at: Date;
}

const PAGE = `
select period, starts_at, ends_at, closed_at from closed_period
 where book = $1 and ($2::text is null or period < $2) order by period desc limit $3`;

const ONE = `select period, starts_at, ends_at, closed_at from closed_period where book = $1 and period = $2`;

/** The closed months of books. */
export class PeriodsStore {
  constructor(private readonly database: LedgerDatabase) {}

  async byName(book: string, period: string): Promise<ClosedPeriod | undefined> {
    return (await this.database.read<PeriodRow>(ONE, [book, period])).map(closedPeriod)[0];
  }

  /** Closed months before one, or from the newest on. */
  async page(book: string, before: string | null, limit: number): Promise<ClosedPeriod[]> {
    return (await this.database.read<PeriodRow>(PAGE, [book, before, limit])).map(closedPeriod);
  }
}

const closedPeriod = ({ period, starts_at, ends_at, closed_at }: PeriodRow): ClosedPeriod => ({
  ...{ period, status: 'closed' },
  starts_at: starts_at.toISOString(),
  ends_at: ends_at.toISOString(),
  closed_at: closed_at.toISOString(),
});
