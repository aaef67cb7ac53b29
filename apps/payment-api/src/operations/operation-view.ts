import type { Operation } from '@pacioli/contracts/operation';
import { journalEntryIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import type { DecidedOperation } from './operations-store';
import { resourceOf } from './resource';

const NOTHING_YET = {
  ...{ code: null, resource: null, journal_entry: null, actor: null, accepted_at: null, recorded_at: null },
} as const;

export const pendingOperation = (id: string): Operation => ({ id, status: 'pending', ...NOTHING_YET });

/** The id of the operation that was decided. */
export const operationIdIn = ({ keyId, fingerprint }: DecidedOperation): string =>
  operationIdOf(keyId, Buffer.from(fingerprint!, 'hex'));

/** An operation as its id names it: with the key of one that was decided, and perhaps with another request. */
export function decidedOperation(id: string, decided: DecidedOperation): Operation {
  const { book, type, keyId, fingerprint, status, code, answer, actorType, actorId } = decided;
  if (fingerprint !== null && !id.endsWith(fingerprint.slice(0, 8))) {
    return { id, ...NOTHING_YET, status: 'rejected', code: 'idempotency_key_reused' };
  }
  const isMade = status === 'posted' || status === 'done';
  return {
    id,
    status,
    code,
    resource: isMade ? resourceOf({ book, type: type!, operation: id, keyId, answer }) : null,
    journal_entry: status === 'posted' && type !== 'batch.requested.v1' ? journalEntryIdOf(keyId) : null,
    actor: actorType === null ? null : { type: actorType, id: actorId },
    accepted_at: decided.acceptedAt.toISOString(),
    recorded_at: decided.recordedAt.toISOString(),
  };
}
