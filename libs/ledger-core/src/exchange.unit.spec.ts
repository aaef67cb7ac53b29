import { worthOf } from './exchange';

/** `100 GBP 1.17 EUR`: what is sold, the rate, and what is bought. */
function worth(text: string) {
  const [sold, sold_currency, rate, bought_currency] = text.split(' ') as [string, string, string, string];
  const { exact, rounded, least, most } = worthOf({ sold, sold_currency, rate, bought_currency });
  return { exact: exact.toFixed(), rounded, least, most };
}

describe('What an amount is worth at a rate', () => {
  it.each([
    ['1 GBP 0.5 EUR', '0.5', 0n],
    ['1 GBP 1.5 EUR', '1.5', 2n],
    ['1 GBP 2.5 EUR', '2.5', 2n],
    ['1 GBP 3.5 EUR', '3.5', 4n],
    ['1 GBP 2.500000000000001 EUR', '2.500000000000001', 3n],
    ['1 GBP 2.499999999999999 EUR', '2.499999999999999', 2n],
    ['1 GBP 3.499999999999999 EUR', '3.499999999999999', 3n],
    ['999999999999999999 GBP 0.5 EUR', '499999999999999999.5', 500_000_000_000_000_000n],
    ['999999999999999997 GBP 0.5 EUR', '499999999999999998.5', 499_999_999_999_999_998n],
  ])('is rounded half to even: %s', (text, exact, rounded) => {
    expect(worth(text)).toMatchObject({ exact, rounded });
  });

  it.each([
    ['1000 JPY 0.0065 USD', '650'],
    ['1000 JPY 0.00201 KWD', '2010'],
    ['1 KWD 497.5 JPY', '0.4975'],
    ['1000 KWD 497.5 JPY', '497.5'],
    ['100 GBP 1.17 EUR', '117'],
    ['100 GBP 0.39 KWD', '390'],
    ['1000 KWD 2.56 GBP', '256'],
    ['10000 CLF 39000.5 JPY', '39000.5'],
    ['39000 JPY 0.0000256 CLF', '9984'],
    ['1 CLF 41.5 USD', '0.415'],
    ['100 USD 0.0241 CLF', '241'],
    ['1 CLF 12.7 KWD', '1.27'],
    ['1 KWD 0.0787 CLF', '0.787'],
    ['12345 UYW 1.0000 CLF', '12345'],
    ['1 JPY 9.5 KRW', '9.5'],
  ])('is reckoned in the minor units of each currency, of 0 to 4 digits: %s', (text, exact) => {
    expect(worth(text).exact).toBe(exact);
  });

  it.each([
    // The rate stands for 1.165 to 1.175 here, and for 1.1695 to 1.1705 there.
    ['100000 GBP 1.17 EUR', 116_500n, 117_500n],
    ['100000 GBP 1.170 EUR', 116_950n, 117_050n],
    // Whatever the rate leaves open, a part of a minor unit is rounded up or down.
    ['100 GBP 1.172500000000001 EUR', 117n, 118n],
    ['100 GBP 1.17000000000000 EUR', 116n, 118n],
    ['1 GBP 0.4 EUR', 0n, 1n],
    ['3 GBP 1 EUR', 1n, 5n],
    ['7 JPY 0.0021 KWD', 14n, 16n],
  ])('may differ by what the last digit of the rate leaves open: %s', (text, least, most) => {
    expect(worth(text)).toMatchObject({ least, most });
  });

  it('is exact, however many digits there are', () => {
    expect(worth('999999999999999999 JPY 999999999.999999999999999 CLF').exact).toBe(
      '9999999999999999989999990000000.00000000001',
    );
  });
});
