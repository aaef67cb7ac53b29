import type { Account, AccountType, Direction } from '@pacioli/contracts/account';
import type { AccountPosting, Layer } from '@pacioli/contracts/journal-entry';
import { drawTAccounts, MOST_COLUMNS, type TAccount } from './t-account.testing';

type Posted = [number: number, direction: Direction, amount: string, layer?: Layer, effectiveOn?: string];

function accountOf(
  name: string,
  type: AccountType,
  [posted, pending, available]: [string, string, string],
  postings: Posted[],
  rest: Partial<Account> = {},
): TAccount {
  const recorded_at = '2026-11-22T09:00:00.000Z';
  const account: Account = {
    ...{ name, type, currency: 'GBP', status: 'ACTIVE', metadata: {}, created_at: recorded_at },
    ...{ version: String(postings.length), min_balance: '0', max_balance: null },
    normal_balance: type === 'asset' || type === 'expense' ? 'DEBIT' : 'CREDIT',
    balances: { posted, pending, available },
    ...rest,
  };
  return {
    account,
    postings: postings.map(([number, direction, amount, layer = 'posted', day]): AccountPosting => ({
      ...{ account: name, journal_entry: '', currency: account.currency, version: '1', balance_after: '0' },
      ...{ number: String(number), direction, amount, layer, recorded_at },
      effective_at: day === undefined ? recorded_at : `${day}T12:00:00.000Z`,
    })),
  };
}

describe('T-accounts', () => {
  it('have debits to the left, credits to the right, totals, and the balance on the normal side', () => {
    const bank = accountOf(
      'assets:bank',
      'asset',
      ['123450', '123450', '123450'],
      [
        [1, 'DEBIT', '100000'],
        [2, 'DEBIT', '23500'],
        [10, 'CREDIT', '50'],
      ],
    );
    expect(drawTAccounts([bank])).toBe(
      [
        '           assets:bank, GBP',
        ' DEBIT             │ CREDIT',
        '───────────────────┼───────────────────',
        ' 1        1,000.00 │ 10           0.50',
        ' 2          235.00 │',
        '───────────────────┼───────────────────',
        ' total    1,235.00 │ total        0.50',
        ' balance  1,234.50 │',
      ].join('\n'),
    );
  });

  it('mark what is pending and released, which moves no total, and a day of effect that was asked for', () => {
    const customer = accountOf(
      'liabilities:c1',
      'liability',
      ['75', '40', '40'],
      [
        [1, 'CREDIT', '100', 'posted', '2025-10-31'],
        [2, 'DEBIT', '60', 'pending'],
        [3, 'DEBIT', '25', 'released'],
        [3, 'DEBIT', '25'],
      ],
    );
    expect(drawTAccounts([customer])).toBe(
      [
        '           liabilities:c1, GBP',
        ' DEBIT              │ CREDIT',
        '────────────────────┼────────────────────',
        ' 2 pending     0.60 │ 1 2025-10-31  1.00',
        ' 3 released    0.25 │',
        ' 3             0.25 │',
        '────────────────────┼────────────────────',
        ' total         0.25 │ total         1.00',
        '                    │ balance       0.75',
        '                    │ pending       0.40',
        '                    │ available     0.40',
      ].join('\n'),
    );
  });

  it('show an account without postings, without minor units, overdrawn and suspended', () => {
    const empty = accountOf('assets:yen', 'asset', ['-7', '-7', '-7'], [], {
      ...{ currency: 'JPY', status: 'SUSPENDED' },
    });
    expect(drawTAccounts([empty])).toBe(
      [
        'assets:yen, JPY, suspended',
        ' DEBIT       │ CREDIT',
        '─────────────┼─────────────',
        '─────────────┼─────────────',
        ' total     0 │ total     0',
        ' balance  -7 │',
      ].join('\n'),
    );
  });

  it('stand beside each other as long as they fit', () => {
    const accounts = ['assets:a', 'assets:b', 'assets:c', 'assets:d'].map((name, at) =>
      accountOf(
        name,
        'asset',
        ['0', '0', '0'],
        Array.from({ length: at }, (): Posted => [1, 'DEBIT', '1']),
      ),
    );
    const lines = drawTAccounts(accounts).split('\n');
    expect(lines[0]).toMatch(/^ +assets:a, GBP +assets:b, GBP$/);
    expect(lines.find((line) => line.includes('assets:d'))).toMatch(/^ +assets:c, GBP +assets:d, GBP$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(MOST_COLUMNS);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});
