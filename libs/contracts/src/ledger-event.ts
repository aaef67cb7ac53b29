import type { OutgoingRecord } from './topic-record';
import { PAYMENT_EVENTS, type PaymentEventType } from './payment-event';

/** What the ledger says of one decision, to whoever follows ledger-events. */
export interface LedgerEvent {
  readonly book: string;
  /** The decision's number in its book: the sequence of the book's events. */
  readonly sequence: bigint;
  readonly operationId: string | null;
  readonly requestType: PaymentEventType | null;
  readonly status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  readonly code: string | null;
  readonly detail: string | null;
  /** The part of the request that a refusal is about, where that is known (RFC 6901). */
  readonly pointer: string | null;
  /** The resource that was made, as JSON text; null for a refusal. */
  readonly answer: string | null;
  readonly recordedAt: number;
  /** Where the request stands in payment-events; the topics are co-partitioned. */
  readonly partition: number;
  readonly sourceOffset: bigint;
  readonly actorType: string | null;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/** The CloudEvents type of each outcome: `<noun>.<past participle>.v1`. */
export function ledgerEventType({
  requestType,
  status,
}: Pick<LedgerEvent, 'requestType' | 'status'>): string {
  if (requestType === null) return 'record.dead-lettered.v1';
  const noun = requestType.split('.')[0]!;
  return `${noun}.${status === 'rejected' ? status : PAYMENT_EVENTS[requestType].done}.v1`;
}

export const SOURCE_OFFSET_HEADER = 'ce_sourceoffset';

const refusalOf = ({ operationId, code, detail, pointer }: LedgerEvent) => ({
  ...{ operation: operationId, code, detail },
  ...(pointer !== null && { pointer }),
});

/** The record of a ledger event (CloudEvents 1.0, binary mode). */
export function ledgerEventRecord(topic: string, event: LedgerEvent): OutgoingRecord {
  const { book, sequence, operationId, sourceOffset, partition } = event;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: `${book}/${sequence}`,
    ce_type: ledgerEventType(event),
    ce_source: 'ledger-service',
    ce_time: new Date(event.recordedAt).toISOString(),
    ce_sequence: sequence.toString(),
    [SOURCE_OFFSET_HEADER]: sourceOffset.toString(),
  };
  if (operationId !== null) headers['ce_subject'] = operationId;
  if (event.actorType !== null) headers['ce_authtype'] = event.actorType;
  if (event.actorId !== null) headers['ce_authid'] = event.actorId;
  if (event.requestId !== null) headers['x-request-id'] = event.requestId;
  if (event.traceparent !== null) headers['traceparent'] = event.traceparent;
  return { topic, partition, key: book, value: event.answer ?? JSON.stringify(refusalOf(event)), headers };
}
