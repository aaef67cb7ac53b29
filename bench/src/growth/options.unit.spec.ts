import { readGrowthOptions } from './options';

describe('The options of bench:growth', () => {
  it('grows to ten million postings unless told otherwise', () => {
    expect(readGrowthOptions([]).sizes).toEqual([10_000, 100_000, 1_000_000, 10_000_000]);
    expect(readGrowthOptions(['--sizes', '20,30']).sizes).toEqual([20, 30]);
  });

  it.each([['0'], ['2,1'], ['1,1'], ['x'], ['1.5'], ['']])('refuses %j and says what there is', (sizes) => {
    expect(() => readGrowthOptions([`--sizes=${sizes}`])).toThrow(/--sizes .*\nnpm run bench:growth/);
  });

  it('refuses what it does not know', () => {
    expect(() => readGrowthOptions(['--size', '1'])).toThrow(/npm run bench:growth/);
  });
});
