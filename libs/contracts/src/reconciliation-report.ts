import { Many, Moment, Nullable, OneOf, WholeNumber, Words } from './field';

export const REPORT_STATUSES = ['ok', 'failed'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** A run looks at everything, or at what came since an earlier one. */
export const RUN_SCOPES = ['full', 'incremental'] as const;
export type RunScope = (typeof RUN_SCOPES)[number];

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
  /** The run that made it. */
  @Words() run!: string;
  @OneOf(...RUN_SCOPES) scope!: RunScope;
  /** The decisions that were looked at, both included: none where the last is less. Null in reports of an earlier release. */
  @Nullable() @Words() first_decision!: string | null;
  @Nullable() @Words() last_decision!: string | null;
  @OneOf(...REPORT_STATUSES) status!: ReportStatus;
  @Moment() started_at!: string;
  @Moment() finished_at!: string;
  @Many(() => Check) checks!: Check[];
}

export class ReconciliationRun {
  @Words() id!: string;
  @OneOf(...RUN_SCOPES) scope!: RunScope;
  @OneOf(...REPORT_STATUSES) status!: ReportStatus;
  @Moment() started_at!: string;
  @Moment() finished_at!: string;
  /** One of each book that was looked at: of all of them, or of those in which something was decided or had been wrong. */
  @Many(() => ReconciliationReport) reports!: ReconciliationReport[];
}

export class ReconciliationReportPage {
  @Many(() => ReconciliationReport) data!: ReconciliationReport[];
  @Nullable() @Words() next_cursor!: string | null;
}
