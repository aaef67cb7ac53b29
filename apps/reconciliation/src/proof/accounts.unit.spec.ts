import { Accounts } from './accounts';
import type { AccountRow } from './journal';

describe('Accounts', () => {
  const row = (number: number): AccountRow => ({
    ...{ book: 'acme', number, name: `account-${number}`, decision: 1n, type: 'asset', currency: 'GBP' },
    ...{ minBalance: null, maxBalance: null, metadata: {}, createdAt: 0 },
  });
  const totalsOf = (base: bigint) => ({
    debitsPosted: base,
    creditsPosted: base + 1n,
    debitsPending: base + 2n,
    creditsPending: 2n ** 63n - 1n,
  });

  it('stand at version 0 with no totals when they were opened', () => {
    const accounts = new Accounts();
    accounts.open(row(1));
    const nothing = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n };
    expect(accounts.get(1)).toEqual({
      ...{ name: 'account-1', type: 'asset', currency: 'GBP', version: 0n, totals: nothing },
    });
  });

  it('keep where each stands, however many there are and whatever their numbers', () => {
    const accounts = new Accounts();
    const numbers = Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? at + 1 : 2 ** 31 - at));
    for (const number of numbers) accounts.open(row(number));
    for (const number of numbers) accounts.move(number, BigInt(number), totalsOf(BigInt(number) * 3n));
    for (const number of numbers) {
      expect(accounts.get(number)).toMatchObject({
        ...{ name: `account-${number}`, version: BigInt(number), totals: totalsOf(BigInt(number) * 3n) },
      });
    }
    expect([...accounts.all()].map(({ version }) => version)).toEqual(numbers.map(BigInt));
  });

  it('say of one that does not exist its number alone', () => {
    const accounts = new Accounts();
    expect(accounts.get(7)).toBeUndefined();
    expect(accounts.type(7)).toBeUndefined();
    expect(accounts.name(7)).toBe('account 7');
  });
});
