import { checksOf, namedIn, passOver, type Tables } from './ledger-pass.testing';
import { SoundBook } from './sound-book.testing';

/** Places in the tables of the sound book. */
const THIRD_ACCOUNT = 2;
const OPENS_THIRD_ACCOUNT = 3;
const SECOND_TRANSFER = 6;
const SECOND_ENTRY = 1;

describe('LedgerPass', () => {
  const acme = new SoundBook('acme');
  const zeta = new SoundBook('zeta');

  const listings = [acme.listing, zeta.listing];

  it('puts every row of every book to its decision', async () => {
    const expected = [
      ['entries_balance', 4],
      ['account_versions', 10],
      ['numbering', 19],
      ['hash_chain', 11],
      ['holds_conserve', 0],
      ['exchanges_agree', 0],
      ['periods_stay_closed', 0, 'ok'],
      ['debits_equal_credits', 2],
      ['answers_agree', 4],
    ];
    for (const checks of await checksOf(passOver([acme, zeta]), listings)) {
      expect(checks.map(({ name, checked, status }) => [name, checked, status])).toEqual(
        expected.map(([name, checked]) => [name, checked, 'ok']),
      );
    }
  });

  it('checks a book of which there are no rows', async () => {
    const unknown = { book: 'beta', opened: null };
    const [, checks] = await checksOf(passOver([acme, zeta]), [acme.listing, unknown, zeta.listing]);
    expect(checks!.every(({ status, checked }) => status === 'ok' && checked === 0)).toBe(true);
  });

  it('names the one posting that was changed, in every check that it breaks', async () => {
    expect(await namedIn(acme, ({ postings }) => (postings[2]!.amount = 21n))).toEqual({
      entries_balance: ['entry acme 2'],
      account_versions: ['posting acme cash version 2 (entry 2 leg 1)'],
      hash_chain: ['decision acme 7'],
      debits_equal_credits: ['book acme GBP, posted amounts', 'book acme GBP, debits_posted of all accounts'],
      answers_agree: ['answer of decision acme 7 at /postings/0/amount'],
    });
  });

  // Each takes one row away, or breaks one link; what follows it must not be named.
  it.each<[string, (tables: Tables) => void, Record<string, string[]>]>([
    [
      'an outcome of an entry is gone',
      ({ outcomes }) => outcomes.splice(SECOND_TRANSFER, 1),
      { numbering: ['decision acme 7', 'entry acme 2'], hash_chain: ['decision acme 8'] },
    ],
    ['the last outcome is gone', ({ outcomes }) => outcomes.pop(), { numbering: ['entry acme 4'] }],
    [
      'an outcome of an account is gone',
      ({ outcomes }) => outcomes.splice(OPENS_THIRD_ACCOUNT, 1),
      { numbering: ['account acme euros (number 3)', 'decision acme 4'], hash_chain: ['decision acme 5'] },
    ],
    [
      'an account names a later decision',
      ({ accounts }) => (accounts[THIRD_ACCOUNT]!.decision = 99n),
      { numbering: ['account acme euros (number 3)'] },
    ],
    [
      'an entry names a later decision',
      ({ entries }) => (entries[SECOND_ENTRY]!.decision = 99n),
      { numbering: ['entry acme 2'] },
    ],
    [
      'an entry names an earlier decision',
      ({ entries }) => (entries[SECOND_ENTRY]!.decision = 1n),
      { numbering: ['entry acme 2'] },
    ],
    [
      'an outcome names another entry',
      ({ outcomes }) => (outcomes[SECOND_TRANSFER]!.entry = 99n),
      { numbering: ['decision acme 7'] },
    ],
    [
      'an outcome names no entry',
      ({ outcomes }) => (outcomes[SECOND_TRANSFER]!.entry = null),
      { numbering: ['decision acme 7'] },
    ],
  ])('names little more than the row when %s', async (_, tamper, expected) => {
    expect(await namedIn(acme, tamper)).toEqual(expected);
  });

  it('names an entry that is gone and its postings, and none after it', async () => {
    expect(await namedIn(acme, ({ entries }) => entries.splice(SECOND_ENTRY, 1))).toEqual({
      entries_balance: [
        'posting acme cash version 2 (entry 2 leg 1)',
        'posting acme owed version 2 (entry 2 leg 2)',
      ],
      numbering: ['decision acme 7', 'entry acme 2'],
      hash_chain: ['decision acme 7'],
      answers_agree: ['answer of decision acme 7'],
    });
  });

  it('names an account that is gone and the postings to it', async () => {
    expect(await namedIn(acme, ({ accounts }) => accounts.splice(THIRD_ACCOUNT, 1))).toMatchObject({
      account_versions: ['posting acme account 3 version 1 (entry 3 leg 4)'],
      numbering: ['decision acme 4', 'account acme 3'],
      hash_chain: ['decision acme 4'],
    });
  });

  it('does not take the rows of the next book for those that are gone', async () => {
    const gone = ({ accounts, entries, postings }: Tables) => {
      accounts.pop();
      entries.pop();
      postings.splice(-2);
    };
    expect(await namedIn(acme, gone)).toMatchObject({
      numbering: ['decision acme 5', 'decision acme 11'],
      hash_chain: ['decision acme 5', 'decision acme 11'],
    });
  });

  it('names rows that were put in and belong to nothing', async () => {
    const putIn = ({ accounts, entries, postings }: Tables) => {
      accounts.push({ ...accounts[0]!, number: 5, name: 'put-in', decision: 50n });
      entries.push({ ...entries[0]!, number: 5n, decision: 50n });
      postings.push({ ...postings[0]!, entry: 7n });
    };
    expect(await namedIn(acme, putIn)).toMatchObject({
      entries_balance: ['entry acme 5', 'posting acme cash version 1 (entry 7 leg 1)'],
      numbering: ['account acme put-in (number 5)', 'entry acme 5'],
    });
  });

  it('gives up when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(passOver([acme], undefined, stopped).check(acme.listing)).rejects.toThrow('enough');
  });
});
