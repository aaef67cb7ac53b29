import { Account, AccountChange, AccountRequest, AccountStatusChange } from './account';
import { Batch, BatchRequest } from './batch';
import { Book, BookRequest } from './book';
import { BOOK_ID } from './field';
import { FxTransferRequest } from './fx-transfer';
import { Capture, Expiry, Hold, HoldMovement, HoldRequest, Void } from './hold';
import { JournalEntry, JournalEntryRequest, Reversal, TransferRequest } from './journal-entry';
import { fingerprintOf, keyIdOf, operationIdOf, type KeyId } from './operation-id';
import { ClosedPeriod, PeriodClose } from './period';
import { checkerOf, type FieldError } from './schema';
import type { TopicRecord } from './topic-record';
import { partitionOf } from './topics';

/** One kind of input of the ledger, and all that is told of it wherever it goes. */
interface Kind<Body> {
  /** What is asked for, as a sentence of its documentation. */
  readonly asks: string;
  readonly body: new () => Body;
  /** What is answered when the ledger does it, and what that is about. */
  readonly answer: new () => object;
  readonly resource: 'book' | 'account' | 'journal_entry' | 'hold' | 'operation' | 'period';
  /** The last word of the ledger's event when it does it; `posted` where it makes a journal entry. */
  readonly done: 'opened' | 'applied' | 'posted';
}

const account = { answer: Account, resource: 'account', done: 'applied' } as const;
const entry = { answer: JournalEntry, resource: 'journal_entry', done: 'posted' } as const;
const hold = { answer: Hold, resource: 'hold', done: 'posted' } as const;

/** The inputs of the ledger: what can be asked for, by CloudEvents type. */
export const PAYMENT_EVENTS = {
  'book.requested.v1': {
    asks: 'A book is to be opened.',
    ...{ body: BookRequest, answer: Book, resource: 'book', done: 'opened' },
  },
  'account.requested.v1': {
    asks: 'An account is to be opened.',
    ...{ ...account, body: AccountRequest, done: 'opened' },
  },
  'account-suspension.requested.v1': {
    asks: 'Nothing is to be posted to an account until it is activated.',
    ...{ ...account, body: AccountStatusChange },
  },
  'account-activation.requested.v1': {
    asks: 'A suspended account is to be posted to again.',
    ...{ ...account, body: AccountStatusChange },
  },
  'account-closure.requested.v1': {
    asks: 'An empty account is to be closed for ever.',
    ...{ ...account, body: AccountStatusChange },
  },
  'account-change.requested.v1': {
    asks: 'Limits or metadata of an account are to be changed.',
    ...{ ...account, body: AccountChange },
  },
  'transfer.requested.v1': {
    asks: 'An amount is to be moved from one account to another.',
    ...{ ...entry, body: TransferRequest },
  },
  'fx-transfer.requested.v1': {
    asks: 'An amount of one currency is to be sold for another, at a rate.',
    ...{ ...entry, body: FxTransferRequest },
  },
  'journal-entry.requested.v1': {
    asks: 'Postings that net to zero are to be made.',
    ...{ ...entry, body: JournalEntryRequest },
  },
  'reversal.requested.v1': {
    asks: 'An entry is to be undone by one with every posting turned round.',
    ...{ ...entry, body: Reversal },
  },
  'hold.requested.v1': { asks: 'An amount is to be reserved.', ...{ ...hold, body: HoldRequest } },
  'capture.requested.v1': {
    asks: 'A held amount is to be moved, in full or in part.',
    ...{ ...entry, body: Capture, answer: HoldMovement },
  },
  'void.requested.v1': {
    asks: 'What remains of a hold is to be given back.',
    ...{ ...hold, body: Void },
  },
  'period-close.requested.v1': {
    asks: 'Nothing is to take effect in a month any more.',
    ...{ body: PeriodClose, answer: ClosedPeriod, resource: 'period', done: 'applied' },
  },
  'batch.requested.v1': {
    asks: 'Several movements are to be made, all of them or none.',
    ...{ ...entry, body: BatchRequest, answer: Batch, resource: 'operation' },
  },
  'expiry.requested.v1': {
    asks: 'What remains of a hold is to be given back, since its time is over.',
    ...{ ...hold, body: Expiry },
  },
} as const satisfies Record<string, Kind<object>>;
export type PaymentEventType = keyof typeof PAYMENT_EVENTS;
export type BodyOf<T extends PaymentEventType> = InstanceType<(typeof PAYMENT_EVENTS)[T]['body']>;

