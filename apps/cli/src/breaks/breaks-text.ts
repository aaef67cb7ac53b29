import { inMajorUnits, isCurrency } from '@pacioli/contracts/currency';
import type { BadStatement } from '@pacioli/ledger-db/bad-statements';
import {
  AGE_BUCKETS,
  type AgingRow,
  type OpenBreakRow,
  type SourceOfBreaks,
} from '@pacioli/ledger-db/open-breaks';
import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine, renderTable, type Column } from '@pacioli/service/terminal-table';

/** What is open now: by source, by age, and the oldest of each book; and the newest statements of each source that were read badly. */
export interface BreaksNow {
  readonly sources: readonly SourceOfBreaks[];
  readonly aging: readonly AgingRow[];
  readonly oldest: readonly OpenBreakRow[];
  readonly bad_statements: readonly BadStatement[];
}

/** Book by book: its sources, how many breaks are open by currency, cause and age, the oldest of them, and what could not be read. */
export function breaksText({ sources, aging, oldest, bad_statements }: BreaksNow, colours: Colours): string {
  if (sources.length === 0) return 'No statement has come yet.';
  const books = [...new Set(sources.map(({ book }) => book))];
  return books
    .map((book) => {
      const its = <T extends { readonly book: string }>(rows: readonly T[]) =>
        rows.filter((row) => row.book === book);
      const now = {
        sources: its(sources),
        aging: its(aging),
        oldest: its(oldest),
        bad_statements: its(bad_statements),
      };
      return bookText(book, now, colours);
    })
    .join('\n\n');
}

function bookText(
  book: string,
  { sources, aging, oldest, bad_statements: bad }: BreaksNow,
  { strong, good, dim }: Colours,
): string {
  const count = sources.reduce((sum, { open_breaks: open }) => sum + open, 0);
  const heading = `${strong(`book ${book}`)}  ${count === 0 ? good('no open break') : counted(count, 'open break')}`;
  const told = sources.map(({ source, statements, last_day: day, open_breaks: open, bad_lines: badLines }) =>
    oneLine(
      `  ${source}: ${counted(statements, 'statement')}${day === null ? '' : ` up to ${day}`}, ${open} open` +
        (badLines === 0 ? '' : `, ${counted(badLines, 'bad line')}`),
    ),
  );
  const unread = bad.length === 0 ? [] : ['', badTable(bad)];
  if (count === 0) return [heading, ...told, ...unread].join('\n');
  const more = count - oldest.length;
  return [
    ...[heading, ...told, '', agingTable(aging), '', oldestTable(oldest)],
    ...(more > 0 ? [dim(`and ${more} more that are younger`)] : []),
    ...unread,
  ].join('\n');
}

const AGING_COLUMNS: Column[] = [
  ...(['currency', 'cause'] as const).map((title): Column => ({ title, align: 'left' })),
  ...[...AGE_BUCKETS.map((bucket) => `${bucket} days`), 'in', 'out'].map((title): Column => ({
    title,
    align: 'right',
  })),
];

/** A row for each currency and cause: how many of each age, and what came in and what went out of all of them. */
function agingTable(aging: readonly AgingRow[]): string {
  const kinds = [...new Map(aging.map((row) => [`${row.currency} ${row.cause}`, row])).values()];
  const rows = kinds.map(({ currency, cause }) => {
    const its = aging.filter((row) => row.currency === currency && row.cause === cause);
    const counts = AGE_BUCKETS.map((age) => String(its.find(({ bucket }) => bucket === age)?.count ?? ''));
    const sum = (side: 'came_in' | 'went_out') =>
      majorUnits(
        its.reduce((all, row) => all + BigInt(row[side]), 0n),
        currency,
      );
    return [currency, wordsOf(cause), ...counts, sum('came_in'), sum('went_out')].map(oneLine);
  });
  return renderTable(AGING_COLUMNS, rows);
}

const OLDEST_COLUMNS: Column[] = [
  ...(['days', 'open', 'ledger', 'statement'] as const).map((title): Column => ({ title, align: 'right' })),
  ...(['cause', 'source', 'assigned to', 'break', 'reason'] as const).map((title): Column => ({
    title,
    align: 'left',
  })),
];

const oldestTable = (oldest: readonly OpenBreakRow[]): string =>
  renderTable(
    OLDEST_COLUMNS,
    oldest.map(({ age_days, amount, items_amount, lines_amount, currency, cause, ...row }) =>
      [
        ...[String(age_days), `${majorUnits(BigInt(amount), currency)} ${currency}`],
        ...[items_amount, lines_amount].map((side) =>
          side === null ? '' : majorUnits(BigInt(side), currency),
        ),
        ...[wordsOf(cause), row.source, row.assigned_to ?? '', row.id, row.reason],
      ].map(oneLine),
    ),
  );

const BAD_COLUMNS: Column[] = [
  ...(['bad lines', 'of lines'] as const).map((title): Column => ({ title, align: 'right' })),
  ...(['source', 'came', 'file', 'statement'] as const).map((title): Column => ({ title, align: 'left' })),
];

/** The newest statements of which a line could not be read. */
const badTable = (bad: readonly BadStatement[]): string =>
  renderTable(
    BAD_COLUMNS,
    bad.map(({ bad_lines, lines, source, recorded_at, file_name, statement }) =>
      [
        ...[String(bad_lines), String(lines + bad_lines), source, recorded_at.slice(0, 10), file_name ?? ''],
        statement,
      ].map(oneLine),
    ),
  );

const wordsOf = (cause: string): string => cause.replaceAll('_', ' ');

/** A statement may be in a currency that the ledger does not know: then it is in minor units. */
const majorUnits = (amount: bigint, currency: string): string =>
  isCurrency(currency) ? inMajorUnits(amount, currency) : amount.toString();

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
