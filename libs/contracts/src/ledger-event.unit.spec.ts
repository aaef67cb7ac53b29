import { ledgerEventRecord, ledgerEventType, type LedgerEvent } from './ledger-event';

const POSTED: LedgerEvent = {
  ...{ book: 'acme', sequence: 17n, operationId: 'op_1', requestType: 'transfer.requested.v1' },
  ...{
    status: 'posted',
    code: null,
    detail: null,
    pointer: null,
    answer: '{"id":"je_1"}',
    recordedAt: 1_795_255_200_123,
  },
  ...{ partition: 2, sourceOffset: 981n, actorType: 'unauthenticated', actorId: null },
  ...{ requestId: null, traceparent: null },
};
const DEAD: LedgerEvent = {
  ...{ ...POSTED, book: '~2', operationId: null, requestType: null, status: 'dead_lettered' },
  ...{
    code: 'body_unparsable',
    detail: 'the value is not JSON in UTF-8',
    pointer: null,
    answer: null,
    actorType: null,
  },
};

describe('The type of a ledger event', () => {
  it.each([
    ['book.requested.v1', 'done', 'book.opened.v1'],
    ['account.requested.v1', 'done', 'account.opened.v1'],
    ['transfer.requested.v1', 'posted', 'transfer.posted.v1'],
    ['journal-entry.requested.v1', 'posted', 'journal-entry.posted.v1'],
    ['journal-entry.requested.v1', 'rejected', 'journal-entry.rejected.v1'],
    [null, 'dead_lettered', 'record.dead-lettered.v1'],
  ] as const)('of %s that is %s is %s', (requestType, status, type) => {
    expect(ledgerEventType({ requestType, status })).toBe(type);
  });
});

describe('The record of a ledger event', () => {
  it('is a CloudEvent in binary mode, on the partition of the request', () => {
    expect(ledgerEventRecord('ledger-events', POSTED)).toEqual({
      ...{ topic: 'ledger-events', partition: 2, key: 'acme', value: '{"id":"je_1"}' },
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'acme/17',
        ce_type: 'transfer.posted.v1',
        ce_source: 'ledger-service',
        ce_subject: 'op_1',
        ce_time: '2026-11-21T10:00:00.123Z',
        ce_sequence: '17',
        ce_sourceoffset: '981',
        ce_authtype: 'unauthenticated',
      },
    });
  });

  it('says who asked and where it came from, if that is known', () => {
    const event = { ...POSTED, actorId: 'shop-1', requestId: 'r-1', traceparent: 't-1' };
    const { headers } = ledgerEventRecord('ledger-events', event);
    expect(headers).toMatchObject({ ce_authid: 'shop-1', 'x-request-id': 'r-1', traceparent: 't-1' });
  });

  it('of a refusal has its code and detail for a body', () => {
    const refused: LedgerEvent = {
      ...POSTED,
      status: 'rejected',
      code: 'limit_exceeded',
      detail: 'so',
      answer: null,
    };
    const { value, headers } = ledgerEventRecord('ledger-events', refused);
    expect(JSON.parse(value as string)).toEqual({ operation: 'op_1', code: 'limit_exceeded', detail: 'so' });
    expect(headers).toMatchObject({ ce_type: 'transfer.rejected.v1', ce_subject: 'op_1' });
  });

  it('of a dead letter names no operation and nobody', () => {
    const { value, headers } = ledgerEventRecord('ledger-events', DEAD);
    expect(JSON.parse(value as string)).toEqual({ operation: null, code: DEAD.code, detail: DEAD.detail });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['ce_subject']));
    expect(headers).not.toHaveProperty('ce_authtype');
  });
});
