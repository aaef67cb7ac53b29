/** A row by the columns of its key and by all others, as text; null where it has no value. */
export interface Row {
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, string | null>>;
}

/** Which of two keys comes first: less than 0, 0 or more. Both streams of rows are in this order. */
export type Order = (a: readonly string[], b: readonly string[]) => number;

/** A row that is in one only, or in both and not the same: then its columns that differ. */
export interface Difference {
  readonly key: readonly string[];
  readonly in: 'first' | 'second' | 'both';
  readonly columns: Readonly<Record<string, readonly [first: string | null, second: string | null]>>;
}

export interface RowDifferences {
  /** In each of the two. */
  readonly rows: readonly [first: number, second: number];
  readonly only_first: number;
  readonly only_second: number;
  readonly different: number;
  /** The first of all of them. */
  readonly differences: readonly Difference[];
}

const MOST_DIFFERENCES = 20;

/** Walks through the rows of two tables side by side. */
export async function compareRows(
  first: AsyncIterator<Row>,
  second: AsyncIterator<Row>,
  order: Order,
): Promise<RowDifferences> {
  const counts = { first: 0, second: 0, both: 0 };
  const rows: [number, number] = [0, 0];
  const differences: Difference[] = [];
  const found = (difference: Difference) => {
    counts[difference.in] += 1;
    if (differences.length < MOST_DIFFERENCES) differences.push(difference);
  };
  const next = async (side: 0 | 1): Promise<Row | undefined> => {
    const step = await (side === 0 ? first : second).next();
    if (step.done === true) return undefined;
    rows[side] += 1;
    return step.value;
  };
  let [one, other] = [await next(0), await next(1)];
  while (one !== undefined || other !== undefined) {
    const which = one === undefined ? 1 : other === undefined ? -1 : order(one.key, other.key);
    if (which < 0) found({ key: one!.key, in: 'first', columns: {} });
    if (which > 0) found({ key: other!.key, in: 'second', columns: {} });
    if (which === 0) {
      const columns = differing(one!, other!);
      if (Object.keys(columns).length > 0) found({ key: one!.key, in: 'both', columns });
    }
    if (which <= 0) one = await next(0);
    if (which >= 0) other = await next(1);
  }
  return { rows, only_first: counts.first, only_second: counts.second, different: counts.both, differences };
}

function differing(one: Row, other: Row): Difference['columns'] {
  const columns: Record<string, [string | null, string | null]> = {};
  for (const [name, value] of Object.entries(one.columns))
    if (value !== other.columns[name]) columns[name] = [value, other.columns[name] ?? null];
  return columns;
}

/** Books in the order of a server, which may be any; numbers by their value; whatever else by its characters. */
export function orderOf(books: ReadonlyMap<string, number>): Order {
  const place = (a: string, b: string, at: number): number => {
    if (a === b) return 0;
    const [one, other] = [books.get(a), books.get(b)];
    if (at === 0 && one !== undefined && other !== undefined) return one - other;
    if (/^-?\d+$/.test(a) && /^-?\d+$/.test(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
    return a < b ? -1 : 1;
  };
  return (a, b) => {
    for (const [at, part] of a.entries()) {
      const which = place(part, b[at]!, at);
      if (which !== 0) return which;
    }
    return 0;
  };
}
