import type { Snapshot } from '@pacioli/postgres/snapshot';
import { micros, type Selections } from '../replay/canonical-dump';

/** What a replay does not make: where deciding goes on, which markers may move, and what is not of the journal. */
const NOT_REPLAYED = ['fence', 'migrations', 'reconciliation_lease', 'reconciliation_report'];

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** Its place in the primary key; null for a column that has none. */
  readonly place: number | null;
}

const COLUMNS = `
select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
       array_position(i.indkey::int2[], a.attnum) as place
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_index i on i.indrelid = c.oid and i.indisprimary
 where c.relnamespace = $1::regnamespace and c.relkind = 'r' and c.relname <> all ($2)
 order by c.relname, a.attnum`;

/**
 * Every column that a ledger of an earlier release has, to be selected of it and of the ledger that was made anew: what the
 * earlier release wrote must be there as it was, whatever else this one writes.
 */
export async function oldColumns(snapshot: Snapshot, old: string, next: string): Promise<Selections> {
  const rows = await snapshot.query<ColumnRow>(COLUMNS, [old, NOT_REPLAYED]);
  const tables = new Map<string, ColumnRow[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return Object.fromEntries(
    [...tables].map(([table, columns]) => {
      const key = columns
        .filter(({ place }) => place !== null)
        .sort((a, b) => a.place! - b.place!)
        .map(({ column }) => column);
      const select = (schema: string) =>
        `select row(${columns.map(printed).join(', ')})::text from ${schema}.${table} order by ${key.join(', ')}`;
      return [table, [select(old), select(next)]];
    }),
  );
}

const printed = ({ column, type }: ColumnRow): string =>
  type === 'timestamp with time zone' ? micros(column) : column;
