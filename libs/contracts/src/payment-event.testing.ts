import { fingerprintOf, keyIdOf, operationIdOf } from './operation-id';
import { paymentEventHeaders, type PaymentEventType } from './payment-event';
import type { TopicRecord } from './topic-record';

/** What may be given of a record; the rest is as payment-api would publish it. */
interface Given {
  readonly book?: string;
  readonly idempotencyKey?: string;
  readonly source?: string;
  readonly actorId?: string;
  readonly requestId?: string;
  readonly traceparent?: string;
  readonly offset?: bigint;
  readonly timestamp?: number;
}

/** A record of payment-events, whole and consistent, around any body; a text is taken as it is. */
export function paymentRecord(type: string, body: unknown, given: Given = {}): TopicRecord {
  const { book = 'acme', idempotencyKey = 'key', source = 'http', offset = 0n, timestamp = 0 } = given;
  const value = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const operationId = operationIdOf(keyIdOf(source, book, idempotencyKey), fingerprintOf(type, value));
  const headers = paymentEventHeaders(type as PaymentEventType, operationId, new Date(timestamp), {
    ...{ source, idempotencyKey, actorType: 'unauthenticated' },
    actorId: given.actorId ?? null,
    requestId: given.requestId ?? null,
    traceparent: given.traceparent ?? null,
  });
  return {
    ...{ partition: 0, offset, timestamp, key: Buffer.from(book), value },
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
}
