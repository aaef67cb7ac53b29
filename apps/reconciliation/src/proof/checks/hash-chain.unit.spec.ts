import { BEGINNING } from '../standing';
import { matching } from '../matching.testing';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { HashChain } from './hash-chain';

const ACCOUNT = 3;
const TRANSFER = 6;
const REFUSED = 7;
const POISON = 8;
const BOTH = 9;

describe('HashChain', () => {
  const sound = new SoundBook();

  function checkOf(tamper: (rows: WrittenRows[], listing: SoundBook['listing']) => void) {
    const [rows, listing] = [sound.written, sound.listing];
    tamper(rows, listing);
    const check = new HashChain(listing);
    for (const written of rows) check.see(written);
    return check.findings.check();
  }
  const namesOf = (tamper: Parameters<typeof checkOf>[0]) =>
    checkOf(tamper).problems.map(({ row }) => /^decision acme (\d+) /.exec(row)?.[1]);

  it('counts the decisions of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'hash_chain', status: 'ok', checked: 11, problem_count: 0, problems: [] },
    });
  });

  it('names the decision whose row was changed, with both hashes, and that what follows can not be judged', () => {
    const { hash } = sound.written[TRANSFER]!.outcome;
    const { problems } = checkOf((rows) => (rows[TRANSFER]!.entries[0]!.postings[0]!.amount = 21n));
    expect(problems).toEqual([
      {
        row: matching(/^decision acme 7 \(op_[0-9a-f]{32}_[0-9a-f]{8}\)$/),
        expected: matching(/^hash [0-9a-f]{64}$/),
        found: matching(new RegExp(`^hash ${hash.toString('hex')}; .*can not be judged`)),
      },
    ]);
    expect(problems[0]!.expected).not.toContain(hash.toString('hex'));
  });

  /** Another value of the same kind. */
  function other(value: unknown): unknown {
    if (typeof value === 'bigint') return value + 1n;
    if (typeof value === 'number') return value + 1;
    if (typeof value === 'string') return `${value}x`;
    if (Buffer.isBuffer(value)) return Buffer.alloc(value.length);
    return value === null ? 'something' : { ...(value as object), more: 'x' };
  }
  const change = (row: object | null | undefined, field: string) =>
    Object.assign(row!, { [field]: other((row as Record<string, unknown>)[field]) });

  const rows = sound.written;
  /** Columns that link rows or repeat what another row says are numbering's and entries_balance's to judge. */
  const linking = [
    'book',
    'entry',
    'decision',
    'recordedAt',
    'createdAt',
    'postingCount',
    'reversesId',
    'postings',
    'hash',
  ];
  const hashed = (row: object, ...also: string[]) =>
    [...Object.keys(row).filter((field) => !linking.includes(field)), ...also].map(
      (field) => [field] as const,
    );

  it.each(hashed(rows[TRANSFER]!.outcome, 'recordedAt', 'decision'))(
    'sees a change of outcome.%s',
    (field) => {
      expect(namesOf((all) => change(all[TRANSFER]!.outcome, field))[0]).toBe(
        field === 'decision' ? '8' : '7',
      );
    },
  );
  it.each(hashed(rows[BOTH]!.entries[0]!.entry))('sees a change of journal_entry.%s', (field) => {
    expect(namesOf((all) => change(all[BOTH]!.entries[0]!.entry, field))).toEqual(['10']);
  });
  it.each(
    hashed(rows[BOTH]!.entries[0]!.postings[2]!).filter(
      ([field]) => field !== 'leg' && field !== 'accountName',
    ),
  )('sees a change of posting.%s', (field) => {
    const tamper = (all: WrittenRows[]) => {
      const posting = all[BOTH]!.entries[0]!.postings[2]!;
      if (field === 'totals') posting.totals = { ...posting.totals, creditsPending: 1n };
      else change(posting, field);
    };
    expect(namesOf(tamper)).toEqual(['10']);
  });
  it.each(hashed(rows[ACCOUNT]!.account!))('sees a change of account.%s', (field) => {
    expect(namesOf((all) => change(all[ACCOUNT]!.account, field))).toEqual(['4']);
  });
  it.each([['name'], ['timeZone']])('sees a change of book.%s', (field) => {
    expect(namesOf((_, { opened }) => change(opened, field))).toEqual(['1']);
  });

  it('sees rows that were put in or taken away', () => {
    expect(namesOf((all) => all[BOTH]!.entries[0]!.postings.pop())).toEqual(['10']);
    expect(namesOf((all) => all[BOTH]!.entries[0]!.postings.reverse())).toEqual(['10']);
    expect(namesOf((all) => Object.assign(all[REFUSED]!, { account: all[ACCOUNT]!.account }))).toEqual(['8']);
    expect(namesOf((all) => Object.assign(all[TRANSFER]!, { entries: [] }))).toEqual(['7']);
    expect(namesOf((_, listing) => (listing.opened.decision = 2n))).toEqual(['1', '2']);
  });

  it('sees a decision that is gone by the one after it', () => {
    expect(namesOf((all) => all.splice(TRANSFER, 1))).toEqual(['8']);
  });

  it('sees two decisions in each other’s place', () => {
    expect(namesOf((all) => all.splice(5, 2, all[6]!, all[5]!))).toEqual(['7', '6', '8']);
  });

  it('goes on from the hash that stands there, and finds a second change', () => {
    const tamper = (all: WrittenRows[]) => {
      all[ACCOUNT]!.account!.name = 'other';
      all[BOTH]!.entries[0]!.entry.reference = 'other';
    };
    const { problems, problem_count } = checkOf(tamper);
    expect(problem_count).toBe(2);
    expect(problems[0]!.found).toMatch(/can not be judged/);
    expect(problems[1]!.found).not.toMatch(/can not be judged/);
  });

  it('sees a changed hash at its decision and at the next', () => {
    expect(namesOf((all) => (all[TRANSFER]!.outcome.hash = Buffer.alloc(32)))).toEqual(['7', '8']);
  });

  it('sees who asked, given to a dead letter', () => {
    expect(namesOf((all) => (all[POISON]!.outcome.actorId = 'somebody'))).toEqual(['9']);
  });

  it('sees that a decision which was proven is gone, or is another, though the chain holds', () => {
    const provenAt = (decision: bigint, hash: Buffer) => {
      const check = new HashChain(sound.listing, undefined, { ...BEGINNING, decision, hash });
      for (const written of sound.written) check.see(written);
      check.finish();
      return check.findings.check().problems;
    };
    const { hash } = sound.written[TRANSFER]!.outcome;
    const expected = `hash ${hash.toString('hex')}, as it was proven`;
    expect(provenAt(7n, hash)).toEqual([]);
    expect(provenAt(6n, hash)).toMatchObject([{ row: 'decision acme 6', expected }]);
    expect(provenAt(12n, hash)).toEqual([{ row: 'decision acme 12', expected, found: 'no such decision' }]);
  });

  it('sees times that no decision ever had', () => {
    const { problems } = checkOf((all) => (all[TRANSFER]!.outcome.recordedAt = Infinity));
    expect(problems).toMatchObject([{ expected: 'rows that can be hashed' }]);
    expect(namesOf((all) => (all[TRANSFER]!.outcome.acceptedAt += 0.5))).toEqual(['7']);
    expect(namesOf((all) => (all[BOTH]!.entries[0]!.entry.effectiveAt = 1e300))).toEqual(['10']);
  });
});
