import type { Check, ReconciliationReport, ReportStatus } from '@pacioli/contracts/reconciliation-report';
import type { LedgerDatabase } from '../ledger-database';

interface ReportRow {
  readonly sequence: bigint;
  readonly id: string;
  readonly book: string;
  readonly status: ReportStatus;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly checks: Check[];
}

const PAGE = `
select sequence, id, book, status, started_at, finished_at, checks
  from reconciliation_report
 where book = $1 and ($2::bigint is null or sequence < $2)
 order by sequence desc
 limit $3`;

export class ReportsStore {
  constructor(private readonly database: LedgerDatabase) {}

  /** Reports before a sequence, or from the newest on, each with its own sequence. */
  async page(
    book: string,
    before: string | null,
    limit: number,
  ): Promise<{ sequence: bigint; report: ReconciliationReport }[]> {
    const rows = await this.database.read<ReportRow>(PAGE, [book, before, limit]);
    return rows.map(({ sequence, ...row }) => ({
      sequence,
      report: {
        ...row,
        started_at: row.started_at.toISOString(),
        finished_at: row.finished_at.toISOString(),
      },
    }));
  }
}
