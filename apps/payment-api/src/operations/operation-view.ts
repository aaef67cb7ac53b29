import type { Account } from '@pacioli/contracts/account';
import type { Operation, ResourceLink } from '@pacioli/contracts/operation';
import { journalEntryIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import type { DecidedOperation } from './operations-store';

const NOTHING_YET = {
  ...{ code: null, resource: null, journal_entry: null, actor: null, accepted_at: null, recorded_at: null },
} as const;

export const pendingOperation = (id: string): Operation => ({ id, status: 'pending', ...NOTHING_YET });

/** The id of the operation that was decided. */
export const operationIdIn = ({ keyId, fingerprint }: DecidedOperation): string =>
  operationIdOf(keyId, Buffer.from(fingerprint!, 'hex'));

/** An operation as its id names it: with the key of one that was decided, and perhaps with another request. */
export function decidedOperation(id: string, decided: DecidedOperation): Operation {
  const { fingerprint, status, code, actorType, actorId, keyId } = decided;
  if (fingerprint !== null && !id.endsWith(fingerprint.slice(0, 8))) {
    return { id, ...NOTHING_YET, status: 'rejected', code: 'idempotency_key_reused' };
  }
  return {
    id,
    status,
    code,
    resource: resourceOf(decided),
    journal_entry: status === 'posted' ? journalEntryIdOf(keyId) : null,
    actor: actorType === null ? null : { type: actorType, id: actorId },
    accepted_at: decided.acceptedAt.toISOString(),
    recorded_at: decided.recordedAt.toISOString(),
  };
}

/** What an operation made. */
function resourceOf({ book, type, keyId, status, answer }: DecidedOperation): ResourceLink | null {
  if (type === null || status === 'rejected' || status === 'dead_lettered') return null;
  const of = (name: string, id: string, path: string) => ({
    type: name,
    id,
    href: `/v1/books/${book}${path}`,
  });
  switch (type) {
    case 'book.requested.v1':
      return of('book', book, '');
    case 'account.requested.v1':
    case 'account-suspension.requested.v1':
    case 'account-activation.requested.v1':
    case 'account-closure.requested.v1':
    case 'account-change.requested.v1': {
      const { name } = JSON.parse(answer!) as Account;
      return of('account', name, `/accounts/${name}`);
    }
    case 'transfer.requested.v1':
    case 'journal-entry.requested.v1':
    case 'reversal.requested.v1':
      return of('journal_entry', journalEntryIdOf(keyId), `/journal-entries/${journalEntryIdOf(keyId)}`);
  }
}
