import { bookOf, decodePaymentEvent, isPaymentEventType, type DecodedRecord } from './payment-event';
import { paymentRecord } from './payment-event.testing';
import type { TopicRecord } from './topic-record';

const BOOK = { id: 'acme', name: 'Acme Ltd' };
const ACCOUNT = { name: 'cash', type: 'asset', currency: 'GBP' };
const TRANSFER = { debit: 'cash', credit: 'card', amount: '10', currency: 'GBP' };
const REQUIRED = ['ce_type', 'ce_id', 'ce_source', 'ce_rules', 'ce_idempotencykey', 'ce_authtype'];
const OPTIONAL = ['ce_authid', 'x-request-id', 'traceparent'];

type Header = TopicRecord['headers'][string];
const withHeaders = (record: TopicRecord, headers: Record<string, Header>): TopicRecord => ({
  ...record,
  headers: { ...record.headers, ...headers },
});
const withHeader = (name: string, value: Header) =>
  decodePaymentEvent(withHeaders(paymentRecord('book.requested.v1', BOOK), { [name]: value }));
/** The kind of what was read and, for a dead letter, its reason. */
const read = (decoded: DecodedRecord): string =>
  decoded.kind === 'dead_letter' ? decoded.reason : decoded.kind;
const detailOf = (decoded: DecodedRecord): string => ('detail' in decoded ? decoded.detail : '');

