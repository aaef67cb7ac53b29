import { Accounts } from '../accounts';
import { makePending, SoundBook, type WrittenRows } from '../sound-book.testing';
import { AccountVersions } from './account-versions';

const FIRST = 5;
const SECOND = 6;
const LAST = 10;

describe('AccountVersions', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void) {
    const rows = new SoundBook().written;
    tamper(rows);
    const accounts = new Accounts();
    const check = new AccountVersions(accounts);
    for (const { account, entries } of rows) {
      if (account) accounts.open(account);
      for (const { postings } of entries) check.see(postings);
    }
    return check.findings.check();
  }
  const problemsOf = (tamper: (rows: WrittenRows[]) => void) => checkOf(tamper).problems;
  const rowsOf = (tamper: (rows: WrittenRows[]) => void) => problemsOf(tamper).map(({ row }) => row);

  it('counts the postings of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'account_versions', status: 'ok', checked: 10, problem_count: 0, problems: [] },
    });
  });

  it('names the one posting whose amount was changed, with the totals that it should leave', () => {
    expect(problemsOf((rows) => (rows[SECOND]!.entries[0]!.postings[0]!.amount = 2000n))).toEqual([
      {
        row: 'posting acme cash version 2 (entry 2 leg 1)',
        expected: 'version 2, debits_posted 2100, credits_posted 0, debits_pending 0, credits_pending 0',
        found:
          'version 2, debits_posted 120, credits_posted 0, debits_pending 0, credits_pending 0, after DEBIT 2000',
      },
    ]);
  });

  it.each(['debitsPosted', 'creditsPosted', 'debitsPending', 'creditsPending'] as const)(
    'names the one posting whose %s was changed',
    (side) => {
      const tamper = (rows: WrittenRows[]) => {
        const posting = rows[SECOND]!.entries[0]!.postings[0]!;
        posting.totals = { ...posting.totals, [side]: posting.totals[side] + 1n };
      };
      expect(rowsOf(tamper)).toEqual(['posting acme cash version 2 (entry 2 leg 1)']);
    },
  );

  it('names a posting whose direction or layer was changed', () => {
    expect(rowsOf((rows) => (rows[SECOND]!.entries[0]!.postings[1]!.direction = 'DEBIT'))).toEqual([
      'posting acme owed version 2 (entry 2 leg 2)',
    ]);
    expect(rowsOf((rows) => (rows[SECOND]!.entries[0]!.postings[1]!.layer = 'pending'))).toEqual([
      'posting acme owed version 2 (entry 2 leg 2)',
    ]);
  });

  it('follows pending amounts by themselves', () => {
    expect(rowsOf((rows) => makePending(rows[LAST]!.entries[0]!))).toEqual([]);
    const tamper = (rows: WrittenRows[]) => {
      makePending(rows[LAST]!.entries[0]!);
      rows[LAST]!.entries[0]!.postings[1]!.amount += 1n;
    };
    expect(rowsOf(tamper)).toEqual(['posting acme owed version 4 (entry 4 leg 2)']);
  });

  it('names a posting whose version was changed, and not those after it', () => {
    expect(rowsOf((rows) => (rows[SECOND]!.entries[0]!.postings[0]!.version = 9n))).toEqual([
      'posting acme cash version 9 (entry 2 leg 1)',
    ]);
  });

  it('names the posting after one that is gone', () => {
    expect(rowsOf((rows) => rows[SECOND]!.entries[0]!.postings.shift())).toEqual([
      'posting acme cash version 3 (entry 3 leg 1)',
    ]);
  });

  it('counts versions from 1', () => {
    expect(rowsOf((rows) => rows[FIRST]!.entries[0]!.postings.shift())).toEqual([
      'posting acme cash version 2 (entry 2 leg 1)',
    ]);
  });

  it('names a posting in another currency than its account', () => {
    expect(problemsOf((rows) => (rows[SECOND]!.entries[0]!.postings[0]!.currency = 'EUR'))).toEqual([
      {
        row: 'posting acme cash version 2 (entry 2 leg 1)',
        expected: 'currency GBP',
        found: 'currency EUR',
      },
    ]);
  });

  it('names a posting to an account that does not exist', () => {
    expect(problemsOf((rows) => (rows[LAST]!.entries[0]!.postings[0]!.account = 77))).toEqual([
      {
        row: 'posting acme account 77 version 4 (entry 4 leg 1)',
        expected: 'an account 77 in book acme',
        found: 'there is none',
      },
    ]);
  });

  it('names two wrong postings of one account each by itself', () => {
    const tamper = (rows: WrittenRows[]) => {
      rows[FIRST]!.entries[0]!.postings[0]!.amount += 1n;
      rows[LAST]!.entries[0]!.postings[0]!.amount += 1n;
    };
    expect(rowsOf(tamper)).toEqual([
      'posting acme cash version 1 (entry 1 leg 1)',
      'posting acme cash version 4 (entry 4 leg 1)',
    ]);
  });
});
