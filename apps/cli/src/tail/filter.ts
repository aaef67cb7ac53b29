import { keyIdOf, parseOperationId } from '@pacioli/contracts/operation-id';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { headerOf } from '../topic/record-headers';

/** Which records are wanted: of all that is given here, each must fit. */
export interface Filter {
  readonly book?: string;
  /** All of a CloudEvents type, or what it is of: `transfer` of `transfer.posted.v1`. */
  readonly type?: string;
  /** An idempotency key; an outcome does not tell it, and is known by the id that a client's key gives it. */
  readonly key?: string;
  readonly operation?: string;
}

export function isWanted(record: TopicRecord, { book, type, key, operation }: Filter): boolean {
  const of = (name: string) => headerOf(record, name);
  const itsType = of('ce_type') ?? '';
  return (
    (book === undefined || record.key?.toString() === book) &&
    (type === undefined || itsType === type || itsType.startsWith(`${type}.`)) &&
    (operation === undefined || operationIn(record) === operation) &&
    (key === undefined || isOfKey(record, key))
  );
}

/** What a payment event asks for, or what a ledger event answers. */
export const operationIn = (record: TopicRecord): string | null =>
  [headerOf(record, 'ce_subject'), headerOf(record, 'ce_id')].find(
    (id) => id !== null && parseOperationId(id) !== undefined,
  ) ?? null;

function isOfKey(record: TopicRecord, key: string): boolean {
  const named = headerOf(record, 'ce_idempotencykey');
  if (named !== null) return named === key;
  const operation = parseOperationId(operationIn(record) ?? '');
  return operation?.keyId === keyIdOf('http', record.key?.toString() ?? '', key);
}
