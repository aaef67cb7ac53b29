import { availableBalance, balancesOf, LARGEST_TOTAL, normalBalance, postedBalance } from './balance';

describe('The balances of an account', () => {
  const totals = { debitsPosted: 100n, creditsPosted: 30n, debitsPending: 7n, creditsPending: 20n };

  it('of assets and expenses are on the debit side', () => {
    for (const type of ['asset', 'expense'] as const) {
      expect(normalBalance(type)).toBe('DEBIT');
      // Pending credits lower what is available, pending debits do not raise it.
      expect(balancesOf(totals, type)).toEqual({ posted: '70', pending: '57', available: '50' });
    }
  });

  it('of liabilities, equity and income are on the credit side', () => {
    for (const type of ['liability', 'equity', 'income'] as const) {
      expect(normalBalance(type)).toBe('CREDIT');
      expect(balancesOf(totals, type)).toEqual({ posted: '-70', pending: '-57', available: '-77' });
    }
  });

  it('are exact up to the largest total that the database can keep', () => {
    expect(LARGEST_TOTAL).toBe(9_223_372_036_854_775_807n);
    const brim = { ...totals, debitsPosted: LARGEST_TOTAL, creditsPosted: 1n };
    expect(postedBalance(brim, 'DEBIT')).toBe(9_223_372_036_854_775_806n);
    expect(availableBalance(brim, 'CREDIT')).toBe(-9_223_372_036_854_775_813n);
  });
});
