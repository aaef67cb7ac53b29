import type { BadLine } from './bad-line';
import type { FileRefusal } from './file-refusal';
import type { CamtPlace, StatementLine } from './statement-line';
import type { StatementSummary } from './statement-summary';

/** An entry that is not booked: pending, or for information. It can still change, so it is no line yet. */
export interface SkippedEntry {
  readonly place: CamtPlace;
  /** As the file has it: PDNG, INFO, FUTR. */
  readonly status: string;
}

/**
 * What a reader finds in a file, in the order of the file. The last item is either `end` or `refused`, and after `refused`
 * nothing that came before it may be kept: so whoever keeps lines does it in a transaction of all of them.
 */
export type StatementItem =
  | { readonly type: 'line'; readonly line: StatementLine }
  | { readonly type: 'bad_line'; readonly badLine: BadLine }
  | { readonly type: 'skipped'; readonly skipped: SkippedEntry }
  | { readonly type: 'end'; readonly summary: StatementSummary }
  | { readonly type: 'refused'; readonly refusal: FileRefusal };
