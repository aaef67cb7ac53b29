import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import type { Log } from '@pacioli/service/log';
import type { LedgerDatabase } from '../ledger-database';
import { countReportFiles } from '../metrics';
import { writeReportFiles } from './report-files';
import { readRunReport } from './run-report-store';

/** Where the reports of scheduled runs are left for people: in a folder, or nowhere. */
export class ReportFolder {
  /** What became of the newest files, for the readiness of the service. */
  state: string;

  constructor(
    private readonly database: LedgerDatabase,
    private readonly path: string | undefined,
    private readonly log: Log,
  ) {
    this.state = path === undefined ? 'not asked for' : 'none written yet';
  }

  /**
   * Leaves the files of a run of everything, or of one with problems. The run is stored whether or not they can be written: that
   * they can not is said and counted, and `--report` writes them later.
   */
  async leave(run: ReconciliationRun): Promise<void> {
    if (this.path === undefined || !isWorthReading(run)) return;
    try {
      await writeReportFiles(this.path, (await readRunReport(this.database, run.id))!);
      this.state = 'written';
      countReportFiles('written');
    } catch (error) {
      this.state = `not written: ${(error as Error).message}`;
      countReportFiles('failed');
      this.log.error(
        { err: error, run: run.id, folder: this.path },
        'the report of the run could not be written',
      );
    }
  }
}

/** Runs of what was new come every few minutes; one that found nothing wrong tells nothing that the next full run does not. */
export const isWorthReading = ({ scope, status }: ReconciliationRun): boolean =>
  scope === 'full' || status === 'failed';
