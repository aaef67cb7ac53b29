import { idempotencyKeyOf, parseIdempotencyKey } from './idempotency-key';

describe('parseIdempotencyKey', () => {
  it.each([
    ['order-981', 'order-981'],
    ['"order-981"', 'order-981'],
    ['with space', 'with space'],
    ['"with space"', 'with space'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['quote"inside', 'quote"inside'],
    ['k'.repeat(255), 'k'.repeat(255)],
    [`"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
  ])('reads %j as %j', (text, key) => {
    expect(parseIdempotencyKey(text)).toBe(key);
  });

  it.each([
    ['', 'nothing'],
    ['""', 'nothing between quotes'],
    ['"', 'half a pair of quotes'],
    ['"abc', 'an open quote'],
    ['"abc\\"', 'an escaped closing quote'],
    ['"a"b"', 'a bare quote between quotes'],
    ['"a\\b"', 'an escape of what needs none'],
    ['"a";p=1', 'a parameter'],
    ['k'.repeat(256), '256 characters'],
    [`"${'k'.repeat(256)}"`, '256 quoted characters'],
    ['ké', 'a letter beyond ASCII'],
    ['a\tb', 'a tab'],
    ['a\u007f', 'DEL'],
  ])('refuses %j: %s', (text) => {
    expect(parseIdempotencyKey(text)).toBeUndefined();
  });
});

describe('idempotencyKeyOf', () => {
  it('tells a missing key from an invalid one', () => {
    expect(() => idempotencyKeyOf({})).toThrow('idempotency_key_missing');
    expect(() => idempotencyKeyOf({ 'idempotency-key': '' })).toThrow('idempotency_key_invalid');
  });
});
