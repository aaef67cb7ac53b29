import type { StoredBatch } from './stored-batches';

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/**
 * Leaves out control batches and the batches of aborted transactions, as KIP-98 defines it: an aborted transaction begins
 * at its first offset and ends with its producer's abort marker.
 *
 * The broker lists aborted transactions in the order of their markers, not of their first offsets. kafkajs's own filter
 * takes that order for granted and enters at most one transaction a record, so it delivers aborted records when
 * transactions overlap (docs/adr/0003-kafka.md, fault 1).
 */
export function committedBatches<
  B extends Pick<StoredBatch, 'lastOffset' | 'producerId' | 'inTransaction' | 'marker'>,
>(batches: readonly B[], abortedTransactions: readonly AbortedTransaction[]): B[] {
  const upcoming = [...abortedTransactions].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborting = new Set<bigint>();
  return batches.filter(({ lastOffset, producerId, inTransaction, marker }) => {
    while (upcoming.length > 0 && upcoming[0]!.firstOffset <= lastOffset) {
      aborting.add(upcoming.shift()!.producerId);
    }
    if (marker === 'abort') aborting.delete(producerId);
    return marker === undefined && !(inTransaction && aborting.has(producerId));
  });
}
