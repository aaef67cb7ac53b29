import { Decimals } from './decimal';

const point = new Decimals('.', ',');
const comma = new Decimals(',', '.');

describe('An amount of major units', () => {
  it.each([
    ...[
      ['0', 0n],
      ['12', 1200n],
      ['12.5', 1250n],
      ['12.50', 1250n],
      ['012.50', 1250n],
      ['.5', 50n],
      ['12.', 1200n],
    ],
    ...[
      ['-12.50', -1250n],
      ['12.50-', -1250n],
      ['(12.50)', -1250n],
      ['\u221212.50', -1250n],
      ['- 12.50', -1250n],
    ],
    ...[
      ['+12.50', 1250n],
      ['-0.00', 0n],
      ['1,234.50', 123_450n],
      ['1,234,567', 123_456_700n],
      ['12.5000', 1250n],
    ],
    ['9999999999999999.99', 999_999_999_999_999_999n],
  ] as const)('%s is %s', (text, amount) => expect(point.read(text, 'GBP')).toBe(amount));

  it.each([
    ['1050', 'JPY', 1050n],
    ['1050.00', 'JPY', 1050n],
    ['1.234', 'KWD', 1234n],
    ['1.5', 'KWD', 1500n],
    ['1.2345', 'CLF', 12_345n],
  ])('%s in %s has the decimals of its currency', (text, currency, amount) =>
    expect(point.read(text, currency)).toBe(amount),
  );

  it('is read with the marks of its source', () => {
    expect(comma.read('1.234,50', 'EUR')).toBe(123_450n);
    expect(new Decimals(',', ' ').read('1\u202f234\u00a0567,50', 'EUR')).toBe(123_456_750n);
    expect(new Decimals('.', "'").read("1\u2019234'567.50", 'CHF')).toBe(123_456_750n);
    expect(new Decimals(',').read('1234,5', 'EUR')).toBe(123_450n);
  });

  it.each([
    ...[
      '',
      '.',
      '-',
      '()',
      'x',
      '1e3',
      '1.2.3',
      '--1',
      '-1-',
      '(-1)',
      '1,23',
      '1,2345',
      ',123',
      '12,345,6',
      '0x1f',
    ],
    ...['1 000', '1.234,50', '\u0661', 'NaN', 'Infinity', '12.50 GBP', '1_000', '1'.repeat(65)],
  ])('is not %j', (text) => expect(point.read(text, 'GBP')).toMatchObject({ code: 'amount_invalid' }));

  it.each([
    ['0.001', 'GBP'],
    ['12.5001', 'GBP'],
    ['0.5', 'JPY'],
    ['0.00001', 'CLF'],
    // A thousand, as others write it.
    ['1.000', 'GBP'],
    ['1.000', 'JPY'],
  ])('%s is finer than %s', (text, currency) =>
    expect(point.read(text, currency)).toMatchObject({ code: 'amount_too_fine' }),
  );

  it('is no more than the ledger can keep', () => {
    expect(point.read('10000000000000000.00', 'GBP')).toMatchObject({ code: 'amount_too_large' });
  });
});
