import { hash } from 'node:crypto';

/** Our namespace for name-based UUIDs (RFC 9562, version 5); it never changes, or every key would change its id. */
const NAMESPACE = Buffer.from('6f1c0a8e5d7b4c2e9a3f70d1b85e4c96', 'hex');

/** 32 hex digits. */
export type KeyId = string;

function nameBasedUuid(name: string): KeyId {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]), 'buffer');
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.toString('hex', 0, 16);
}

/**
 * The identity of an idempotency key: source (`http`, `scheduler`, `provider:<name>`), book and key together, so that
 * a client's key can never meet a worker's. NUL separates them, which none of the three can hold.
 */
export const keyIdOf = (source: string, book: string, key: string): KeyId =>
  nameBasedUuid(`${source}\0${book}\0${key}`);

/** The identity of a record that carries no usable one: where it stands. */
export const deadLetterKeyIdOf = (partition: number, offset: bigint): KeyId =>
  nameBasedUuid(`dead-letter\0${partition}\0${offset}`);

/**
 * SHA-256 over what was asked: the event type and the event's body, whose canonical form (RFC 8785) holds the request
 * body and every path parameter, query parameter and header that changes the decision.
 */
export const fingerprintOf = (eventType: string, canonicalBody: Buffer | string): Buffer =>
  hash('sha256', `${eventType}\n${canonicalBody.toString()}`, 'buffer');

const OPERATION_ID = /^op_([0-9a-f]{32})_([0-9a-f]{8})$/;

export const operationIdOf = (keyId: KeyId, fingerprint: Buffer): string =>
  `op_${keyId}_${fingerprint.toString('hex', 0, 4)}`;

/** Takes an operation id apart; undefined when the text is none. */
export function parseOperationId(text: string): { keyId: KeyId; suffix: string } | undefined {
  const match = OPERATION_ID.exec(text);
  return match ? { keyId: match[1]!, suffix: match[2]! } : undefined;
}

/**
 * The id of the n-th journal entry of an operation: the first 28 digits of its key id and n in the last four, so that
 * an entry is found through the outcome of its key without an index of its own. 106 random bits remain.
 */
export const journalEntryIdOf = (keyId: KeyId, n = 0): string =>
  `je_${keyId.slice(0, 28)}${n.toString(16).padStart(4, '0')}`;

/** A hold has the digits of the entry that reserved it. */
export const holdIdOf = (journalEntryId: string): string => journalEntryId.replace('je_', 'hold_');
export const entryIdOfHold = (holdId: string): string => holdId.replace('hold_', 'je_');

/** The range of key ids that a journal entry id can belong to, and its place; undefined when the text is none. */
export function parseJournalEntryId(text: string): { from: KeyId; to: KeyId; n: number } | undefined {
  if (!/^je_[0-9a-f]{32}$/.test(text)) return undefined;
  const prefix = text.slice(3, 31);
  return { from: `${prefix}0000`, to: `${prefix}ffff`, n: Number.parseInt(text.slice(31), 16) };
}
