import { Accounts } from '../accounts';
import { CHANGED, changedBook } from '../changed-book.testing';
import { matching } from '../matching.testing';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { NOTHING_WRITTEN } from '../written';
import { Numbering } from './numbering';

const ACCOUNT = 3;
const TRANSFER = 6;
const REFUSED = 7;
const LAST = 10;

describe('Numbering', () => {
  function checkOf(
    tamper: (rows: WrittenRows[], listing: SoundBook['listing']) => void,
    { written, listing } = new SoundBook(),
  ) {
    tamper(written, listing);
    const accounts = new Accounts();
    const check = new Numbering(listing, accounts);
    for (const one of written) {
      if (one.account) accounts.open(one.account);
      check.see(one);
    }
    check.finish();
    return check.findings.check();
  }
  const problemsOf = (tamper: Parameters<typeof checkOf>[0]) => checkOf(tamper).problems;
  const onlyProblemOf = (tamper: Parameters<typeof checkOf>[0]) => {
    const problems = problemsOf(tamper);
    expect(problems).toHaveLength(1);
    return problems[0];
  };

  it('counts decisions, entries and accounts of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'numbering', status: 'ok', checked: 11 + 4 + 4, problem_count: 0, problems: [] },
    });
  });

  it('names a decision that is gone', () => {
    expect(onlyProblemOf((rows) => rows.splice(REFUSED, 1))).toEqual({
      ...{ row: 'decision acme 8', expected: 'a row of each number', found: 'none; after 7 comes 9' },
    });
  });

  it('names decisions that are gone together', () => {
    expect(onlyProblemOf((rows) => rows.splice(REFUSED, 2))).toMatchObject({ row: 'decision acme 8 to 9' });
  });

  it('counts from 1', () => {
    expect(problemsOf((rows) => rows.shift())).toMatchObject([
      { row: 'decision acme 1', found: 'none; after 0 comes 2' },
      { row: 'book acme', expected: 'a decision 1 that it belongs to', found: 'there is none' },
    ]);
    expect(problemsOf((rows) => (rows[0]!.outcome.decision = 0n))).toMatchObject([
      { row: 'decision acme 0', expected: 'numbers counted from 1' },
      { row: matching(/^decision acme 0 \(op_/), expected: 'a book that it opened' },
      { row: 'decision acme 1' },
      { row: 'book acme' },
    ]);
  });

  it('names a decision of a place in the topic that was passed, and one of another partition', () => {
    const at = (position: object) => (rows: WrittenRows[]) =>
      Object.assign(rows[TRANSFER]!.outcome, position);
    const row = matching(/^decision acme 7 \(op_/);
    const expected = 'a record of partition 0 after 10, that of the decision before it';
    expect(onlyProblemOf(at({ offset: 9n }))).toEqual({ row, expected, found: 'record 0-9' });
    expect(onlyProblemOf(at({ offset: 10n }))).toEqual({ row, expected, found: 'record 0-10' });
    expect(problemsOf(at({ partition: 1 }))[0]).toEqual({ row, expected, found: 'record 1-12' });
  });

  it('names an entry that is gone, by its outcome and by its number', () => {
    const gone = (rows: WrittenRows[]) => Object.assign(rows[TRANSFER]!, { entries: [] });
    expect(problemsOf(gone)).toMatchObject([
      {
        row: matching(/^decision acme 7 \(op_/),
        expected: 'an entry 2',
        found: 'there is none',
      },
      { row: 'entry acme 2', expected: 'a row of each number', found: 'none; after 1 comes 3' },
    ]);
  });

  it('names an entry without an outcome', () => {
    const { problems } = checkOf((rows) => {
      const { outcome } = rows[TRANSFER]!;
      // What stood there without its entry is another kind of decision.
      Object.assign(rows[TRANSFER]!, { outcome: null });
      rows.splice(TRANSFER, 0, {
        outcome: { ...outcome, status: 'rejected', entry: null },
        ...{
          entries: [],
          account: null,
          periods: [],
          changes: [],
          holds: [],
          holdChanges: [],
          exchanges: [],
        },
      });
    });
    expect(problems).toMatchObject([
      { row: matching(/^entry acme 2 \(je_/), expected: 'a decision 7 that it belongs to' },
    ]);
  });

  it.each([
    ['entry', (rows: WrittenRows[]) => (rows[TRANSFER]!.outcome.entry = 9n), 'entry 2', 'entry 9'],
    ['entry', (rows: WrittenRows[]) => (rows[TRANSFER]!.outcome.entry = null), 'entry 2', 'entry null'],
    [
      'decision',
      (rows: WrittenRows[]) => (rows[TRANSFER]!.entries[0]!.entry.decision = 9n),
      'decision 7',
      'decision 9',
    ],
    [
      'decision',
      (rows: WrittenRows[]) => (rows[ACCOUNT]!.account!.decision = 9n),
      'decision 4',
      'decision 9',
    ],
  ])('names a link between rows that was changed: %s', (_, tamper, expected, found) => {
    expect(onlyProblemOf(tamper)).toMatchObject({ expected, found });
  });

  it('names an entry whose id does not follow from its operation', () => {
    expect(onlyProblemOf((rows) => (rows[TRANSFER]!.entries[0]!.entry.id = 'je_other'))).toMatchObject({
      row: 'entry acme 2 (je_other)',
      expected: matching(/^id je_[0-9a-f]{32}$/),
      found: 'id je_other',
    });
  });

  it('names a decision that has an entry though it was refused', () => {
    expect(problemsOf((rows) => (rows[TRANSFER]!.outcome.status = 'rejected'))).toMatchObject([
      { expected: 'no entry, since it is rejected', found: 'entry 2' },
    ]);
  });

  it.each([
    ['an entry', (rows: WrittenRows[]) => (rows[TRANSFER]!.entries[0]!.entry.recordedAt += 1), 'recorded_at'],
    ['an account', (rows: WrittenRows[]) => (rows[ACCOUNT]!.account!.createdAt += 1), 'created_at'],
    [
      'a book',
      (_: WrittenRows[], listing: SoundBook['listing']) => (listing.opened.createdAt += 1),
      'created_at',
    ],
  ])('names %s with another time than its decision', (_, tamper, column) => {
    expect(onlyProblemOf(tamper)).toMatchObject({
      expected: matching(new RegExp(`^${column} 2026-01-01T00:00:.*Z$`)),
      found: matching(new RegExp(`^${column} 2026-01-01T00:00:.*001Z$`)),
    });
  });

  describe('of a book with a change of an account and a closed period', () => {
    const problemsIn = (tamper: (rows: WrittenRows[]) => void) => checkOf(tamper, changedBook()).problems;

    it('finds nothing while both have the times of their decisions', () => {
      expect(problemsIn(() => undefined)).toEqual([]);
    });

    it.each<[string, (rows: WrittenRows[]) => void, string, string, string]>([
      [
        'a change that was moved ahead',
        (rows) => (rows[CHANGED.suspension]!.changes[0]!.changedAt += 1),
        'change 1 of account acme owed',
        'changed_at 2026-01-01T00:00:11.000Z',
        'changed_at 2026-01-01T00:00:11.001Z',
      ],
      [
        'a change that was moved by less than the hash could tell',
        (rows) => (rows[CHANGED.suspension]!.changes[0]!.changedAt += 0.5),
        'change 1 of account acme owed',
        'changed_at 2026-01-01T00:00:11.000Z',
        'changed_at 2026-01-01T00:00:11.000Z and a part of a millisecond',
      ],
      [
        'a period that was closed at another time',
        (rows) => (rows[CHANGED.closing]!.periods[0]!.closedAt -= 1),
        'period acme 2025-12',
        'closed_at 2026-01-01T00:00:12.000Z',
        'closed_at 2026-01-01T00:00:11.999Z',
      ],
    ])('names %s', (_, tamper, row, expected, found) => {
      expect(problemsIn(tamper)).toEqual([{ row, expected, found }]);
    });

    it('names a change and a period that no decision made', () => {
      const stray = (rows: WrittenRows[]) => {
        const changes = [{ ...rows[CHANGED.suspension]!.changes[0]!, revision: 2n, decision: 98n }];
        const periods = [{ ...rows[CHANGED.closing]!.periods[0]!, period: '2025-11', decision: 99n }];
        rows.push({ ...NOTHING_WRITTEN, changes, periods } as never);
      };
      expect(problemsIn(stray)).toEqual([
        {
          row: 'change 2 of account acme owed',
          expected: 'a decision 98 that it belongs to',
          found: 'there is none',
        },
        {
          row: 'period acme 2025-11',
          expected: 'a decision 99 that it belongs to',
          found: 'there is none',
        },
      ]);
    });
  });

  it.each([
    ['earlier', -60_000],
    ['later', 60_000],
  ])('names the one decision that was recorded %s than it can have been', (_, by) => {
    const tamper = (rows: WrittenRows[]) => {
      rows[TRANSFER]!.outcome.recordedAt += by;
      rows[TRANSFER]!.entries[0]!.entry.recordedAt += by;
    };
    expect(onlyProblemOf(tamper)).toMatchObject({
      row: matching(/^decision acme 7 /),
      expected: 'recorded_at 2026-01-01T00:00:06.000Z, from accepted_at and the decision before it',
    });
  });

  it('names an account that its decision should have opened', () => {
    expect(problemsOf((rows) => (rows[ACCOUNT]!.account = null))).toMatchObject([
      {
        row: matching(/^decision acme 4 /),
        expected: 'an account that it opened',
        found: 'none',
      },
      { row: 'account acme 3', found: 'none; after 2 comes 4' },
    ]);
  });

  it('names an account that no decision opened', () => {
    const stray = (rows: WrittenRows[]) => {
      const account = { ...rows[ACCOUNT]!.account!, number: 5, name: 'put-in', decision: 99n };
      rows.push({ ...rows[LAST]!, outcome: null as never, entries: [], account });
    };
    expect(onlyProblemOf(stray)).toEqual({
      row: 'account acme put-in (number 5)',
      expected: 'a decision 99 that it belongs to',
      found: 'there is none',
    });
  });

  it('names a book whose decision opened none', () => {
    expect(problemsOf((_, listing) => (listing.opened.decision = 8n))).toMatchObject([
      { row: matching(/^decision acme 1 /), expected: 'a book that it opened', found: 'none' },
      { row: 'book acme', expected: matching(/^created_at/) },
      { row: 'book acme', expected: 'a decision 8 that it belongs to' },
    ]);
  });

  it('says of a time that no calendar has that it is none', () => {
    expect(problemsOf((rows) => (rows[TRANSFER]!.entries[0]!.entry.recordedAt = Infinity))).toMatchObject([
      { found: 'recorded_at no time (Infinity)' },
    ]);
  });
});
