import { cutReferences, normalReference, normalReferences, seriesOf } from './reference';

describe('A reference', () => {
  it.each([
    ['order-17', 'ORDER17'],
    ['Order / 17', 'ORDER17'],
    ['order-0017', 'ORDER17'],
    ['1-001', '1001'],
    ['0', '0'],
    ['000', '0'],
    ['A0B00C', 'A0B0C'],
    ['Señor Müller', 'SENORMULLER'],
    ['ﬁrst', 'FIRST'],
    ['１７', '17'],
    ['заказ 17', 'ЗАКАЗ17'],
    [' -/. ', ''],
  ])('%s is compared as %s', (written, compared) => {
    expect(normalReference(written)).toBe(compared);
  });

  it('is one of those that are left of a list, each once and in a fixed order', () => {
    expect(normalReferences(['b', 'a-1', '--', 'A 01'])).toEqual(['A1', 'B']);
  });

  it('may be cut before punctuation is dropped, or after', () => {
    expect(cutReferences('ab-cd-ef', 5)).toEqual(['ABCD', 'ABCDE']);
  });

  it('is not cut when it is short enough', () => {
    expect(cutReferences('ab-cd', 5)).toEqual([]);
  });

  it('is no cut of itself', () => {
    expect(cutReferences('abcde--', 5)).toEqual([]);
  });

  it('is of the series of all that differ in their numbers', () => {
    expect(seriesOf('INV2026A17')).toBe(seriesOf('INV5A1'));
    expect(seriesOf('INV2026A17')).not.toBe(seriesOf('INV2026B17'));
  });
});
