import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { decidedOperation, operationIdIn } from './operation-view';
import type { DecidedOperation } from './operations-store';

const keyId = keyIdOf('http', 'acme', 'k');
const fingerprint = fingerprintOf('transfer.requested.v1', '{}');
const id = operationIdOf(keyId, fingerprint);
const decided: DecidedOperation = {
  ...{ keyId, book: 'acme', type: 'transfer.requested.v1', fingerprint: fingerprint.toString('hex') },
  ...{ status: 'posted', code: null, answer: null, actorType: 'unauthenticated', actorId: null },
  ...{ acceptedAt: new Date(1), recordedAt: new Date(2) },
};

describe('an operation', () => {
  it('leads to the journal entry that it posted', () => {
    expect(decidedOperation(id, decided)).toEqual({
      ...{ id, status: 'posted', code: null },
      resource: {
        type: 'journal_entry',
        id: `je_${keyId.slice(0, 28)}0000`,
        href: `/v1/books/acme/journal-entries/je_${keyId.slice(0, 28)}0000`,
      },
      journal_entry: `je_${keyId.slice(0, 28)}0000`,
      actor: { type: 'unauthenticated', id: null },
      accepted_at: '1970-01-01T00:00:00.001Z',
      recorded_at: '1970-01-01T00:00:00.002Z',
    });
  });

  it.each([
    ['book.requested.v1', null, { type: 'book', id: 'acme', href: '/v1/books/acme' }],
    [
      'account.requested.v1',
      '{"name":"assets:psp"}',
      { type: 'account', id: 'assets:psp', href: '/v1/books/acme/accounts/assets:psp' },
    ],
  ] as const)('of type %s leads to what it opened, and to no journal entry', (type, answer, resource) => {
    const operation = decidedOperation(id, { ...decided, status: 'done', type, answer });
    expect(operation).toMatchObject({ status: 'done', resource, journal_entry: null });
  });

  it('that is a batch leads to itself and to none of its entries, and its answer is not read', () => {
    const batch = { ...decided, type: 'batch.requested.v1', answer: 'megabytes that nobody parses' } as const;
    const resource = { type: 'operation', id, href: `/v1/books/acme/operations/${id}` };
    expect(decidedOperation(id, batch)).toMatchObject({ status: 'posted', resource, journal_entry: null });
  });

  it('that was refused leads nowhere', () => {
    const refused = { ...decided, status: 'rejected', code: 'unbalanced_entry', answer: null } as const;
    expect(decidedOperation(id, refused)).toMatchObject({
      code: 'unbalanced_entry',
      resource: null,
      journal_entry: null,
    });
  });

  it('is refused and says nothing of the other when its key was used for another request', () => {
    const other = operationIdOf(keyId, fingerprintOf('transfer.requested.v1', '{"amount":"1"}'));
    expect(decidedOperation(other, decided)).toEqual({
      ...{ id: other, status: 'rejected', code: 'idempotency_key_reused' },
      ...{ resource: null, journal_entry: null, actor: null, accepted_at: null, recorded_at: null },
    });
  });

  it('is shown when it is a dead letter, which has no fingerprint', () => {
    const letter: DecidedOperation = {
      ...{ ...decided, status: 'dead_lettered', code: 'body_unparsable', answer: null },
      ...{ type: null, fingerprint: null, actorType: null },
    };
    expect(decidedOperation(id, letter)).toMatchObject({
      id,
      status: 'dead_lettered',
      resource: null,
      actor: null,
    });
  });

  it('has the id that its request got', () => {
    expect(operationIdIn(decided)).toBe(id);
  });
});
