import { type Request, account, entryOf, batch, FIRST, decided, refusal } from './model.testing';

const TREASURY: Request[] = [
  account('yen', 'asset', { currency: 'JPY', min_balance: null }),
  account('pounds', 'equity', { min_balance: null }),
  account('trade', 'equity', { currency: 'JPY', min_balance: null }),
  account('rest', 'expense', { currency: 'JPY', min_balance: null }),
  account('penny', 'expense', { min_balance: null }),
];
const IN_POUNDS = ['cash', 'pounds', 'penny'] as const;
const IN_YEN = ['yen', 'trade', 'rest'] as const;
const exchange = (sold: string, rate: string, rest: object = {}, isBack = false): Request => {
  const [from, to] = isBack ? [IN_YEN, IN_POUNDS] : [IN_POUNDS, IN_YEN];
  const [sold_currency, bought_currency] = isBack ? ['JPY', 'GBP'] : ['GBP', 'JPY'];
  return [
    'fx-transfer',
    {
      ...{ credit: from[0], sold, sold_currency, debit: to[0], bought_currency, rate },
      ...{ trading_sold: from[1], trading_bought: to[1], rounding: to[2], ...rest },
    },
  ];
};
const ofExchange = (...parameters: Parameters<typeof exchange>) =>
  decided([...TREASURY, exchange(...parameters)]).at(-1)!;

describe('An exchange', () => {
  it.each<[string, string, object, boolean, object]>([
    // 1.00 GBP are 187.5 JPY, and 3.00 GBP 562.5: half a yen goes to the even one.
    ['100', '187.5', {}, false, { bought: 188n, exact: '187.5', roundedOff: '-0.5', residue: 0n }],
    ['300', '187.5', {}, false, { bought: 562n, exact: '562.5', roundedOff: '0.5', residue: 0n }],
    ['100', '187.500', {}, false, { bought: 188n, exact: '187.5', roundedOff: '-0.5', residue: 0n }],
    ['100', '187', {}, false, { bought: 187n, exact: '187', roundedOff: '0', residue: 0n }],
    ['1', '187.36', {}, false, { bought: 2n, exact: '1.8736', roundedOff: '-0.1264', residue: 0n }],
    // One JPY is 0.53 pence and 1,000 are 5.30 GBP.
    ['1000', '0.0053', {}, true, { bought: 530n, exact: '530', roundedOff: '0', residue: 0n }],
    ['1', '0.00537', {}, true, { bought: 1n, exact: '0.537', roundedOff: '-0.463', residue: 0n }],
    ['100', '187.357', { bought: '188' }, false, { exact: '187.357', roundedOff: '0.357', residue: -1n }],
    ['100', '187.7', { bought: '187' }, false, { exact: '187.7', roundedOff: '-0.3', residue: 1n }],
  ])('of %s at %s says what is rounded off', (sold, rate, rest, isBack, shall) => {
    const { status, entries } = ofExchange(sold, rate, rest, isBack);
    expect(status).toBe('posted');
    expect(entries[0]!.exchange).toMatchObject(shall);
  });

  it('lets the rate alone move trading accounts, and the rounding account bear what came in less or more', () => {
    const legs = (...parameters: Parameters<typeof exchange>) =>
      ofExchange(...parameters).entries[0]!.postings.map(
        ({ account: number, direction, amount, currency }) => `${number} ${direction} ${amount} ${currency}`,
      );
    const ofPounds = ['4 DEBIT 100 GBP', '1 CREDIT 100 GBP'];
    expect(legs('100', '187.7')).toEqual([...ofPounds, '3 DEBIT 188 JPY', '5 CREDIT 188 JPY']);
    expect(legs('100', '187.7', { bought: '187' })).toEqual([
      ...[...ofPounds, '3 DEBIT 187 JPY', '5 CREDIT 188 JPY', '6 DEBIT 1 JPY'],
    ]);
    expect(legs('100', '187', { bought: '188' })).toEqual([
      ...[...ofPounds, '3 DEBIT 188 JPY', '5 CREDIT 187 JPY', '6 CREDIT 1 JPY'],
    ]);
  });

  it.each<[string, Parameters<typeof exchange>]>([
    // At 187.5 a pound is 187.45 to 187.55 yen, of which 187 or 188 come in.
    ['posted', ['100', '187.5', { bought: '187' }]],
    ['rate_contradicts/bought', ['100', '187.5', { bought: '186' }]],
    ['rate_contradicts/bought', ['100', '187.5', { bought: '189' }]],
    // A thousand pounds at 187 are 186,500 to 187,500 yen.
    ['posted', ['100000', '187', { bought: '186500' }]],
    ['rate_contradicts/bought', ['100000', '187', { bought: '186499' }]],
    ['posted', ['100000', '187', { bought: '187500' }]],
    ['rate_contradicts/bought', ['100000', '187', { bought: '187501' }]],
    ['worth_nothing', ['1', '50', { bought: '9' }]],
    ['posted', ['1', '50.1']],
    ['amount_too_large', ['9'.repeat(18), '100.1', { bought: '1' }]],
    ['posted', ['9'.repeat(18), '100']],
    ['currencies_must_differ', ['1', '1', { bought_currency: 'GBP', debit: 'cash' }]],
    ['accounts_must_differ', ['1', '1', { rounding: 'trade' }]],
    ['posted', ['100', '187', { rounding: 'nobody' }]],
    ['account_not_found', ['100', '187', { rounding: 'nobody', bought: '188' }]],
    ['currency_mismatch', ['100', '187', { debit: 'penny' }]],
  ])('is answered %s', (code, parameters) => {
    expect(refusal([...TREASURY, exchange(...parameters)])).toBe(code);
  });

  it('is reversed leg by leg, and made in a batch', () => {
    const at = FIRST + TREASURY.length;
    const [more, undone, both] = decided([
      ...TREASURY,
      exchange('100', '187', { bought: '188' }),
      ['reversal', entryOf(at)],
      batch(exchange('100', '187'), exchange('100', '187', { bought: '1' })),
    ]).slice(-3);
    expect(undone!.entries[0]!.exchange).toBeNull();
    expect(undone!.entries[0]!.postings.map(({ direction }) => direction)).toEqual(
      more!.entries[0]!.postings.map(({ direction }) => (direction === 'DEBIT' ? 'CREDIT' : 'DEBIT')),
    );
    expect(both).toMatchObject({ code: 'rate_contradicts', pointer: '/operations/1/bought' });
  });
});
