import { printPlace } from '@pacioli/service/command-line/place';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';

/** Says what is wrong with a record, those before it known. */
export interface Inspector {
  inspect(record: TopicRecord): Promise<string[]>;
}

export interface Finding {
  /** Partition and offset. */
  readonly at: string;
  readonly what: string;
}

/** What a partition holds, and what is wrong with it. */
export interface VerifiedPartition {
  readonly partition: number;
  /** `[from, to)` was read. */
  readonly from: bigint;
  readonly to: bigint;
  readonly records: number;
  /** Of transactions. */
  readonly markers: number;
  readonly aborted: number;
  /** Offsets at which there is nothing at all. */
  readonly missing: number;
  readonly finding_count: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
}

const MOST_FINDINGS = 20;

/** Reads `[from, to)` of a partition to the end, or until the signal. */
export async function verifyPartition(
  topic: TopicReader,
  { partition, from, to }: Pick<VerifiedPartition, 'partition' | 'from' | 'to'>,
  inspector: Inspector,
  { signal, onRecords }: { signal: AbortSignal; onRecords: (count: number) => void },
): Promise<VerifiedPartition> {
  const findings: Finding[] = [];
  let [records, markers, aborted, count, next] = [0, 0, 0, 0, from];
  const found = (offset: bigint, whats: readonly string[]) => {
    count += whats.length;
    const at = printPlace({ partition, offset });
    findings.push(...whats.slice(0, MOST_FINDINGS - findings.length).map((what) => ({ at, what })));
  };
  // Whatever was at the beginning of the topic belongs to the ledger.
  if (from > 0n) found(0n, [`the partition begins at ${from}: records were deleted`]);
  for await (const stretch of topic.survey(partition, from, to)) {
    signal.throwIfAborted();
    for (const record of stretch.records) {
      if (record.offset < next) found(record.offset, [`it stands behind offset ${next - 1n}`]);
      next = record.offset + 1n;
      found(record.offset, await inspector.inspect(record));
    }
    records += stretch.records.length;
    markers += stretch.markers;
    aborted += stretch.aborted;
    onRecords(stretch.records.length);
  }
  const missing = Number(to - from) - records - markers - aborted;
  if (missing !== 0) found(to, [`before it ${missing} offsets have no record, marker or aborted record`]);
  return { ...{ partition, from, to, records, markers, aborted, missing }, finding_count: count, findings };
}
