import fc from 'fast-check';
import { DIRECTIONS } from './account';
import { CURRENCY_CODES } from './currency';
import { decodePaymentEvent, PAYMENT_EVENTS, type DecodedRecord } from './payment-event';
import { paymentRecord } from './payment-event.testing';
import type { TopicRecord } from './topic-record';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,9}(:[a-z0-9][a-z0-9_-]{0,9}){0,7}$/);
const amount = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String);
const currency = fc.constantFrom(...CURRENCY_CODES);
const text = (maxLength: number) =>
  fc.string({ unit: 'binary', maxLength }).map((given) => given.replaceAll('\0', ''));
const moment = fc
  .date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Bodies of transfers and journal entries that are right in every way. */
const movement = {
  description: text(500),
  reference: text(100),
  effective_at: moment,
  metadata: fc.dictionary(
    text(39).map((key) => `k${key}`),
    text(500),
    { maxKeys: 5, noNullPrototype: true },
  ),
  expected_versions: fc.dictionary(name, fc.nat().map(String), { maxKeys: 5, noNullPrototype: true }),
};
const transfer = fc
  .record(
    { debit: name, credit: name, amount, currency, ...movement },
    { requiredKeys: ['debit', 'credit', 'amount', 'currency'] },
  )
  .map((body): [string, object] => ['transfer.requested.v1', body]);
const fxTransfer = fc
  .record(
    {
      ...{ debit: name, credit: name, trading_sold: name, trading_bought: name, rounding: name },
      ...{ sold: amount, sold_currency: currency, bought: amount, bought_currency: currency, ...movement },
      rate: fc.stringMatching(/^[1-9][0-9]{0,8}([.][0-9]{1,15})?$/),
    },
    {
      requiredKeys: [
        ...(['debit', 'credit', 'trading_sold', 'trading_bought', 'rounding', 'sold'] as const),
        ...(['sold_currency', 'bought_currency', 'rate'] as const),
      ],
    },
  )
  .map((body): [string, object] => ['fx-transfer.requested.v1', body]);
const posting = fc.record({ account: name, direction: fc.constantFrom(...DIRECTIONS), amount, currency });
const entry = fc
  .record(
    { postings: fc.array(posting, { minLength: 2, maxLength: 5 }), ...movement },
    { requiredKeys: ['postings'] },
  )
  .map((body): [string, object] => ['journal-entry.requested.v1', body]);
const header = fc
  .string({ unit: 'binary-ascii', minLength: 1, maxLength: 50 })
  .filter((given) => !given.includes('\0'));
const record = fc
  .tuple(
    fc.oneof(transfer, fxTransfer, entry),
    fc.constantFrom('acme', 'globex'),
    header,
    fc.constantFrom('http', 'scheduler'),
  )
  .map(([[type, body], book, idempotencyKey, source]) =>
    paymentRecord(type, body, { book, idempotencyKey, source }),
  );

/** Records that nobody would publish: bytes anywhere, and JSON of any kind. */
const hostile = fc.record({
  ...{ partition: fc.constant(0), offset: fc.constant(0n), timestamp: fc.constant(0) },
  key: fc.oneof(fc.constant(Buffer.from('acme')), fc.option(bytes)),
  value: fc.oneof(
    fc.option(bytes),
    fc.json({ stringUnit: 'binary' }).map((json) => Buffer.from(json)),
  ),
  headers: fc
    .tuple(
      fc.constantFrom(...Object.keys(PAYMENT_EVENTS)),
      fc.dictionary(fc.constantFrom('ce_id', 'ce_rules'), fc.option(bytes)),
    )
    .map(([type, others]) => ({ ...paymentRecord(type, {}).headers, ...others })),
});
const STORABLE = /^[^\u0000\p{Cs}]{1,2000}$/u;
const operation = (decoded: DecodedRecord) =>
  decoded.kind === 'event' ? decoded.event.operationId : undefined;

describe('Any record of payment-events', () => {
  it('that is right is read as what was published', () => {
    fc.assert(
      fc.property(record, (published) => {
        const decoded = decodePaymentEvent(published);
        expect(decoded.kind).toBe('event');
        if (decoded.kind === 'event') {
          expect(JSON.stringify(decoded.event.body)).toBe(published.value!.toString());
          expect(decoded.event.operationId).toBe(published.headers['ce_id']!.toString());
        }
      }),
    );
  });

  it('is an event, a dead letter or unknown, with a detail that can be stored', () => {
    fc.assert(
      fc.property(hostile, (published) => {
        const decoded = decodePaymentEvent(published);
        if (decoded.kind !== 'event') expect(decoded.detail).toMatch(STORABLE);
      }),
    );
  });

  it('passes for no other operation, whatever is put in from another record', () => {
    const parts = fc.subarray(['value', 'key', 'ce_type', 'ce_id', 'ce_source', 'ce_idempotencykey'], {
      minLength: 1,
    });
    fc.assert(
      fc.property(record, record, parts, (one, other, taken) => {
        const mixed = mix(one, other, taken);
        const same = (part: string) => partOf(mixed, part).equals(partOf(other, part));
        const whole = ['value', 'key', 'ce_type', 'ce_source', 'ce_idempotencykey'].every(same);
        if (operation(decodePaymentEvent(mixed)) === operation(decodePaymentEvent(other)))
          expect(whole).toBe(true);
      }),
    );
  });
});

function partOf(from: TopicRecord, part: string): Buffer {
  return part === 'key' || part === 'value' ? from[part]! : from.headers[part]!;
}

function mix(one: TopicRecord, other: TopicRecord, parts: string[]): TopicRecord {
  const headers = Object.fromEntries(
    parts.filter((part) => part.startsWith('ce_')).map((part) => [part, partOf(other, part)]),
  );
  return {
    ...one,
    key: parts.includes('key') ? other.key : one.key,
    value: parts.includes('value') ? other.value : one.value,
    headers: { ...one.headers, ...headers },
  };
}
