import { CURRENCY_CODES, currencyExponent, inMajorUnits, isCurrency } from './currency';

describe('The currencies', () => {
  it('are codes of three letters, each once, in order', () => {
    for (const code of CURRENCY_CODES) expect(code).toMatch(/^[A-Z]{3}$/);
    expect(CURRENCY_CODES.every(isCurrency)).toBe(true);
    expect([...new Set(CURRENCY_CODES)].sort()).toEqual(CURRENCY_CODES);
  });

  // What was decided with a code must find it for ever.
  it('are never fewer than before', () => {
    expect(CURRENCY_CODES.length).toBeGreaterThanOrEqual(165);
  });

  it.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [2, 'USD EUR GBP CHF CNY INR BRL MXN ZAR AUD CAD SEK NOK DKK PLN HUF IDR MGA MRU COU USN XCG'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('have %i digits after the point: %s', (exponent, codes) => {
    for (const code of codes.split(' ')) expect([code, currencyExponent(code)]).toEqual([code, exponent]);
  });

  it('have two digits but for those of none, three and four', () => {
    expect(CURRENCY_CODES.filter((code) => currencyExponent(code) !== 2)).toHaveLength(17 + 7 + 2);
  });

  it.each(['XAU', 'XTS', 'BTC', 'BGN', 'gbp', 'GB', 'GBPX', '', 'constructor', '__proto__', 'DEM'])(
    'are not %j',
    (code) => {
      expect(CURRENCY_CODES).not.toContain(code);
      expect(isCurrency(code)).toBe(false);
      expect(() => currencyExponent(code)).toThrow(`${code} is not a currency of this ledger`);
    },
  );
});

describe('An amount in major units', () => {
  it.each([
    [5n, 'GBP', '0.05'],
    [-5n, 'GBP', '-0.05'],
    [0n, 'GBP', '0.00'],
    [-123_450n, 'GBP', '-1234.50'],
    [7n, 'JPY', '7'],
    [-7n, 'JPY', '-7'],
    [1n, 'KWD', '0.001'],
    [10_000n, 'CLF', '1.0000'],
  ])('of %s in %s is %s', (minorUnits, code, text) => {
    expect(inMajorUnits(minorUnits, code)).toBe(text);
  });
});
