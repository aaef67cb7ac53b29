import { Cursors, limitOf } from './cursors';

const cursors = new Cursors('0123456789abcdef0123456789abcdef');
const LIST = 'postings acme assets:psp';

describe('Cursors', () => {
  it('opens what it sealed, for the same list', () => {
    expect(cursors.open(LIST, cursors.seal(LIST, '981'))).toBe('981');
    expect(cursors.open(LIST, cursors.seal(LIST, ''))).toBe('');
  });

  it('has no place without a cursor', () => {
    expect(cursors.open(LIST, undefined)).toBeUndefined();
  });

  it.each([
    ['of another account', cursors.seal('postings acme assets:bank', '981')],
    ['of another book', cursors.seal('postings other assets:psp', '981')],
    ['under another key', new Cursors('f'.repeat(32)).seal(LIST, '981')],
    ['that is empty', ''],
    ['that is too short to be signed', 'AAAA'],
    ['that is no base64url', '***'],
  ])('refuses a cursor %s', (_, cursor) => {
    expect(() => cursors.open(LIST, cursor)).toThrow('?cursor is not a cursor of this list');
  });

  it('refuses a cursor of which one bit was changed', () => {
    const sealed = Buffer.from(cursors.seal(LIST, '981'), 'base64url');
    for (let at = 0; at < sealed.length * 8; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at >> 3]! ^= 1 << (at & 7);
      expect(() => cursors.open(LIST, changed.toString('base64url'))).toThrow('?cursor');
    }
  });
});

describe('limitOf', () => {
  it('is 50 unless given', () => {
    expect(limitOf({})).toBe(50);
    expect(limitOf({ limit: '200' })).toBe(200);
  });
});