/**
 * The version of the rules that decide an event, named by each event. Old rules stay in the code for ever. Rules 2 tell all
 * three balances in their answers, and their decisions are hashed in another form.
 */
export const CURRENT_RULES = 2;
const KNOWN_RULES = new Set(['1', '2']);
/** All that release 1 could be asked. */
const TYPES_OF_RULES_1: ReadonlySet<PaymentEventType> = new Set([
  'book.requested.v1',
  'account.requested.v1',
  'transfer.requested.v1',
  'journal-entry.requested.v1',
]);

/** Where an event came from and for whom. `requestId` and `traceparent` tie it to logs and traces. */
export interface Provenance {
  readonly source: string;
  readonly idempotencyKey: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export interface PaymentEventOf<T extends PaymentEventType> extends Provenance {
  readonly type: T;
  readonly body: BodyOf<T>;
  readonly rules: number;
  readonly book: string;
  readonly keyId: KeyId;
  readonly operationId: string;
  readonly fingerprint: Buffer;
  readonly partition: number;
  readonly offset: bigint;
  /** The broker's append time, in milliseconds since 1970. */
  readonly appendedAt: number;
}
export type PaymentEvent = { [T in PaymentEventType]: PaymentEventOf<T> }[PaymentEventType];

/** Why a record can never be decided. */
export const DEAD_LETTER_REASONS = [
  'key_is_no_book',
  'headers_invalid',
  'body_unparsable',
  'body_invalid',
  'operation_id_mismatch',
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

export type DecodedRecord =
  | { kind: 'event'; event: PaymentEvent }
  | { kind: 'dead_letter'; reason: DeadLetterReason; detail: string }
  /** An event of a type, version or rules that this release does not know: a newer release will. */
  | { kind: 'unknown'; detail: string };

/** The CloudEvents headers (binary mode, Kafka protocol binding) of an event that is about to be published. */
export function paymentEventHeaders(
  type: PaymentEventType,
  operationId: string,
  time: Date,
  from: Provenance,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: operationId,
    ce_type: type,
    ce_source: from.source,
    ce_time: time.toISOString(),
    ce_rules: String(CURRENT_RULES),
    ce_idempotencykey: from.idempotencyKey,
    ce_authtype: from.actorType,
    ...(from.actorId !== null && { ce_authid: from.actorId }),
    ...(from.requestId !== null && { 'x-request-id': from.requestId }),
    ...(from.traceparent !== null && { traceparent: from.traceparent }),
  };
}

const CHECKERS = Object.fromEntries(
  Object.entries(PAYMENT_EVENTS).map(([type, { body }]) => [type, checkerOf(body)]),
) as Record<PaymentEventType, (body: unknown) => FieldError[]>;

export const isPaymentEventType = (type: string): type is PaymentEventType =>
  Object.hasOwn(PAYMENT_EVENTS, type);

const BOOK = new RegExp(BOOK_ID, 'u');

/**
 * The book under which an undecodable record is filed: the one that its key names, if that lies on this partition, since each
 * book is written by one partition alone; any other is filed under its partition, as no client can name a book.
 */
export function bookOf(
  { key, partition }: Pick<TopicRecord, 'key' | 'partition'>,
  partitions: number,
): string {
  const book = key?.toString() ?? '';
  return BOOK.test(book) && partitionOf(book, partitions) === partition ? book : `~${partition}`;
}

/** RFC 3629: what is not UTF-8 is refused rather than replaced, or two different records would read the same. */
const utf8 = new TextDecoder('utf-8', { fatal: true });
/** What PostgreSQL can store, of a bounded length; U+FFFD is what ill-formed UTF-8 reads as. */
const STORABLE_HEADER = /^[^\u0000\ufffd]{1,512}$/u;

class HeaderInvalid extends Error {}

function headerOf(headers: TopicRecord['headers'], name: string): string | null {
  const value = headers[name] ?? null;
  if (value === null) return null;
  const text = value.toString();
  if (!STORABLE_HEADER.test(text)) throw new HeaderInvalid(name);
  return text;
}

/**
 * Reads a record of payment-events. Nothing of it is trusted: the operation id is derived again from source, book, key
 * and body, so that a record can not pass for another operation.
 */
export function decodePaymentEvent(record: TopicRecord): DecodedRecord {
  try {
    return decode(record);
  } catch (error) {
    if (!(error instanceof HeaderInvalid)) throw error;
    return deadLetter('headers_invalid', `${error.message} is empty, too long, or not well-formed`);
  }
}

/** What an event of rules 1 was refused for, and still is: it is decided as it was. */
const unknownToRules1 = (body: unknown): FieldError[] =>
  typeof body === 'object' && body !== null && 'conditions' in body
    ? [{ pointer: '/conditions', detail: 'is not a field of this request' }]
    : [];

function decode(record: TopicRecord): DecodedRecord {
  const book = record.key?.toString() ?? '';
  if (!BOOK.test(book)) return deadLetter('key_is_no_book', 'the key of the record is not the id of a book');

  const { headers } = record;
  const type = headerOf(headers, 'ce_type');
  const operationId = headerOf(headers, 'ce_id');
  const source = headerOf(headers, 'ce_source');
  const rules = headerOf(headers, 'ce_rules');
  const idempotencyKey = headerOf(headers, 'ce_idempotencykey');
  const actorType = headerOf(headers, 'ce_authtype');
  if (!type || !operationId || !source || !rules || !idempotencyKey || !actorType) {
    const names = 'ce_type, ce_id, ce_source, ce_rules, ce_idempotencykey and ce_authtype';
    return deadLetter('headers_invalid', `one of ${names} is missing`);
  }
  if (!isPaymentEventType(type)) return { kind: 'unknown', detail: `event type ${type}` };
  if (!KNOWN_RULES.has(rules)) return { kind: 'unknown', detail: `rules version ${rules}` };
  if (rules === '1' && !TYPES_OF_RULES_1.has(type))
    return deadLetter('headers_invalid', `rules 1 do not know ${type}`);

  let body: unknown;
  try {
    body = JSON.parse(utf8.decode(record.value ?? Buffer.alloc(0)));
  } catch {
    return deadLetter('body_unparsable', 'the value is not JSON in UTF-8');
  }
  const errors = [...CHECKERS[type](body), ...(rules === '1' ? unknownToRules1(body) : [])];
  if (errors.length > 0) {
    return deadLetter(
      'body_invalid',
      errors.map(({ pointer, detail }) => `${pointer || 'the body'} ${detail}`).join('; '),
    );
  }

  if (type === 'book.requested.v1' && (body as BookRequest).id !== book) {
    return deadLetter('body_invalid', '/id is not the key of the record');
  }
  const keyId = keyIdOf(source, book, idempotencyKey);
  const fingerprint = fingerprintOf(type, record.value!);
  if (operationId !== operationIdOf(keyId, fingerprint)) {
    return deadLetter('operation_id_mismatch', 'ce_id does not follow from source, book, key and body');
  }
  const event = {
    type,
    body,
    rules: Number(rules),
    book,
    keyId,
    operationId,
    fingerprint,
    source,
    idempotencyKey,
    actorType,
    actorId: headerOf(headers, 'ce_authid'),
    requestId: headerOf(headers, 'x-request-id'),
    traceparent: headerOf(headers, 'traceparent'),
    partition: record.partition,
    offset: record.offset,
    appendedAt: record.timestamp,
  };
  return { kind: 'event', event: event as PaymentEvent };
}

const LONGEST_DETAIL = 2_000;

/**
 * A detail may quote the names of unknown fields, which nothing bounds and which may hold what PostgreSQL can not store:
 * what is kept, published and hashed is short and well-formed.
 */
const deadLetter = (reason: DeadLetterReason, detail: string): DecodedRecord => ({
  kind: 'dead_letter',
  reason,
  detail: detail.slice(0, LONGEST_DETAIL).replace(/[\u0000\p{Cs}]/gu, '\ufffd'),
});
