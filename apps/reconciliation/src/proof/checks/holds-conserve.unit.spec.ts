import type { EntryKind } from '@pacioli/contracts/journal-entry';
import { Accounts } from '../accounts';
import { heldBook, HELD } from '../held-book.testing';
import { Holds } from '../holds';
import type { HoldChangeRow } from '../journal';
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
      ...{ name: 'holds_conserve', status: 'ok', checked: 9, problem_count: 0, problems: [] },
    });
  });

  it('names a hold that nobody has given back while the ledger was at work, once its time was over', () => {
    const rows = heldBook().written.filter((_, at) => at !== HELD.expired);
    const overAt = rows[HELD.third]!.holds[0]!.expiresAt!;
    const foundAt = (lastAtWork: number) => {
      const check = new HoldsConserve(new Holds(new Accounts()));
      for (const written of rows) check.see(written);
      const before = check.findings.count;
      check.finish('acme', lastAtWork);
      return check.findings.check().problems.slice(before);
    };
    expect(foundAt(overAt - 1)).toEqual([]);
    expect(foundAt(overAt)).toEqual([
      {
        row: `hold acme ${rows[HELD.third]!.entries[0]!.entry.number}`,
        expected: `nothing that remains, as it was over at ${new Date(overAt).toISOString()}`,
        found: 'it is still open',
      },
    ]);
  });

  it('keeps how an entry left its hold for the outcome in hand alone, since a book may have any number of them', () => {
    const holds = new Holds(new Accounts());
    const check = new HoldsConserve(holds);
    const rows = heldBook().written;
    for (const written of rows) check.see(written);
    const leftBy = (step: keyof typeof HELD) => holds.leftBy(rows[HELD[step]]!.entries[0]!.entry.number);
    expect(leftBy('final')).toMatchObject({ captured: 6n, voided: 4n });
    expect(leftBy('fourth')).toBeUndefined();
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

  const kindIs = (step: keyof typeof HELD, kind: EntryKind) => (rows: WrittenRows[]) =>
    (rows[HELD[step]]!.entries[0]!.entry.kind = kind);
  const became = (step: keyof typeof HELD, change: Partial<HoldChangeRow>) => (rows: WrittenRows[]) =>
    Object.assign(rows[HELD[step]]!.holdChanges[0]!, change);

  it.each<[string, (rows: WrittenRows[]) => unknown, string, string]>([
    [
      'a hold by another kind of entry',
      kindIs('second', 'transfer'),
      'kind hold, as it is reserved',
      'kind transfer',
    ],
    [
      'a void that is called an expiry',
      kindIs('voided', 'expiry'),
      'kind void, as it is voided',
      'kind expiry',
    ],
    [
      'an expiry that is called a void',
      kindIs('expired', 'void'),
      'kind expiry, as it is expired',
      'kind void',
    ],
    [
      'a capture that is called a void',
      kindIs('rest', 'void'),
      'kind capture, as it is captured',
      'kind void',
    ],
    [
      'a void that expires the hold',
      became('voided', { voided: 0n, expired: 10n }),
      'kind expiry, as it is expired',
      'kind void',
    ],
    [
      'a final capture that expires the rest',
      became('final', { voided: 0n, expired: 4n }),
      'kind of no entry, as it is captured and expired',
      'kind capture',
    ],
  ])('names %s', (_, tamper, expected, found) => {
    expect(checkOf(tamper).problems).toContainEqual({ row: matching(/hold acme \d+$/), expected, found });
  });

  it('names a void that leaves something of the hold', () => {
    const tamper = (rows: WrittenRows[]) => {
      became('voided', { voided: 9n })(rows);
      for (const posting of rows[HELD.voided]!.entries[0]!.postings) posting.amount = 9n;
    };
    expect(checkOf(tamper).problems).toEqual([
      {
        row: matching(/^change 1 of hold acme \d+$/),
        expected: 'nothing that remains, as it is voided',
        found: '1',
      },
    ]);
  });

  const expiresAt = (step: keyof typeof HELD, at: number | null) => (rows: WrittenRows[]) =>
    (rows[HELD[step]]!.holds[0]!.expiresAt = at);
  const second = (seconds: number) => Date.UTC(2026, 0, 1) + seconds * 1_000;

  it.each<[string, (rows: WrittenRows[]) => unknown, string, string]>([
    [
      'a capture at the moment from which nothing can be captured',
      expiresAt('fourth', second(HELD.final)),
      'expires_at after its capture, 2026-01-01T00:00:19.000Z',
      'expires_at 2026-01-01T00:00:19.000Z',
    ],
    [
      'an expiry before its time',
      expiresAt('third', second(HELD.expired) + 1),
      'expires_at no later than its expiry, 2026-01-01T00:00:17.000Z',
      'expires_at 2026-01-01T00:00:17.001Z',
    ],
    [
      'an expiry of a hold that has no time',
      expiresAt('third', null),
      'expires_at no later than its expiry, 2026-01-01T00:00:17.000Z',
      'expires_at null',
    ],
    [
      'a hold whose time was over from the first',
      expiresAt('second', second(HELD.second)),
      'expires_at after its hold, 2026-01-01T00:00:14.000Z',
      'expires_at 2026-01-01T00:00:14.000Z',
    ],
  ])('names %s', (_, tamper, expected, found) => {
    expect(checkOf(tamper).problems).toEqual([{ row: matching(/hold acme \d+$/), expected, found }]);
  });

  const effectiveAt = (step: keyof typeof HELD, at: number) => (rows: WrittenRows[]) =>
    (rows[HELD[step]]!.entries[0]!.entry.effectiveAt = at);

  it.each<[string, (rows: WrittenRows[]) => unknown]>([
    ['a capture with effect from before its hold', effectiveAt('part', second(HELD.hold) - 1)],
    ['a void with effect from before its hold', effectiveAt('voided', second(HELD.second) - 1)],
    ['an expiry with effect from before its hold', effectiveAt('expired', second(HELD.third) - 1)],
  ])('names %s', (_, tamper) => {
    const { problems } = checkOf(tamper);
    expect(problems).toEqual([
      {
        row: matching(/^change 1 of hold acme \d+$/),
        expected: matching(/^effective no earlier than its hold, 2026-01-01T00:00:\d\d\.000Z$/),
        found: matching(/^2026-01-01T00:00:\d\d\.999Z$/),
      },
    ]);
  });

  it.each<[string, (rows: WrittenRows[]) => unknown]>([
    ['a capture with effect from when its hold was made', effectiveAt('part', second(HELD.hold))],
    ['a capture just before its time is over', expiresAt('fourth', second(HELD.final) + 1)],
    ['an expiry at its very time', expiresAt('third', second(HELD.expired))],
    ['a void after its time is over', expiresAt('second', second(HELD.voided) - 1)],
  ])('finds nothing in %s', (_, tamper) => {
    expect(checkOf(tamper).problems).toEqual([]);
  });
});
