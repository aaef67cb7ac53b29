import { REDRIVE_AFTER_HEADER, REDRIVE_OF_HEADER, type DeadLetter } from '@pacioli/contracts/dead-letter';
import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { CURRENT_RULES, decodePaymentEvent } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { partitionOf } from '@pacioli/contracts/topics';
import canonicalize from 'canonicalize';

/** What an operator changes of a dead letter before it is sent again; what is absent stays as it was. */
export interface Correction {
  readonly key?: string | undefined;
  readonly value?: Buffer | undefined;
  /** By name; an empty value takes the header away. */
  readonly headers: Readonly<Record<string, string>>;
  /** The place of an earlier redrive that came to nothing. */
  readonly after?: string | undefined;
}

/** The request to be sent, or why it would be no better than before. */
export type RedrivenRequest =
  | { kind: 'request'; record: OutgoingRecord; operationId: string }
  | { kind: 'refused'; reason: string; detail: string };

/** How a dead letter is named: where its record stood in payment-events. */
export const placeOf = ({ partition, offset }: Pick<DeadLetter, 'partition' | 'offset'>): string =>
  `${partition}/${offset}`;

/** Headers that follow from the rest, so that nobody can choose them. */
export const isDerived = (name: string): boolean =>
  name === 'ce_id' || name === 'ce_rules' || name.startsWith('dlq_');

/**
 * Makes the request of a dead letter anew. Its operation id and its rules were not to be believed: both are set as if it
 * were asked for now. The ledger's own reading decides whether it could be decided.
 */
export function redrivenRequest(
  letter: DeadLetter,
  correction: Correction,
  { topic, partitions }: { topic: string; partitions: number },
): RedrivenRequest {
  const key = correction.key === undefined ? letter.key : Buffer.from(correction.key);
  const value = correction.value === undefined ? letter.value : canonical(correction.value);
  const headers = headersOf(letter, correction);
  const text = (name: string) => headers[name]?.toString() ?? '';
  const book = key?.toString() ?? '';
  const keyId = keyIdOf(text('ce_source'), book, text('ce_idempotencykey'));
  const operationId = operationIdOf(keyId, fingerprintOf(text('ce_type'), value ?? ''));
  headers['ce_id'] = Buffer.from(operationId);
  headers['ce_rules'] = Buffer.from(String(CURRENT_RULES));
  headers[REDRIVE_OF_HEADER] = Buffer.from(placeOf(letter));
  delete headers[REDRIVE_AFTER_HEADER];
  if (correction.after !== undefined) headers[REDRIVE_AFTER_HEADER] = Buffer.from(correction.after);

  const partition = partitionOf(book, partitions);
  const decoded = decodePaymentEvent({ partition, offset: 0n, timestamp: 0, key, value, headers });
  if (decoded.kind === 'event')
    return { kind: 'request', record: { topic, partition, key, value, headers }, operationId };
  const reason = decoded.kind === 'unknown' ? 'unknown' : decoded.reason;
  return { kind: 'refused', reason, detail: decoded.detail };
}

function headersOf(letter: DeadLetter, correction: Correction): Record<string, Buffer> {
  const headers: Record<string, Buffer> = {};
  // A header that is null reads as one that is absent.
  for (const [name, value] of Object.entries(letter.headers)) if (value) headers[name] = value;
  for (const [name, value] of Object.entries(correction.headers)) {
    if (value === '') delete headers[name];
    else headers[name] = Buffer.from(value);
  }
  return headers;
}

/**
 * The form in which the API sends a body, so that a client who asks for the same under the same key is told the same.
 * What is no JSON in UTF-8 stays as it is, and is refused.
 */
function canonical(value: Buffer): Buffer {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(value);
    return Buffer.from(canonicalize(JSON.parse(text))!);
  } catch {
    return value;
  }
}
