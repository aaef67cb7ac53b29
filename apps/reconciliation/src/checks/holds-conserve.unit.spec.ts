import { Accounts } from '../accounts';
import { heldBook, HELD } from '../held-book.testing';
import { Holds } from '../holds';
import { matching } from '../matching.testing';
import type { WrittenRows } from '../sound-book.testing';
import { HoldsConserve } from './holds-conserve';

describe('HoldsConserve', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void) {
    const rows = heldBook().written;
    tamper(rows);
    const accounts = new Accounts();
    const check = new HoldsConserve(new Holds(accounts));
    for (const written of rows) {
      if (written.account) accounts.open(written.account);
      check.see(written);
    }
    return check.findings.check();
  }

  it('counts the holds and their changes in a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'holds_conserve', status: 'ok', checked: 7, problem_count: 0, problems: [] },
    });
  });

  it('keeps how an entry left its hold for the outcome in hand alone, since a book may have any number of them', () => {
    const holds = new Holds(new Accounts());
    const check = new HoldsConserve(holds);
    const rows = heldBook().written;
    for (const written of rows) check.see(written);
    const leftBy = (step: keyof typeof HELD) => holds.leftBy(rows[HELD[step]]!.entries[0]!.entry.number);
    expect(leftBy('expired')).toMatchObject({ expired: 10n });
    expect(leftBy('third')).toBeUndefined();
  });

  it.each<[string, (rows: WrittenRows[]) => void, string, RegExp]>([
    [
      'a hold of another amount than its entry reserved',
      (rows) => (rows[HELD.second]!.holds[0]!.amount = 11n),
      'hold acme ',
      /pending DEBIT 1 10 GBP/,
    ],
    [
      'a capture that is not what was posted',
      (rows) => (rows[HELD.part]!.holdChanges[0]!.captured = 5n),
      'change 1 of hold acme ',
      /posted DEBIT 1 4 GBP/,
    ],
    [
      'a change that gives back more than was held',
      (rows) => (rows[HELD.voided]!.holdChanges[0]!.voided = 11n),
      'change 1 of hold acme ',
      /0 captured, 11 voided, 0 expired/,
    ],
    [
      'a change that takes something back',
      (rows) => (rows[HELD.rest]!.holdChanges[0]!.captured = 3n),
      'change 2 of hold acme ',
      /3 captured, 0 voided, 0 expired/,
    ],
    [
      'a change of the wrong revision',
      (rows) => (rows[HELD.expired]!.holdChanges[0]!.revision = 2n),
      'change 2 of hold acme ',
      /0 captured, 0 voided, 10 expired/,
    ],
    [
      'a change of a hold that is not there',
      (rows) => (rows[HELD.voided]!.holdChanges[0]!.hold = 99n),
      'change 1 of hold acme 99',
      /^there is none$/,
    ],
    [
      'an entry that settles no hold',
      (rows) => rows[HELD.voided]!.holdChanges.splice(0),
      'entry acme ',
      /^none$/,
    ],
    ['an entry that reserved no hold', (rows) => rows[HELD.third]!.holds.splice(0), 'entry acme ', /^none$/],
  ])('names %s', (_, tamper, row, found) => {
    const { problems } = checkOf(tamper);
    expect(problems[0]).toMatchObject({ row: matching(new RegExp(`^${row}`)), found: matching(found) });
  });
});
