import { Many, Moment, Nullable, OneOf, WholeNumber, Words } from './field';

export const REPORT_STATUSES = ['ok', 'failed'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** One thing that is wrong, named so that it can be found: which row, what was expected, what stands there. */
export class Problem {
  @Words() row!: string;
  @Words() expected!: string;
  @Words() found!: string;
}

export class Check {
  @Words() name!: string;
  @OneOf(...REPORT_STATUSES) status!: ReportStatus;
  /** How many things of the check's kind were looked at. */
  @WholeNumber() checked!: number;
  /** How many problems there are in all; `problems` lists the first of them. */
  @WholeNumber() problem_count!: number;
  @Many(() => Problem) problems!: Problem[];
}

export class ReconciliationReport {
  @Words() id!: string;
  /** A book's id, whatever text a tampered row gives for one, or `~3` for partition 3 and its records of no book. */
  @Words() book!: string;
  @OneOf(...REPORT_STATUSES) status!: ReportStatus;
  @Moment() started_at!: string;
  @Moment() finished_at!: string;
  @Many(() => Check) checks!: Check[];
}

export class ReconciliationReportPage {
  @Many(() => ReconciliationReport) data!: ReconciliationReport[];
  @Nullable() @Words() next_cursor!: string | null;
}
