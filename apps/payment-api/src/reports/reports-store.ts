import type {
  Check,
  ReconciliationReport,
  ReportStatus,
  RunScope,
} from '@pacioli/contracts/reconciliation-report';
import type { LedgerDatabase } from '../ledger-database';

interface ReportRow {
  readonly sequence: bigint;
  readonly id: string;
  readonly book: string;
  readonly run: string;
  readonly scope: RunScope;
  readonly first_decision: string | null;
  readonly last_decision: string | null;
  readonly status: ReportStatus;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly checks: Check[];
}

const PAGE = `
select r.sequence, r.id, r.book, run.id as run, run.scope, ((r.before->>'decision')::bigint + 1)::text as first_decision,
       r.after->>'decision' as last_decision, r.status, run.started_at, run.finished_at, r.checks
  from reconciliation.report r join reconciliation.run on run.sequence = r.run
 where r.book = $1 and ($2::bigint is null or r.sequence < $2)
 order by r.sequence desc
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
