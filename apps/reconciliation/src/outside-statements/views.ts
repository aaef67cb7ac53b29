import type {
  OutsideLineContent,
  OutsideStatementSummary,
} from '@pacioli/contracts/outside-statement-answers';
import type { StatementLine } from '../statements/statement-line';
import type { StatementSummary } from '../statements/statement-summary';

/** Amounts and counts of a file, as they are answered and kept. */
export const summaryView = (summary: StatementSummary): OutsideStatementSummary => ({
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
export const lineView = (line: StatementLine): OutsideLineContent => ({
  ...{ place: line.place, account: line.account, reference: line.reference },
  ...{ other_references: [...line.otherReferences], amount: line.amount.toString(), currency: line.currency },
  ...{ fee: text(line.fee), booked_on: line.bookedOn, value_on: line.valueOn },
  ...{ description: line.description, kind: line.kind, is_reversal: line.isReversal },
});
