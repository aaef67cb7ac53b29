import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine, renderTable, type Column } from '@pacioli/service/terminal-table';
import type { Difference, RowDifferences } from './compare-rows';

export interface TableDifferences extends RowDifferences {
  readonly table: string;
  /** The columns of its key. */
  readonly key: readonly string[];
}

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

/** A line for each table, and below them the rows that differ. */
export function diffText(
  [first, second]: readonly [string, string],
  tables: readonly TableDifferences[],
  { good, bad, dim }: Colours,
): string {
  const number = (value: number) => value.toLocaleString('en-GB');
  const table = renderTable(
    [
      left('table'),
      right(first),
      right(second),
      right(`only ${first}`),
      right(`only ${second}`),
      right('differ'),
    ],
    tables.map((one) => [
      one.table,
      ...[...one.rows, one.only_first, one.only_second, one.different].map(number),
    ]),
  );
  const placeOf = { first, second, both: 'both' };
  const differing = tables.filter(({ differences }) => differences.length > 0);
  if (differing.length === 0) return [table, good('The two are equal.')].join('\n');
  return [
    table,
    bad('They differ.'),
    ...differing.flatMap(({ table: name, key, differences, ...counts }) => {
      const more = counts.only_first + counts.only_second + counts.different - differences.length;
      return [
        '',
        name,
        ...differences.flatMap((one) => [
          `  ${key.map((column, at) => `${column} ${one.key[at]}`).join(', ')}: ${one.in === 'both' ? 'differs' : `only in ${placeOf[one.in]}`}`,
          ...columnLines(one),
        ]),
        ...(more > 0 ? [dim(`  and ${number(more)} more`)] : []),
      ];
    }),
  ].join('\n');
}

const columnLines = ({ columns }: Difference): string[] =>
  Object.entries(columns).map(
    ([name, [one, other]]) => `    ${name}: ${oneLine(one ?? 'null')} and ${oneLine(other ?? 'null')}`,
  );
