import type { DeadLetter } from '@pacioli/contracts/dead-letter';
import { decodePaymentEvent } from '@pacioli/contracts/payment-event';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { partitionOf } from '@pacioli/contracts/topics';
import { redrivenRequest, type Correction } from './redriven-request';

const TRANSFER = { amount: '10', credit: 'card', currency: 'GBP', debit: 'cash' };
const SOUND = paymentRecord('transfer.requested.v1', TRANSFER);
const LETTER: DeadLetter = {
  ...{ topic: 'payment-events', partition: 2, offset: 981n, reason: 'body_unparsable', detail: 'so' },
  ...{ key: SOUND.key, value: SOUND.value, headers: SOUND.headers },
};
const TO = { topic: 'payment-events', partitions: 6 };
const redriven = (letter: Partial<DeadLetter>, correction: Partial<Correction> = {}) =>
  redrivenRequest({ ...LETTER, ...letter }, { headers: {}, ...correction }, TO);
const textsOf = (request: ReturnType<typeof redriven>) =>
  request.kind === 'request' &&
  Object.fromEntries(Object.entries(request.record.headers).map(([name, value]) => [name, String(value)]));

describe('The request that is made of a dead letter', () => {
  it('is what it was, under an id and rules that are derived anew', () => {
    const headers = { ...SOUND.headers, ce_id: Buffer.from('op_x'), ce_rules: Buffer.from('7') };
    const request = redriven({ headers });
    expect(request).toMatchObject({ kind: 'request', operationId: SOUND.headers['ce_id']!.toString() });
    expect(textsOf(request)).toEqual({
      ...Object.fromEntries(Object.entries(SOUND.headers).map(([name, value]) => [name, String(value)])),
      dlq_redrive_of: '2/981',
    });
    expect(request).toMatchObject({
      record: {
        topic: 'payment-events',
        partition: partitionOf('acme', 6),
        key: SOUND.key,
        value: SOUND.value,
      },
    });
  });

  it('has the body that the API would send for a corrected one', () => {
    const reversed = Object.fromEntries(Object.entries(TRANSFER).reverse());
    const value = Buffer.from(JSON.stringify(reversed, null, 2) + '\n');
    const request = redriven({ value: Buffer.from('{') }, { value });
    expect(request).toMatchObject({ kind: 'request', operationId: SOUND.headers['ce_id']!.toString() });
    expect(request.kind === 'request' && String(request.record.value)).toBe(JSON.stringify(TRANSFER));
  });

  it('goes to the partition of a corrected key, as an operation of that book', () => {
    const request = redriven({ key: null }, { key: 'globex' });
    const other = paymentRecord('transfer.requested.v1', TRANSFER, { book: 'globex' });
    expect(request).toMatchObject({
      operationId: other.headers['ce_id']!.toString(),
      record: { partition: partitionOf('globex', 6), key: Buffer.from('globex') },
    });
  });

  it('takes headers that are given, and leaves out those that are taken away or were null', () => {
    const headers = { ...SOUND.headers, ce_source: null, traceparent: Buffer.from(''), 'x-own': null };
    const request = redriven({ headers }, { headers: { ce_source: 'http', traceparent: '', more: 'm' } });
    expect(textsOf(request)).toMatchObject({ ce_source: 'http', more: 'm' });
    expect(textsOf(request)).not.toHaveProperty('traceparent');
    expect(textsOf(request)).not.toHaveProperty('x-own');
  });

  it('names the dead letter of its own when it was redriven before', () => {
    const before = { dlq_redrive_of: Buffer.from('2/17'), dlq_redrive_after: Buffer.from('2/18') };
    const headers = { ...SOUND.headers, ...before };
    expect(textsOf(redriven({ headers }))).toMatchObject({ dlq_redrive_of: '2/981' });
    expect(textsOf(redriven({ headers }))).not.toHaveProperty('dlq_redrive_after');
    expect(textsOf(redriven({ headers }, { after: '0/10' }))).toMatchObject({ dlq_redrive_after: '0/10' });
  });

  it.each<[string, Partial<DeadLetter>, Partial<Correction>]>([
    ['key_is_no_book', { key: null }, {}],
    ['key_is_no_book', {}, { key: 'No Book' }],
    ['headers_invalid', { headers: {} }, {}],
    ['headers_invalid', {}, { headers: { ce_source: '' } }],
    ['headers_invalid', {}, { headers: { traceparent: 'x'.repeat(513) } }],
    ['body_unparsable', { value: null }, {}],
    ['body_unparsable', {}, { value: Buffer.from([0x22, 0xff, 0x22]) }],
    ['body_invalid', {}, { value: Buffer.from('{}') }],
    ['unknown', {}, { headers: { ce_type: 'loan.requested.v1' } }],
  ])('is refused when it would be no better: %s', (reason, letter, correction) => {
    expect(redriven(letter, correction)).toMatchObject({ kind: 'refused', reason });
  });

  it('is read by the ledger as what it asks', () => {
    const request = redriven({ headers: { ...SOUND.headers, ce_id: Buffer.from('op_x') } });
    if (request.kind === 'refused') throw new Error(request.detail);
    const { key, value, headers } = request.record;
    const record = { partition: 0, offset: 0n, timestamp: 0, key: key as Buffer, value: value as Buffer };
    const decoded = decodePaymentEvent({ ...record, headers: headers as Record<string, Buffer> });
    expect(decoded).toMatchObject({ kind: 'event', event: { body: TRANSFER } });
  });
});