describe('A record of payment-events', () => {
  it('is read as the event that was published', () => {
    const record = paymentRecord('transfer.requested.v1', TRANSFER, {
      ...{ idempotencyKey: 'order 981', actorId: 'shop-1', requestId: 'r-1', traceparent: 't-1' },
      ...{ offset: 2n ** 60n, timestamp: 1_795_255_200_123 },
    });
    expect(decodePaymentEvent(record)).toEqual({
      kind: 'event',
      event: {
        ...{ type: 'transfer.requested.v1', body: TRANSFER, rules: 2, book: 'acme', source: 'http' },
        ...{ idempotencyKey: 'order 981', actorType: 'unauthenticated', actorId: 'shop-1' },
        ...{ requestId: 'r-1', traceparent: 't-1', partition: 0, offset: 2n ** 60n },
        appendedAt: 1_795_255_200_123,
        keyId: '552a80ea93a9553283bc5f83e5b918ee',
        operationId: 'op_552a80ea93a9553283bc5f83e5b918ee_38541458',
        fingerprint: Buffer.from('3854145848ae5c988aea1a5b492e7a707bdb3160c0daf71a375c88cd550fff17', 'hex'),
      },
    });
  });

  it('may leave out who it was and where it came from', () => {
    const decoded = decodePaymentEvent(paymentRecord('book.requested.v1', BOOK));
    expect(decoded).toMatchObject({ event: { actorId: null, requestId: null, traceparent: null } });
  });

  it.each([
    ['no key', null],
    ['an empty key', ''],
    ['upper case', 'Acme'],
    ['one character', 'a'],
    ['64 characters', 'a'.repeat(64)],
    ['a line feed at the end', 'acme\n'],
    ['what is not UTF-8', Buffer.from([0x61, 0xff])],
    ['a book of dead letters', '~3'],
  ])('is a dead letter with %s for a book', (_what, key) => {
    const record = {
      ...paymentRecord('book.requested.v1', BOOK),
      key: key === null ? null : Buffer.from(key),
    };
    expect(read(decodePaymentEvent(record))).toBe('key_is_no_book');
  });

  it.each(REQUIRED)('is a dead letter without %s', (name) => {
    expect(read(withHeader(name, undefined))).toBe('headers_invalid');
  });

  it.each([...REQUIRED, ...OPTIONAL])('is a dead letter when %s can not be stored as it is', (name) => {
    for (const value of ['', 'a\0b', 'x'.repeat(513), Buffer.from([0xc3, 0x28]), '\ufffd']) {
      const decoded = withHeader(name, Buffer.from(value));
      expect(read(decoded)).toBe('headers_invalid');
      expect(detailOf(decoded)).toContain(name);
    }
  });

  // Kafka's headers may hold null, which is not the same as no bytes.
  it.each(REQUIRED)('is a dead letter when %s is null', (name) => {
    expect(read(withHeader(name, null))).toBe('headers_invalid');
  });

  it.each(OPTIONAL)('is read without %s when that is null', (name) => {
    expect(withHeader(name, null)).toEqual(decodePaymentEvent(paymentRecord('book.requested.v1', BOOK)));
  });

  it('takes a header of 512 characters, whatever their number of bytes', () => {
    const decoded = withHeader('traceparent', Buffer.from('𝄞'.repeat(512)));
    expect(decoded).toMatchObject({ event: { traceparent: '𝄞'.repeat(512) } });
  });

  it.each(['', ' ', '{', '{"id":"acme"}}', "{'id':'acme'}", '{"id":"acme",}', 'NaN', '{"id":"acme"}\0'])(
    'is a dead letter when its value is no JSON: %j',
    (value) => {
      expect(read(decodePaymentEvent(paymentRecord('book.requested.v1', value)))).toBe('body_unparsable');
    },
  );

  it('is a dead letter without a value, or with one that is not UTF-8', () => {
    const record = paymentRecord('book.requested.v1', BOOK);
    expect(read(decodePaymentEvent({ ...record, value: null }))).toBe('body_unparsable');
    const latin1 = Buffer.from('{"id":"acme","name":"Caf\xe9"}', 'latin1');
    expect(read(decodePaymentEvent({ ...record, value: latin1 }))).toBe('body_unparsable');
  });

  it.each(['null', 'true', '1', '"text"', '[]', '[{}]', '{}'])(
    'is a dead letter when its value is %s',
    (value) => {
      for (const type of ['book', 'account', 'transfer', 'journal-entry']) {
        expect(read(decodePaymentEvent(paymentRecord(`${type}.requested.v1`, value)))).toBe('body_invalid');
      }
    },
  );

  it('names in a dead letter every field that is wrong', () => {
    const body = { ...TRANSFER, amount: '-5', currency: 'XTS', colour: 'red' };
    const detail = detailOf(decodePaymentEvent(paymentRecord('transfer.requested.v1', body)));
    expect(detail).toContain('/amount must match pattern');
    expect(detail).toContain('/currency must be one of');
    expect(detail).toContain('/colour is not a field of this request');
  });

  it('is a dead letter when it asks for another book than its key names', () => {
    const decoded = decodePaymentEvent(paymentRecord('book.requested.v1', { ...BOOK, id: 'globex' }));
    expect(decoded).toMatchObject({ reason: 'body_invalid', detail: '/id is not the key of the record' });
  });

  it('is a dead letter when its id belongs to another key, source, book or body', () => {
    const record = paymentRecord('book.requested.v1', BOOK);
    const others = [
      paymentRecord('book.requested.v1', BOOK, { idempotencyKey: 'other' }),
      paymentRecord('book.requested.v1', BOOK, { source: 'scheduler' }),
      paymentRecord('book.requested.v1', BOOK, { book: 'globex' }),
      paymentRecord('book.requested.v1', { ...BOOK, name: 'Acme' }),
      paymentRecord('book.requested.v1', JSON.stringify(BOOK) + ' '),
      paymentRecord('account.requested.v1', BOOK),
    ];
    for (const { headers } of others) {
      const mixed = withHeaders(record, { ce_id: headers['ce_id'] });
      expect(read(decodePaymentEvent(mixed))).toBe('operation_id_mismatch');
    }
  });

  it.each(['book.requested.v2', 'payout.requested.v1', 'constructor', '__proto__', 'x'])(
    'of type %s is left to a release that knows it',
    (type) => {
      const decoded = decodePaymentEvent(paymentRecord(type, '{'));
      expect(decoded).toEqual({ kind: 'unknown', detail: `event type ${type}` });
      expect(isPaymentEventType(type)).toBe(false);
    },
  );

  it.each(['0', '3', '02', '1.0', ' 1', 'latest'])(
    'of rules %j is left to a release that knows them',
    (rules) => {
      const decoded = withHeader('ce_rules', Buffer.from(rules));
      expect(decoded).toEqual({ kind: 'unknown', detail: `rules version ${rules}` });
    },
  );

  it('of rules 1 asks for what they knew, and nothing else', () => {
    const ofRules1 = (type: string, body: object) =>
      decodePaymentEvent(withHeaders(paymentRecord(type, body), { ce_rules: Buffer.from('1') }));
    expect(read(ofRules1('transfer.requested.v1', TRANSFER))).toBe('event');
    const conditions = [{ account: 'a', balance: 'posted', op: 'gte', amount: '0' }];
    expect(ofRules1('transfer.requested.v1', { ...TRANSFER, conditions })).toMatchObject({
      ...{
        kind: 'dead_letter',
        reason: 'body_invalid',
        detail: '/conditions is not a field of this request',
      },
    });
    expect(read(ofRules1('reversal.requested.v1', {}))).toBe('headers_invalid');
    expect(read(ofRules1('transfer.requested.v1', []))).toBe('body_invalid');
  });

  it('is judged by its headers before its body, and by its body before its id', () => {
    const damaged = withHeaders(paymentRecord('book.requested.v1', '{'), { ce_id: Buffer.from('op_x') });
    expect(read(decodePaymentEvent({ ...damaged, key: null }))).toBe('key_is_no_book');
    expect(read(decodePaymentEvent(withHeaders(damaged, { ce_type: undefined })))).toBe('headers_invalid');
    expect(read(decodePaymentEvent(withHeaders(damaged, { ce_type: Buffer.from('x') })))).toBe('unknown');
    expect(read(decodePaymentEvent(damaged))).toBe('body_unparsable');
    expect(read(decodePaymentEvent({ ...damaged, value: Buffer.from('{}') }))).toBe('body_invalid');
  });
});

