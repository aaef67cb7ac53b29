import { Accounts } from '../accounts';
import { makePending, SoundBook, type WrittenRows } from '../sound-book.testing';
import { AccountVersions } from './account-versions';
import { DebitsEqualCredits } from './debits-equal-credits';

const LAST = 10;

describe('DebitsEqualCredits', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void) {
    const rows = new SoundBook().written;
    tamper(rows);
    const accounts = new Accounts();
    const versions = new AccountVersions(accounts);
    const check = new DebitsEqualCredits('acme', accounts);
    for (const { account, entries } of rows) {
      if (account) accounts.open(account);
      for (const { postings } of entries) {
        versions.see(postings);
        check.see(postings);
      }
    }
    check.finish();
    return check.findings.check();
  }

  it('counts the currencies of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'debits_equal_credits', status: 'ok', checked: 2, problem_count: 0, problems: [] },
    });
  });

  it('finds an amount that was changed, by the sums and against the totals', () => {
    const { problems } = checkOf((rows) => (rows[LAST]!.entries[0]!.postings[0]!.amount = 4n));
    expect(problems).toEqual([
      {
        row: 'book acme GBP, posted amounts',
        expected: '131 credited, as much as debited',
        found: '130 credited',
      },
      {
        row: 'book acme GBP, debits_posted of all accounts',
        expected: '131 by the amounts',
        found: '130 by the totals',
      },
    ]);
  });

  it('finds totals that were changed', () => {
    const { problems } = checkOf((rows) => {
      const posting = rows[LAST]!.entries[0]!.postings[0]!;
      posting.totals = { ...posting.totals, debitsPosted: 0n };
    });
    expect(problems).toEqual([
      {
        row: 'book acme GBP, posted account totals',
        expected: '0 credited, as much as debited',
        found: '130 credited',
      },
      {
        row: 'book acme GBP, debits_posted of all accounts',
        expected: '130 by the amounts',
        found: '0 by the totals',
      },
    ]);
  });

  it('keeps layers apart', () => {
    expect(checkOf((rows) => makePending(rows[LAST]!.entries[0]!)).problems).toEqual([]);
    const { problems } = checkOf((rows) => (rows[LAST]!.entries[0]!.postings[1]!.layer = 'pending'));
    expect(problems.map(({ row }) => row)).toEqual([
      'book acme GBP, posted amounts',
      'book acme GBP, pending amounts',
      'book acme GBP, credits_posted of all accounts',
      'book acme GBP, credits_pending of all accounts',
    ]);
  });

  it('finds money that was made in a currency of its own', () => {
    const { checked, problems } = checkOf((rows) => (rows[LAST]!.entries[0]!.postings[1]!.currency = 'USD'));
    expect(checked).toBe(3);
    expect(problems).toContainEqual({
      row: 'book acme USD, posted amounts',
      expected: '0 credited, as much as debited',
      found: '3 credited',
    });
  });
});
