import { matching } from '../matching.testing';
import { Accounts } from '../accounts';
import type { PostingRow } from '../journal';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { EntriesBalance } from './entries-balance';

/** The second transfer: entry 2, with two legs. */
const SECOND = 6;
/** The entry in two currencies, with four. */
const BOTH = 9;

describe('EntriesBalance', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void, strays: PostingRow[] = []) {
    const rows = new SoundBook().written;
    tamper(rows);
    const accounts = new Accounts();
    const check = new EntriesBalance(accounts);
    for (const { account, entries } of rows) {
      if (account) accounts.open(account);
      for (const written of entries) check.see(written);
    }
    for (const posting of strays) check.seeStray(posting);
    return check.findings.check();
  }
  const problemsOf = (tamper: (rows: WrittenRows[]) => void) => checkOf(tamper).problems;

  it('counts the entries of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'entries_balance', status: 'ok', checked: 4, problem_count: 0, problems: [] },
    });
  });

  it('names an entry whose amounts do not net to zero', () => {
    expect(problemsOf((rows) => (rows[SECOND]!.entries[0]!.postings[0]!.amount += 1n))).toEqual([
      {
        row: matching(/^entry acme 2 \(je_[0-9a-f]{32}\)$/),
        expected: 'a net of 0 in GBP posted',
        found: '1 more debited than credited',
      },
    ]);
  });

  it('nets each currency and each layer by itself', () => {
    const byCurrency = problemsOf((rows) => (rows[BOTH]!.entries[0]!.postings[0]!.currency = 'EUR'));
    expect(byCurrency.map(({ expected }) => expected)).toEqual([
      'a net of 0 in EUR posted',
      'a net of 0 in GBP posted',
    ]);
    const byLayer = problemsOf((rows) => (rows[SECOND]!.entries[0]!.postings[1]!.layer = 'pending'));
    expect(byLayer.map(({ expected }) => expected)).toEqual([
      'a net of 0 in GBP posted',
      'a net of 0 in GBP pending',
    ]);
  });

  it('names an entry that has fewer postings than it says, though they balance', () => {
    const [problem] = problemsOf((rows) => rows[BOTH]!.entries[0]!.postings.splice(2, 2));
    expect(problem).toMatchObject({ expected: '4 postings, legs 1 to 4', found: 'legs 1, 2' });
  });

  it('names an entry whose legs are not counted from 1', () => {
    const [problem] = problemsOf((rows) => (rows[SECOND]!.entries[0]!.postings[1]!.leg = 3));
    expect(problem).toMatchObject({ expected: '2 postings, legs 1 to 2', found: 'legs 1, 3' });
  });

  it('names a posting that belongs to no entry', () => {
    const posting = { ...new SoundBook().written[SECOND]!.entries[0]!.postings[0]!, entry: 99n };
    const { problems } = checkOf(() => undefined, [posting]);
    expect(problems).toEqual([
      {
        row: 'posting acme cash version 2 (entry 99 leg 1)',
        expected: 'an entry 99',
        found: 'there is none',
      },
    ]);
  });
});
