import { formatMoney } from './money-format';

describe('money for the eye', () => {
  it.each([
    [0n, 'GBP', '0.00'],
    [5n, 'GBP', '0.05'],
    [-5n, 'GBP', '-0.05'],
    [123_456_789n, 'GBP', '1,234,567.89'],
    [100_000n, 'JPY', '100,000'],
    [1_234_567n, 'KWD', '1,234.567'],
    [999_999_999_999_999_999n, 'GBP', '9,999,999,999,999,999.99'],
  ])('%p in %s is %s', (minorUnits, currency, text) => {
    expect(formatMoney(minorUnits, currency)).toBe(text);
  });
});
