import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine, renderTable, type Column } from '@pacioli/service/terminal-table';
import type { VerifiedPartition } from './verify-partition';

const COUNTED = ['records', 'markers', 'aborted', 'missing', 'finding_count'] as const;
type Counted = (typeof COUNTED)[number];
const COLUMNS: Column[] = ['partition', 'from', 'to', ...COUNTED].map((title) => ({
  title: title.replace('finding_count', 'findings'),
  align: 'right',
}));

/** A line for each partition, the share of what was aborted, and the first findings of each. */
export function verifiedTable(
  topic: string,
  partitions: readonly VerifiedPartition[],
  { strong, good, bad, dim }: Colours,
): string {
  const sum = (of: Counted) => partitions.reduce((total, one) => total + one[of], 0);
  const number = (value: number | bigint) => value.toLocaleString('en-GB');
  const rows = partitions.map((one) => [
    ...[String(one.partition), number(one.from), number(one.to)],
    ...COUNTED.map((of) => number(one[of])),
  ]);
  const [records, aborted, findings] = [sum('records'), sum('aborted'), sum('finding_count')];
  const share = records + aborted === 0 ? 0 : (100 * aborted) / (records + aborted);
  return [
    strong(topic),
    renderTable(COLUMNS, rows, ['', '', '', ...COUNTED.map((of) => number(sum(of)))]),
    `${share.toFixed(1)} % of what was written was aborted.`,
    findings === 0 ? good('Nothing is wrong.') : bad(`${number(findings)} findings.`),
    ...partitions.flatMap((one) => [
      ...one.findings.map(({ at, what }) => `  ${bad(at)}  ${oneLine(what)}`),
      ...(one.finding_count > one.findings.length
        ? [dim(`  and ${number(one.finding_count - one.findings.length)} more on partition ${one.partition}`)]
        : []),
    ]),
  ].join('\n');
}
