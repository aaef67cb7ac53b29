import { LedgerPass } from './ledger-pass';
import { Progress } from './progress';
import { SoundBook, type WrittenRows, type Writable } from './sound-book.testing';
import type {
  AccountChangeRow,
  AccountRow,
  BookListing,
  EntryRow,
  LedgerStreams,
  OutcomeRow,
  PostingRow,
} from './store';

interface Tables {
  outcomes: Writable<OutcomeRow>[];
  entries: Writable<EntryRow>[];
  postings: Writable<PostingRow>[];
  accounts: Writable<AccountRow>[];
  accountChanges: Writable<AccountChangeRow>[];
}

/** Places in the tables of the sound book. */
const THIRD_ACCOUNT = 2;
const OPENS_THIRD_ACCOUNT = 3;
const SECOND_TRANSFER = 6;
const SECOND_ENTRY = 1;

describe('LedgerPass', () => {
  const acme = new SoundBook('acme');
  const zeta = new SoundBook('zeta');

  function tablesOf(rows: WrittenRows[]): Tables {
    return {
      outcomes: rows.map(({ outcome }) => outcome),
      entries: rows.flatMap(({ entry }) => entry ?? []),
      postings: rows.flatMap(({ postings }) => postings),
      accounts: rows.flatMap(({ account }) => account ?? []),
      accountChanges: rows.flatMap(({ changes }) => changes),
    };
  }

  /** As the database sorts: by book, then by number. */
  const inOrder = <Row extends { book: string }>(
    rows: Row[],
    ...numbers: ((row: Row) => bigint | number)[]
  ) =>
    rows.sort((a, b) => {
      if (a.book !== b.book) return a.book < b.book ? -1 : 1;
      const differing = numbers.find((number) => number(a) !== number(b));
      return differing === undefined ? 0 : differing(a) < differing(b) ? -1 : 1;
    });

  /** In chunks that never end where a decision ends. */
  async function* chunks<Row>(rows: Row[]): AsyncGenerator<Row[], void> {
    for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
  }

  async function passOver(
    tamper: (acme: Tables) => void,
    listings: BookListing[] = [acme.listing, zeta.listing],
  ) {
    const [first, second] = [tablesOf(acme.written), tablesOf(zeta.written)];
    tamper(first);
    const streams: LedgerStreams = {
      outcomes: chunks(inOrder([...first.outcomes, ...second.outcomes], ({ decision }) => decision)),
      entries: chunks(inOrder([...first.entries, ...second.entries], ({ number }) => number)),
      postings: chunks(
        inOrder(
          [...first.postings, ...second.postings],
          ({ entry }) => entry,
          ({ leg }) => leg,
        ),
      ),
      accounts: chunks(inOrder([...first.accounts, ...second.accounts], ({ number }) => number)),
      accountChanges: chunks(
        inOrder([...first.accountChanges, ...second.accountChanges], ({ decision }) => decision),
      ),
    };
    const pass = new LedgerPass(streams, new AbortController().signal, new Progress());
    const checks = [];
    for (const listing of listings) checks.push(await pass.check(listing));
    return checks;
  }

  /** The rows named in the first book, by check; the second book must be sound. */
  async function namedIn(tamper: (acme: Tables) => void): Promise<Record<string, string[]>> {
    const [first, second] = await passOver(tamper);
    expect(second!.filter(({ status }) => status !== 'ok')).toEqual([]);
    const failed = first!.filter(({ status }) => status !== 'ok');
    return Object.fromEntries(
      failed.map(({ name, problems }) => [
        name,
        problems.map(({ row }) => row.replace(/ \((op|je)_\w+\)/, '')),
      ]),
    );
  }

  it('puts every row of every book to its decision', async () => {
    const expected = [
      ['entries_balance', 4],
      ['account_versions', 10],
      ['numbering', 19],
      ['hash_chain', 11],
      ['debits_equal_credits', 2],
      ['answers_agree', 4],
    ];
    for (const checks of await passOver(() => undefined)) {
      expect(checks.map(({ name, checked, status }) => [name, checked, status])).toEqual(
        expected.map(([name, checked]) => [name, checked, 'ok']),
      );
    }
  });

  it('checks a book of which there are no rows', async () => {
    const unknown = { book: 'beta', opened: null };
    const [, checks] = await passOver(() => undefined, [acme.listing, unknown, zeta.listing]);
    expect(checks!.every(({ status, checked }) => status === 'ok' && checked === 0)).toBe(true);
  });

  it('names the one posting that was changed, in every check that it breaks', async () => {
    expect(await namedIn(({ postings }) => (postings[2]!.amount = 21n))).toEqual({
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
    expect(await namedIn(tamper)).toEqual(expected);
  });

  it('names an entry that is gone and its postings, and none after it', async () => {
    expect(await namedIn(({ entries }) => entries.splice(SECOND_ENTRY, 1))).toEqual({
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
    expect(await namedIn(({ accounts }) => accounts.splice(THIRD_ACCOUNT, 1))).toMatchObject({
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
    expect(await namedIn(gone)).toMatchObject({
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
    expect(await namedIn(putIn)).toMatchObject({
      entries_balance: ['entry acme 5', 'posting acme cash version 1 (entry 7 leg 1)'],
      numbering: ['account acme put-in (number 5)', 'entry acme 5'],
    });
  });

  it('gives up when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    const tables = tablesOf(acme.written);
    const streams = {
      outcomes: chunks(tables.outcomes),
      entries: chunks(tables.entries),
      postings: chunks(tables.postings),
      accounts: chunks(tables.accounts),
      accountChanges: chunks(tables.accountChanges),
    };
    await expect(new LedgerPass(streams, stopped, new Progress()).check(acme.listing)).rejects.toThrow(
      'enough',
    );
  });
});