describe('The detail of a dead letter', () => {
  const detailWith = (name: string) =>
    detailOf(decodePaymentEvent(paymentRecord('account.requested.v1', { ...ACCOUNT, [name]: 1 })));

  it('holds nothing that the database could not store, or would store as something else', () => {
    expect(detailWith('a\0b')).toBe('/a\ufffdb is not a field of this request');
    expect(detailWith('a\ud800')).toBe('/a\ufffd is not a field of this request');
    expect(detailWith('a\udfff')).toBe('/a\ufffd is not a field of this request');
    expect(detailWith('𝄞')).toBe('/𝄞 is not a field of this request');
  });

  it('is short, however long the names are that it is about', () => {
    expect(detailWith('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(2_000);
    const cut = detailWith(`${'x'.repeat(1_998)}𝄞`);
    expect(Buffer.from(cut).toString()).toBe(cut);
  });
});

describe('A hostile value in the body of a payment event', () => {
  const request = (body: object) => read(decodePaymentEvent(paymentRecord('transfer.requested.v1', body)));

  it.each([
    ...[
      '',
      '0',
      '00',
      '01',
      '-1',
      '+1',
      '1.0',
      '1e3',
      '1E3',
      '0x10',
      ' 1',
      '1 ',
      '1\n',
      '1_000',
      '1,000',
      '١',
    ],
    ...['1000000000000000000', '9223372036854775808', '9'.repeat(30), 'NaN', 'Infinity', '\u0000', '1\u0000'],
    ...[1, 1.5, 0, -1, 1e3, 2 ** 63, null, true, [], ['1'], {}, { amount: '1' }],
  ])('is refused as an amount: %j', (amount) => {
    expect(request({ ...TRANSFER, amount })).toBe('body_invalid');
  });

  it.each(['1', '999999999999999999'])('is not the amount %s', (amount) => {
    expect(request({ ...TRANSFER, amount })).toBe('event');
  });

  it.each(['a\0b', 'a\ud800b', '\udc00', 'x'.repeat(501), 1, ['x'], {}, null])(
    'is refused as a description',
    (description) => {
      expect(request({ ...TRANSFER, description })).toBe('body_invalid');
    },
  );

  it('is not a text of 500 characters from anywhere', () => {
    expect(request({ ...TRANSFER, description: '𝄞'.repeat(500) })).toBe('event');
  });

  it('is refused as a field that every object seems to have', () => {
    const text = JSON.stringify(TRANSFER).slice(0, -1);
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
      const value = `${text},"${name}":{"debit":"cash"}}`;
      expect(read(decodePaymentEvent(paymentRecord('transfer.requested.v1', value)))).toBe('body_invalid');
    }
  });

  it('is kept where any name may stand', () => {
    const value = `{"name":"cash","type":"asset","currency":"GBP","metadata":{"__proto__":"x","constructor":"y"}}`;
    const decoded = decodePaymentEvent(paymentRecord('account.requested.v1', value));
    expect(decoded.kind === 'event' && JSON.stringify(decoded.event.body)).toBe(value);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('is refused however deep it is nested', () => {
    for (const value of [
      '['.repeat(200_000) + ']'.repeat(200_000),
      '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000),
    ]) {
      expect(read(decodePaymentEvent(paymentRecord('transfer.requested.v1', value)))).toBe('body_invalid');
    }
  });

  it('does not pass as a name of an account', () => {
    const long = `a:${'b'.repeat(199)}`;
    for (const debit of [
      '',
      ':',
      'a:',
      ':a',
      'a::b',
      'A',
      '-a',
      'a b',
      'a\n',
      'a\0',
      'ä',
      'a:b:c:d:e:f:g:h:i',
      long,
    ]) {
      expect(request({ ...TRANSFER, debit })).toBe('body_invalid');
    }
    for (const debit of ['0', 'a:b:c:d:e:f:g:h', 'a_b-c', long.slice(0, 200)]) {
      expect(request({ ...TRANSFER, debit })).toBe('event');
    }
  });
});

describe('The book of an undecodable record', () => {
  it.each([
    ['the one that its key names', 'acme', 0, 'acme'],
    ['its partition, when the book lies on another', 'acme', 1, '~1'],
    ['its partition, when its key names none', 'Acme', 0, '~0'],
    ['its partition, when it has no key', null, 0, '~0'],
  ])('is %s', (_what, key, partition, book) => {
    expect(bookOf({ key: key === null ? null : Buffer.from(key), partition }, 3)).toBe(book);
  });
});
