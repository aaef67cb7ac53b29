import { median, percentile } from './statistics';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n + 1);

  it('is the value that so many per cent lie below', () => {
    expect([0, 50, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([1, 51, 100, 100]);
  });

  it('of nothing is zero', () => {
    expect(percentile([], 99)).toBe(0);
  });
});

describe('a median', () => {
  it('is the value in the middle, whatever the order', () => {
    expect(median([9, 1, 100])).toBe(9);
  });

  it('of an even number of values lies between the two in the middle', () => {
    expect(median([100, 1, 3, 2])).toBe(2.5);
  });
});
