import { decodePaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { partitionOf } from '@pacioli/contracts/topics';
import type { Inspector } from './verify-partition';

/** What the ledger could not decide of payment-events, or must not: such a record is laid aside, or stops its partition. */
export class PaymentEventInspector implements Inspector {
  constructor(private readonly partitions: number) {}

  inspect(record: TopicRecord): Promise<string[]> {
    const decoded = decodePaymentEvent(record);
    if (decoded.kind === 'dead_letter') return Promise.resolve([`${decoded.reason}: ${decoded.detail}`]);
    if (decoded.kind === 'unknown') return Promise.resolve([`${decoded.detail} is unknown to this release`]);
    const { book } = decoded.event;
    const home = partitionOf(book, this.partitions);
    return Promise.resolve(home === record.partition ? [] : [`book ${book} belongs on partition ${home}`]);
  }
}
