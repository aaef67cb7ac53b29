import { csvRow, textCell } from '@pacioli/contracts/csv-cell';
import type { Statement, StatementBalances, StatementPosting } from '@pacioli/contracts/statement';

const COLUMNS = [
  ...['row', 'recorded_at', 'effective_at', 'journal_entry', 'number', 'version', 'layer', 'direction'],
  ...['amount', 'currency', 'balance_after', 'pending_after', 'available_after', 'reference', 'description'],
];

/** The whole of a statement: a row that opens it, one for each posting, and one that closes it. */
export async function* statementCsv(
  { from, until, currency, opening, closing }: Omit<Statement, 'data' | 'next_cursor'>,
  pages: AsyncIterable<StatementPosting[]>,
): AsyncGenerator<string> {
  yield csvRow(COLUMNS) + endRow('opening', from, currency, opening);
  for await (const postings of pages) yield postings.map(postingRow).join('');
  yield endRow('closing', until, currency, closing);
}

function endRow(row: string, at: string, currency: string, balances: StatementBalances): string {
  const { version, posted, pending, available } = balances;
  return csvRow([
    ...[row, at, '', '', '', version, '', ''],
    ...['', currency, posted, pending, available, '', ''],
  ]);
}

const postingRow = (posting: StatementPosting): string =>
  csvRow([
    ...['posting', posting.recorded_at, posting.effective_at, posting.journal_entry, posting.number],
    ...[posting.version, posting.layer!, posting.direction, posting.amount, posting.currency],
    ...[posting.balance_after, posting.pending_after!, posting.available_after!],
    ...[textCell(posting.reference), textCell(posting.description)],
  ]);
