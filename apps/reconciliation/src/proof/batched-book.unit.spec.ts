import type { Batch } from '@pacioli/contracts/batch';
import { batchedBook } from './batched-book.testing';
import { checksOf, namedIn, passOver, type Tables } from './ledger-pass.testing';

/** Where the batch stands in the table of outcomes. */
const BATCH = 11;
/** The numbers of its entries, and of the one after them. */
const [TRANSFER, HOLD, CAPTURE, REVERSAL, NEXT] = [5n, 6n, 7n, 8n, 9n];

describe('A book with a batch', () => {
  const book = batchedBook();

  /** As it is named, but of answers which results alone. */
  async function named(tamper: (tables: Tables) => void): Promise<Record<string, string[]>> {
    const all = Object.entries(await namedIn(book, tamper)).map(([check, rows]) => {
      const shortened = rows.map((row) => row.replace(/(\/results\/\d+)\/.*/, '$1'));
      return [check, [...new Set(shortened)]] as [string, string[]];
    });
    return Object.fromEntries(all);
  }
  const entry = ({ entries }: Tables, wanted: bigint) => entries.find(({ number }) => number === wanted)!;
  const withoutEntry = (tables: Tables, gone: bigint) =>
    (tables.entries = tables.entries.filter(({ number }) => number !== gone));
  const withoutPostings = (tables: Tables, gone: bigint) =>
    (tables.postings = tables.postings.filter((posting) => posting.entry !== gone));
  /** The id that a fifth entry of the batch would have. */
  const idOfFifth = (tables: Tables) => entry(tables, TRANSFER).id.replace(/0000$/, '0004');
  const answer = ({ outcomes }: Tables, change: (said: Batch) => void) => {
    const said = JSON.parse(outcomes[BATCH]!.answer!) as Batch;
    change(said);
    outcomes[BATCH]!.answer = JSON.stringify(said);
  };
  const results = (...places: number[]) =>
    places.map((place) => `answer of decision acme 12 at /results/${place}`);

  it('is sound, and every row of the batch is looked at', async () => {
    const [checks] = await checksOf(passOver([book]), [book.listing]);
    expect(checks!.map(({ name, checked, problems }) => [name, checked, problems])).toEqual([
      ['entries_balance', 9, []],
      ['account_versions', 22, []],
      ['numbering', 26, []],
      ['hash_chain', 13, []],
      ['holds_conserve', 2, []],
      ['exchanges_agree', 0, []],
      ['periods_stay_closed', 0, []],
      ['debits_equal_credits', 2, []],
      ['answers_agree', 6, []],
    ]);
  });

  it.each<[string, (tables: Tables) => void, Record<string, string[]>]>([
    [
      'its first entry is gone',
      (tables) => withoutEntry(tables, TRANSFER),
      {
        entries_balance: [
          'posting acme cash version 5 (entry 5 leg 1)',
          'posting acme owed version 5 (entry 5 leg 2)',
        ],
        numbering: ['entry acme 5'],
        hash_chain: ['decision acme 12'],
        answers_agree: results(0),
      },
    ],
    [
      'an entry between others is gone',
      (tables) => withoutEntry(tables, HOLD),
      {
        entries_balance: [
          'posting acme cash version 6 (entry 6 leg 1)',
          'posting acme owed version 6 (entry 6 leg 2)',
        ],
        numbering: ['entry acme 6'],
        hash_chain: ['decision acme 12'],
        holds_conserve: ['hold acme 6'],
        // The hold is still known, though nothing of what was said of it.
        answers_agree: results(2, 1),
      },
    ],
    [
      'its last entry is gone with its postings',
      (tables) => {
        withoutEntry(tables, REVERSAL);
        withoutPostings(tables, REVERSAL);
      },
      {
        account_versions: [
          'posting acme cash version 10 (entry 9 leg 1)',
          'posting acme owed version 10 (entry 9 leg 2)',
        ],
        numbering: ['entry acme 8'],
        hash_chain: ['decision acme 12'],
        debits_equal_credits: [
          'book acme GBP, debits_posted of all accounts',
          'book acme GBP, credits_posted of all accounts',
        ],
        answers_agree: results(3),
      },
    ],
    [
      'an entry that names it was put in behind all others',
      (tables) => tables.entries.push({ ...entry(tables, TRANSFER), number: 10n, id: idOfFifth(tables) }),
      { entries_balance: ['entry acme 10'], numbering: ['entry acme 10'] },
    ],
    [
      'an entry was put in behind its own, and nothing comes after',
      (tables) => {
        const { recordedAt } = tables.outcomes[BATCH]!;
        tables.outcomes.pop();
        Object.assign(entry(tables, NEXT), { decision: 12n, id: idOfFifth(tables), recordedAt });
      },
      { hash_chain: ['decision acme 12'], answers_agree: results(4) },
    ],
    [
      'an entry names a later decision',
      (tables) => (entry(tables, HOLD).decision = 99n),
      { numbering: ['entry acme 6'] },
    ],
    [
      'an entry names an earlier decision',
      (tables) => (entry(tables, CAPTURE).decision = 1n),
      { numbering: ['entry acme 7'] },
    ],
    [
      'an entry has a number that none will ever have, and nothing comes after',
      (tables) => {
        tables.outcomes.pop();
        withoutEntry(tables, NEXT);
        withoutPostings(tables, NEXT);
        entry(tables, REVERSAL).number = 2n ** 62n;
      },
      {
        entries_balance: [
          'posting acme cash version 9 (entry 8 leg 1)',
          'posting acme owed version 9 (entry 8 leg 2)',
          'entry acme 4611686018427387904',
        ],
        numbering: ['entry acme 8 to 4611686018427387903', 'entry acme 4611686018427387904'],
        hash_chain: ['decision acme 12'],
        answers_agree: results(3),
      },
    ],
    [
      'an entry has another id',
      (tables) => (entry(tables, CAPTURE).id = 'je_other'),
      { numbering: ['entry acme 7'], hash_chain: ['decision acme 12'], answers_agree: results(2) },
    ],
    [
      'the entry after it names it',
      (tables) => (entry(tables, NEXT).decision = 12n),
      {
        numbering: ['entry acme 9', 'decision acme 13'],
        hash_chain: ['decision acme 12', 'decision acme 13'],
        answers_agree: [...results(4), 'answer of decision acme 13'],
      },
    ],
  ])('names little more than the row when %s', async (_, tamper, expected) => {
    expect(await named(tamper)).toEqual(expected);
  });

  it.each<[string, (tables: Tables) => void, Record<string, string[]>]>([
    [
      'names another entry',
      ({ outcomes }) => (outcomes[BATCH]!.entry = 99n),
      { numbering: ['decision acme 12'] },
    ],
    [
      'names no entry',
      ({ outcomes }) => (outcomes[BATCH]!.entry = null),
      { numbering: ['decision acme 12'] },
    ],
    [
      'is called rejected',
      ({ outcomes }) => (outcomes[BATCH]!.status = 'rejected'),
      { numbering: ['decision acme 12'], hash_chain: ['decision acme 12'] },
    ],
    [
      'is called a transfer, which makes one entry',
      ({ outcomes }) => (outcomes[BATCH]!.type = 'transfer.requested.v1'),
      {
        numbering: ['entry acme 6', 'entry acme 7', 'entry acme 8'],
        hash_chain: ['decision acme 12'],
        holds_conserve: ['hold acme 6', 'change 1 of hold acme 6', 'entry acme 6', 'entry acme 7'],
        answers_agree: expect.any(Array) as string[],
      },
    ],
    [
      'is gone',
      ({ outcomes }) => outcomes.splice(BATCH, 1),
      {
        numbering: ['entry acme 5', 'entry acme 6', 'entry acme 7', 'entry acme 8', 'decision acme 12'],
        hash_chain: ['decision acme 13'],
        holds_conserve: ['entry acme 6', 'entry acme 7', 'hold acme 6', 'change 1 of hold acme 6'],
      },
    ],
  ])('names little more when its outcome %s', async (_, tamper, expected) => {
    expect(await named(tamper)).toEqual(expected);
  });

  it('names an entry that was put in behind a transfer, which makes one', async () => {
    const putIn = (tables: Tables) => {
      const last = entry(tables, NEXT);
      tables.entries.push({ ...last, number: 10n, id: last.id.replace(/0000$/, '0001') });
    };
    expect(await named(putIn)).toEqual({ entries_balance: ['entry acme 10'], numbering: ['entry acme 10'] });
  });

  it.each<[string, (tables: Tables) => void, Record<string, string[]>]>([
    [
      'an amount',
      ({ postings }) => (postings.find((posting) => posting.entry === REVERSAL)!.amount = 12n),
      {
        entries_balance: ['entry acme 8'],
        account_versions: ['posting acme cash version 9 (entry 8 leg 1)'],
        hash_chain: ['decision acme 12'],
        debits_equal_credits: [
          'book acme GBP, posted amounts',
          'book acme GBP, credits_posted of all accounts',
        ],
        answers_agree: results(3),
      },
    ],
    [
      'what a result says',
      (tables) => answer(tables, (said) => (said.results[1]!.hold!.remaining = '7')),
      { hash_chain: ['decision acme 12'], answers_agree: results(1) },
    ],
    [
      'the type of a result',
      (tables) => answer(tables, (said) => (said.results[0]!.type = 'journal_entry')),
      { hash_chain: ['decision acme 12'], answers_agree: results(0) },
    ],
    [
      'how many results there are',
      (tables) => answer(tables, (said) => said.results.pop()),
      { hash_chain: ['decision acme 12'], answers_agree: results(3) },
    ],
    [
      'the order of the results',
      (tables) => answer(tables, (said) => said.results.splice(1, 2, said.results[2]!, said.results[1]!)),
      { hash_chain: ['decision acme 12'], answers_agree: results(1, 2) },
    ],
    [
      'the amount of the hold',
      ({ holds }) => (holds[0]!.amount = 11n),
      { hash_chain: ['decision acme 12'], holds_conserve: ['hold acme 6'], answers_agree: results(1, 2) },
    ],
    [
      'the entry of the hold',
      ({ holds }) => (holds[0]!.entry = TRANSFER),
      {
        hash_chain: ['decision acme 12'],
        holds_conserve: ['hold acme 5', 'change 1 of hold acme 6', 'entry acme 6'],
        answers_agree: results(1, 2),
      },
    ],
    [
      'the decision of the hold',
      ({ holds }) => (holds[0]!.decision = 11n),
      {
        hash_chain: ['decision acme 11', 'decision acme 12'],
        holds_conserve: ['hold acme 6', 'entry acme 6'],
        answers_agree: results(1, 2),
      },
    ],
    [
      'that there is a hold',
      ({ holds }) => holds.pop(),
      {
        hash_chain: ['decision acme 12'],
        holds_conserve: ['change 1 of hold acme 6', 'entry acme 6'],
        answers_agree: results(1, 2),
      },
    ],
    [
      'what was captured of the hold',
      ({ holdChanges }) => (holdChanges[0]!.captured = 5n),
      {
        hash_chain: ['decision acme 12'],
        holds_conserve: ['change 1 of hold acme 6'],
        answers_agree: results(2),
      },
    ],
    [
      'the entry that captured',
      ({ holdChanges }) => (holdChanges[0]!.entry = REVERSAL),
      {
        hash_chain: ['decision acme 12'],
        holds_conserve: ['change 1 of hold acme 6', 'entry acme 7'],
        answers_agree: results(2),
      },
    ],
    [
      'that something was captured',
      ({ holdChanges }) => holdChanges.pop(),
      { hash_chain: ['decision acme 12'], holds_conserve: ['entry acme 7'], answers_agree: results(2) },
    ],
  ])('names the row and the answer that were changed: %s', async (_, tamper, expected) => {
    expect(await named(tamper)).toEqual(expected);
  });
});
