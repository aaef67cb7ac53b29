/** What is needed of a record to tell whether it was committed. */
export interface FetchedRecord {
  readonly offset: bigint;
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlRecord: boolean;
  readonly key: Buffer | null;
}

export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: bigint;
}

/** The key of a control record is two 16-bit numbers: version 0, and type 0 for an abort. */
const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);

/**
 * Leaves out control records and the records of aborted transactions, as KIP-98 defines it: an aborted transaction begins
 * at its first offset and ends with its producer's abort marker.
 *
 * The broker lists aborted transactions in the order of their markers, not of their first offsets. kafkajs's own filter
 * takes that order for granted and enters at most one transaction a record, so it delivers aborted records when
 * transactions overlap (docs/adr/0003-kafka.md, fault 1).
 */
export function committedRecords<R extends FetchedRecord>(
  records: readonly R[],
  abortedTransactions: readonly AbortedTransaction[],
): R[] {
  const upcoming = [...abortedTransactions].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborting = new Set<string>();
  return records.filter((record) => {
    while (upcoming.length > 0 && upcoming[0]!.firstOffset <= record.offset) {
      aborting.add(upcoming.shift()!.producerId);
    }
    if (record.isControlRecord) {
      if (record.key?.equals(ABORT_MARKER)) aborting.delete(record.producerId);
      return false;
    }
    return !(record.inTransaction && aborting.has(record.producerId));
  });
}
