import { inMajorUnits, isCurrency } from '@pacioli/contracts/currency';
import {
  AGE_BUCKETS,
  type AgingRow,
  type OpenBreakRow,
  type SourceOfBreaks,
} from '@pacioli/ledger-db/open-breaks';
import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine, renderTable, type Column } from '@pacioli/service/terminal-table';

/** What is open now: by source, by age, and the oldest of each book. */
export interface BreaksNow {
  readonly sources: readonly SourceOfBreaks[];
  readonly aging: readonly AgingRow[];
  readonly oldest: readonly OpenBreakRow[];
}

/** Book by book: its sources, how many breaks are open by currency, cause and age, and the oldest of them. */
export function breaksText({ sources, aging, oldest }: BreaksNow, colours: Colours): string {
  if (sources.length === 0) return 'No statement has come yet.';
  const books = [...new Set(sources.map(({ book }) => book))];
  return books
    .map((book) => {
      const its = <T extends { readonly book: string }>(rows: readonly T[]) =>
        rows.filter((row) => row.book === book);
      return bookText(book, { sources: its(sources), aging: its(aging), oldest: its(oldest) }, colours);
    })
    .join('\n\n');
}

function bookText(
  book: string,
  { sources, aging, oldest }: BreaksNow,
  { strong, good, dim }: Colours,
): string {
  const count = sources.reduce((sum, { open_breaks: open }) => sum + open, 0);
  const heading = `${strong(`book ${book}`)}  ${count === 0 ? good('no open break') : counted(count, 'open break')}`;
  const told = sources.map(({ source, statements, last_day: day, open_breaks: open }) =>
    oneLine(
      `  ${source}: ${counted(statements, 'statement')}${day === null ? '' : ` up to ${day}`}, ${open} open`,
    ),
  );
  if (count === 0) return [heading, ...told].join('\n');
  const more = count - oldest.length;
  return [
    ...[heading, ...told, '', agingTable(aging), '', oldestTable(oldest)],
    ...(more > 0 ? [dim(`and ${more} more that are younger`)] : []),
  ].join('\n');
}

const AGING_COLUMNS: Column[] = [
  ...(['currency', 'cause'] as const).map((title): Column => ({ title, align: 'left' })),
  ...[...AGE_BUCKETS.map((bucket) => `${bucket} days`), 'amount'].map((title): Column => ({
    title,
    align: 'right',
  })),
];

/** A row for each currency and cause: how many of each age, and what they come to together. */
function agingTable(aging: readonly AgingRow[]): string {
  const kinds = [...new Map(aging.map((row) => [`${row.currency} ${row.cause}`, row])).values()];
  const rows = kinds.map(({ currency, cause }) => {
    const its = aging.filter((row) => row.currency === currency && row.cause === cause);
    const counts = AGE_BUCKETS.map((age) => String(its.find(({ bucket }) => bucket === age)?.count ?? ''));
    const amount = its.reduce((sum, row) => sum + BigInt(row.amount), 0n);
    return [currency, wordsOf(cause), ...counts, majorUnits(amount, currency)].map(oneLine);
  });
  return renderTable(AGING_COLUMNS, rows);
}

const OLDEST_COLUMNS: Column[] = [
  ...(['days', 'amount'] as const).map((title): Column => ({ title, align: 'right' })),
  ...(['cause', 'source', 'assigned to', 'break', 'reason'] as const).map((title): Column => ({
    title,
    align: 'left',
  })),
];

const oldestTable = (oldest: readonly OpenBreakRow[]): string =>
  renderTable(
    OLDEST_COLUMNS,
    oldest.map(({ age_days, amount, currency, cause, source, assigned_to, id, reason }) =>
      [
        ...[String(age_days), `${majorUnits(BigInt(amount), currency)} ${currency}`, wordsOf(cause)],
        ...[source, assigned_to ?? '', id, reason],
      ].map(oneLine),
    ),
  );

const wordsOf = (cause: string): string => cause.replaceAll('_', ' ');

/** A statement may be in a currency that the ledger does not know: then it is in minor units. */
const majorUnits = (amount: bigint, currency: string): string =>
  isCurrency(currency) ? inMajorUnits(amount, currency) : amount.toString();

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
