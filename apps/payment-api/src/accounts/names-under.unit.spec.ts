import { namesUnder } from './names-under';

/** As the query of a page has it. */
function found(names: string[], prefix: string | undefined): string[] {
  const { self, below, end } = namesUnder(prefix);
  return names.filter((name) => name >= self && name < end && (name === self || name >= below));
}

describe('namesUnder', () => {
  const names = [
    'a',
    'assets',
    'assets-old:x',
    'assets2',
    'assets:a',
    'assets:psp:eu',
    'assets_b',
    'assetsz',
    'z',
  ];

  it('means the account itself and all below it, by whole segments', () => {
    expect(found(names, 'assets')).toEqual(['assets', 'assets:a', 'assets:psp:eu']);
    expect(found(names, 'assets:psp')).toEqual(['assets:psp:eu']);
    expect(found(names, 'asset')).toEqual([]);
  });

  it('means all names when there is no prefix', () => {
    expect(found([...names, '0', 'zzz:z_-9'], undefined)).toHaveLength(names.length + 2);
  });
});
