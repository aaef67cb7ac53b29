import {
  deadLetterKeyIdOf,
  fingerprintOf,
  journalEntryIdOf,
  keyIdOf,
  operationIdOf,
  parseJournalEntryId,
  parseOperationId,
} from './operation-id';

// Computed with Python's uuid.uuid5 and hashlib: these ids are in every ledger, and must stay for ever.
const KEY_ID = '7de55f35370e542bb1f26b67e124c4db';
const FINGERPRINT = 'b7ef5dfea153e82353779fc0be7faadb0e016c59d91bf4eb5fe59d3aa923d2af';

describe('The id of a key', () => {
  it.each([
    ['http', 'acme', 'key', KEY_ID],
    ['provider:acquirer', 'acme', 'key', 'e91b5e42292f5c808be64ffd35e1aa63'],
    ['http', 'acme', 'kü☃', '7e9f9810442a502f835d204286095920'],
  ])('is a UUID of version 5: source %s, book %s, key %s', (source, book, key, id) => {
    expect(keyIdOf(source, book, key)).toBe(id);
  });

  it('differs with source, book and key, wherever one ends and the next begins', () => {
    const ids = [
      keyIdOf('http', 'acme', 'key'),
      keyIdOf('scheduler', 'acme', 'key'),
      keyIdOf('http', 'acm', 'ekey'),
      keyIdOf('httpacme', '', 'key'),
      keyIdOf('http', 'acmekey', ''),
      keyIdOf('http', 'acme', 'Key'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of a dead letter is where the record stands', () => {
    expect(deadLetterKeyIdOf(2, 981n)).toBe('a5783db3d5285dd9a97270a8b0e3fe7f');
    expect(deadLetterKeyIdOf(29, 81n)).not.toBe(deadLetterKeyIdOf(2, 981n));
    // No client can choose it: a book does not begin with a digit.
    expect(deadLetterKeyIdOf(2, 981n)).toBe(keyIdOf('dead-letter', '2', '981'));
  });
});

describe('The fingerprint of a request', () => {
  it('is the SHA-256 of its type and its body', () => {
    expect(fingerprintOf('book.requested.v1', '{"id":"acme"}').toString('hex')).toBe(FINGERPRINT);
    expect(fingerprintOf('book.requested.v1', Buffer.from('{"id":"acme"}')).toString('hex')).toBe(
      FINGERPRINT,
    );
    expect(fingerprintOf('book.requested.v2', '{"id":"acme"}').toString('hex')).not.toBe(FINGERPRINT);
  });
});

describe('The id of an operation', () => {
  const id = operationIdOf(KEY_ID, Buffer.from(FINGERPRINT, 'hex'));

  it('is that of its key, and eight digits of its fingerprint', () => {
    expect(id).toBe(`op_${KEY_ID}_${FINGERPRINT.slice(0, 8)}`);
    expect(parseOperationId(id)).toEqual({ keyId: KEY_ID, suffix: FINGERPRINT.slice(0, 8) });
  });

  it.each([
    '',
    'op_',
    `op_${KEY_ID}`,
    `${id}0`,
    `x${id}`,
    `${id}\n`,
    id.toUpperCase(),
    id.replace('op', 'je'),
  ])('is not %j', (text) => {
    expect(parseOperationId(text)).toBeUndefined();
  });
});

describe('The id of a journal entry', () => {
  it('leads to the key of its operation, and to its place there', () => {
    for (const n of [0, 1, 10_000, 0xffff]) {
      const id = journalEntryIdOf(KEY_ID, n);
      expect(id).toMatch(/^je_[0-9a-f]{32}$/);
      const { from, to, n: place } = parseJournalEntryId(id)!;
      expect(place).toBe(n);
      expect([from <= KEY_ID, KEY_ID <= to]).toEqual([true, true]);
      expect([from, to]).toEqual([`${KEY_ID.slice(0, 28)}0000`, `${KEY_ID.slice(0, 28)}ffff`]);
    }
  });

  it('of the first entry of an operation ends in four zeros', () => {
    expect(journalEntryIdOf(KEY_ID)).toBe('je_7de55f35370e542bb1f26b67e1240000');
  });

  it.each([
    '',
    'je_',
    `je_${KEY_ID.slice(1)}`,
    `je_${KEY_ID}0`,
    `xje_${KEY_ID}`,
    `je_${KEY_ID}\n`,
    `op_${KEY_ID}`,
  ])('is not %j', (text) => {
    expect(parseJournalEntryId(text)).toBeUndefined();
  });
});
