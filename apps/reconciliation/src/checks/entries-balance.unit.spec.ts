import { matching } from '../matching.testing';
import { Accounts } from '../accounts';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { NOTHING_WRITTEN, type Written } from '../written';
import { EntriesBalance } from './entries-balance';

/** The second transfer: entry 2, with two legs. */
const SECOND = 6;
/** The entry in two currencies, with four. */
const BOTH = 9;

describe('EntriesBalance', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void, stray: Written[] = []) {
    const rows = new SoundBook().written;
    tamper(rows);
    const accounts = new Accounts();
    const check = new EntriesBalance(accounts);
    for (const written of [...rows, ...stray]) {
      if (written.account) accounts.open(written.account);
      check.see(written);
    }
    return check.findings.check();
  }
  const problemsOf = (tamper: (rows: WrittenRows[]) => void) => checkOf(tamper).problems;

  it('counts the entries of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'entries_balance', status: 'ok', checked: 4, problem_count: 0, problems: [] },
    });
  });

  it('names an entry whose amounts do not net to zero', () => {
    expect(problemsOf((rows) => (rows[SECOND]!.postings[0]!.amount += 1n))).toEqual([
      {
        row: matching(/^entry acme 2 \(je_[0-9a-f]{32}\)$/),
        expected: 'a net of 0 in GBP posted',
        found: '1 more debited than credited',
      },
    ]);
  });

  it('nets each currency and each layer by itself', () => {
    const byCurrency = problemsOf((rows) => (rows[BOTH]!.postings[0]!.currency = 'EUR'));
    expect(byCurrency.map(({ expected }) => expected)).toEqual([
      'a net of 0 in EUR posted',
      'a net of 0 in GBP posted',
    ]);
    const byLayer = problemsOf((rows) => (rows[SECOND]!.postings[1]!.layer = 'pending'));
    expect(byLayer.map(({ expected }) => expected)).toEqual([
      'a net of 0 in GBP posted',
      'a net of 0 in GBP pending',
    ]);
  });

  it('names an entry that has fewer postings than it says, though they balance', () => {
    const [problem] = problemsOf((rows) => rows[BOTH]!.postings.splice(2, 2));
    expect(problem).toMatchObject({ expected: '4 postings, legs 1 to 4', found: 'legs 1, 2' });
  });

  it('names an entry whose legs are not counted from 1', () => {
    const [problem] = problemsOf((rows) => (rows[SECOND]!.postings[1]!.leg = 3));
    expect(problem).toMatchObject({ expected: '2 postings, legs 1 to 2', found: 'legs 1, 3' });
  });

  it('names a posting that belongs to no entry', () => {
    const posting = { ...new SoundBook().written[SECOND]!.postings[0]!, entry: 99n };
    const stray = { ...NOTHING_WRITTEN, postings: [posting] };
    const { problems } = checkOf(() => undefined, [stray]);
    expect(problems).toEqual([
      {
        row: 'posting acme cash version 2 (entry 99 leg 1)',
        expected: 'an entry 99',
        found: 'there is none',
      },
    ]);
  });
});
