import type { BadLine } from '../statements/bad-line';
import type { LinePlace, StatementLine } from '../statements/statement-line';
import type { StatementSummary } from '../statements/statement-summary';

/** Amounts and counts of a file, as they are answered and kept. */
export interface SummaryView {
  readonly lines: number;
  readonly bad_lines: number;
  /** Entries that are not booked yet. */
  readonly skipped: number;
  readonly sums: readonly { currency: string; lines: number; amount: string; fees: string }[];
  readonly first_booked_on: string | null;
  readonly last_booked_on: string | null;
  readonly balances: readonly object[];
  readonly sha256: string;
}

export const summaryView = (summary: StatementSummary): SummaryView => ({
  ...{ lines: summary.lines, bad_lines: summary.badLines, skipped: summary.skipped },
  sums: [...summary.sums].map(([currency, { lines, amount, fees }]) => ({
    ...{ currency, lines, amount: amount.toString(), fees: fees.toString() },
  })),
  ...{ first_booked_on: summary.firstBookedOn, last_booked_on: summary.lastBookedOn },
  balances: summary.balances.map(({ opening, closing, entries, difference, ...rest }) => ({
    ...rest,
    ...{ opening: text(opening), closing: text(closing) },
    ...{ entries: entries.toString(), difference: text(difference) },
  })),
  sha256: summary.sha256,
});

const text = (amount: bigint | null): string | null => (amount === null ? null : amount.toString());

/** A line as it is answered and kept. */
export interface LineView {
  readonly place: LinePlace;
  readonly account: string | null;
  readonly reference: string | null;
  readonly other_references: readonly string[];
  readonly amount: string;
  readonly currency: string;
  readonly fee: string | null;
  readonly booked_on: string;
  readonly value_on: string | null;
  readonly description: string | null;
  readonly kind: string | null;
  readonly is_reversal: boolean;
}

export const lineView = (line: StatementLine): LineView => ({
  ...{ place: line.place, account: line.account, reference: line.reference },
  ...{ other_references: line.otherReferences, amount: line.amount.toString(), currency: line.currency },
  ...{ fee: text(line.fee), booked_on: line.bookedOn, value_on: line.valueOn },
  ...{ description: line.description, kind: line.kind, is_reversal: line.isReversal },
});

export type BadLineView = BadLine;

export interface StatementView extends SummaryView {
  readonly id: string;
  readonly source: string;
  readonly file_name: string | null;
  readonly sent_by: string | null;
  readonly new_lines: number;
  /** Those that another file of the source had brought before. */
  readonly known_lines: number;
  readonly recorded_at: Date;
}
