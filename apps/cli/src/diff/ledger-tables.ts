import type { RowReader } from '@pacioli/postgres/row-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import type { Row } from './compare-rows';

/** The tables of a ledger with the columns of a key, in whose order an index has them. */
export const TABLES = {
  book: ['id'],
  closed_period: ['book', 'period'],
  account: ['book', 'number'],
  account_change: ['book', 'account', 'revision'],
  journal_entry: ['book', 'number'],
  posting: ['book', 'account', 'version'],
  hold: ['book', 'entry'],
  hold_change: ['book', 'hold', 'revision'],
  exchange: ['book', 'entry'],
  dated_total: ['book', 'account', 'shift', 'stretch', 'entry'],
  outcome: ['book', 'decision'],
  dead_letter: ['key_id'],
} as const;
export type Table = keyof typeof TABLES;

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Of a table on the search path. */
const COLUMNS = `
select attname as name, format_type(atttypid, null) as type
  from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`;

export async function columnsOf(snapshot: Snapshot, table: Table): Promise<Column[]> {
  const columns = await snapshot.query<Column>(COLUMNS, [table]);
  if (columns.length === 0) throw new Error(`There is no ledger in this database: it has no table ${table}.`);
  return columns;
}

/** All rows of a table in the order of its key. */
export async function* rowsOf(
  snapshot: Snapshot,
  table: Table,
  columns: readonly Column[],
): AsyncGenerator<Row, void> {
  const key = TABLES[table];
  const others = columns.map(({ name }) => name).filter((name) => !key.some((one) => one === name));
  const selected = [...key, ...others].map((name) => asText(columns.find((column) => column.name === name)!));
  // Named alone, the columns would be those of the answer, which are text.
  const order = key.map((name) => `${table}.${name}`).join(', ');
  const select = `select ${selected.join(', ')} from ${table} order by ${order}`;
  const read = (row: RowReader): Row => ({
    key: key.map(() => row.text()),
    columns: Object.fromEntries(others.map((name) => [name, row.textOrNull()])),
  });
  for await (const rows of snapshot.rows(select, read)) yield* rows;
}

/** A moment in a form that no time zone of a session changes. */
const asText = ({ name, type }: Column): string =>
  type === 'timestamp with time zone' ? `(${name} at time zone 'UTC')::text` : `${name}::text`;

/** Books that any decision names, in the order of the server. */
export async function booksOf(snapshots: readonly Snapshot[]): Promise<Map<string, number>> {
  const books = new Set<string>();
  for (const snapshot of snapshots)
    for (const { book } of await snapshot.query<{ book: string }>(BOOKS)) books.add(book);
  const inOrder = await snapshots[0]!.query<{ book: string }>(
    'select book from unnest($1::text[]) book order by book',
    [[...books]],
  );
  return new Map(inOrder.map(({ book }, at) => [book, at]));
}

/** One probe of an index for each: a decision is numbered in its book from 1. */
const BOOKS = `
with recursive step(book) as (
  (select book from outcome order by book limit 1)
  union all
  select (select o.book from outcome o where o.book > step.book order by o.book limit 1) from step where step.book is not null
)
select book from step where book is not null`;
