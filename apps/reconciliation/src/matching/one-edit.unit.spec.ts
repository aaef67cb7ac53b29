import { isOneEdit, OneEditIndex } from './one-edit';

describe('One edit', () => {
  it.each([
    ['abcd', 'abxd', true],
    ['abcd', 'abd', true],
    ['abd', 'abcd', true],
    ['abcd', 'abcde', true],
    ['abcd', 'bcd', true],
    ['aab', 'ab', true],
    ['abcd', 'acbd', true],
    ['', 'a', true],
    ['abcd', 'abcd', false],
    ['abcd', 'cbad', false],
    ['abcd', 'abdce', false],
    ['abcd', 'axyd', false],
    ['abcd', 'ab', false],
    ['ab', 'cd', false],
  ])('leads from %s to %s: %s', (one, other, is) => {
    expect(isOneEdit(one, other)).toBe(is);
    expect(isOneEdit(other, one)).toBe(is);
  });
});

describe('An index of references', () => {
  it('finds those that are one edit away, each once', () => {
    const index = new OneEditIndex(['abcd', 'abcd', 'acbd', 'abd', 'abcde', 'xbcd', 'wxyz', 'abcdef']);
    expect(index.neighbours('abcd').sort()).toEqual(['abcde', 'abd', 'acbd', 'xbcd']);
  });

  it('has none of a length that nothing has', () => {
    expect(new OneEditIndex(['abcd']).neighbours('ab')).toEqual([]);
  });
});
