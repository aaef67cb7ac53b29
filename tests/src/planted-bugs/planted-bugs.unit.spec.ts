import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_PLANTED_BUGS } from './all-planted-bugs';
import { plant } from './planted-bug';

const libraries = join(__dirname, '../../../libs');

describe('A planted bug', () => {
  it.each(Object.entries(ALL_PLANTED_BUGS))('has its place in %s', (file, bugs) => {
    const text = readFileSync(join(libraries, file), 'utf8');
    for (const bug of bugs) expect(plant(bug, text)).not.toBe(text);
  });

  it('is not planted where its place is gone, or there is another', () => {
    const bug = { breaks: 'Something.', before: 'a < b', after: 'a <= b' };
    expect(plant(bug, 'if (a < b)')).toBe('if (a <= b)');
    expect(() => plant(bug, 'if (b > a)')).toThrow('"Something." does not stand once');
    expect(() => plant(bug, 'a < b && a < b')).toThrow('"Something." does not stand once');
  });
});
