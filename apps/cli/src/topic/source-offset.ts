import { SOURCE_OFFSET_HEADER } from '@pacioli/contracts/ledger-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { headerOf } from './record-headers';

/** Where the request of a ledger event stands in payment-events; undefined for what somebody else has written. */
export function sourceOfOutcome(record: TopicRecord): bigint | undefined {
  const header = headerOf(record, SOURCE_OFFSET_HEADER) ?? '';
  return /^\d{1,18}$/.test(header) ? BigInt(header) : undefined;
}
