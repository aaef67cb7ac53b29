import { EXCHANGED, exchangedBook } from '../exchanged-book.testing';
import { checksOf, namedIn, passOver, type Tables } from '../ledger-pass.testing';
import { matching } from '../matching.testing';
import type { EntryRows, WrittenRows } from '../sound-book.testing';
import { ExchangesAgree } from './exchanges-agree';

const { less, none, batch } = EXCHANGED;

describe('ExchangesAgree', () => {
  const book = exchangedBook();

  function checkOf(tamper: (rows: WrittenRows[]) => void) {
    const rows = book.written;
    tamper(rows);
    const check = new ExchangesAgree();
    for (const written of rows) check.see(written);
    return check.findings.check();
  }

  /** An exchange that agrees with itself and with its postings, and of which something else came in. */
  function boughtInstead(rows: WrittenRows[], bought: bigint): void {
    const [{ postings }] = rows[less]!.entries as [EntryRows];
    const residue = 117n - bought;
    Object.assign(rows[less]!.exchanges[0]!, { bought, residue });
    const [, , received, , rest] = postings;
    received!.amount = bought;
    if (residue === 0n) postings.pop();
    else if (residue > 0n) Object.assign(rest!, { direction: 'DEBIT', amount: residue });
    else Object.assign(rest!, { direction: 'CREDIT', amount: -residue });
  }

  it.each([116n, 117n, 118n])('finds nothing where %d came in, which the rate leaves open', (bought) => {
    expect(checkOf((rows) => boughtInstead(rows, bought)).problems).toEqual([]);
  });

  it('counts the exchanges of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'exchanges_agree', status: 'ok', checked: 4, problem_count: 0, problems: [] },
    });
  });

  it.each<[string, (rows: WrittenRows[]) => unknown, string, RegExp]>([
    ['another rate', (rows) => (rows[less]!.exchanges[0]!.rate = '1.16'), 'exchange acme 5', /^exact 117$/],
    [
      'a rate that is none',
      (rows) => (rows[less]!.exchanges[0]!.rate = '1,17'),
      'exchange acme 5',
      /^exact 117$/,
    ],
    [
      'another result',
      (rows) => (rows[none]!.exchanges[0]!.exact = '58.4'),
      'exchange acme 6',
      /^exact 58.4$/,
    ],
    [
      'another currency of other minor units',
      (rows) => (rows[none]!.exchanges[0]!.boughtCurrency = 'JPY'),
      'exchange acme 6',
      /^exact 58.5$/,
    ],
    [
      'a currency that there is not',
      (rows) => (rows[none]!.exchanges[0]!.soldCurrency = 'ZZZ'),
      'exchange acme 6',
      /^exact 58.5$/,
    ],
    [
      'a result that is rounded up from the half to an odd number',
      (rows) => {
        const [exchange] = rows[none]!.exchanges;
        Object.assign(exchange!, { bought: 59n, roundedOff: '-0.5' });
        rows[none]!.entries[0]!.postings.slice(2).forEach((posting) => (posting.amount = 59n));
      },
      'exchange acme 6',
      /^59 bought, a residue of 0, and -0.5 rounded off$/,
    ],
    [
      'more rounded off than half a minor unit',
      (rows) => Object.assign(rows[less]!.exchanges[0]!, { residue: 0n, roundedOff: '1' }),
      'exchange acme 5',
      /^116 bought, a residue of 0, and 1 rounded off$/,
    ],
    [
      'a residue that is lost',
      (rows) => (rows[less]!.exchanges[0]!.residue = 0n),
      'exchange acme 5',
      /^116 bought, a residue of 0, and 0 rounded off$/,
    ],
    // At 1.17, of which 100.00 can have come to 116.5 to 117.5, rounded up or down.
    ...[115n, 119n].map((bought): [string, (rows: WrittenRows[]) => unknown, string, RegExp] => [
      `${bought} bought where 116 to 118 can have come in`,
      (rows) => boughtInstead(rows, bought),
      'exchange acme 5',
      new RegExp(`^${bought} bought$`),
    ]),
    [
      'postings of another amount',
      (rows) => rows[less]!.entries[0]!.postings.slice(0, 2).forEach((posting) => (posting.amount = 99n)),
      'exchange acme 5',
      /^DEBIT 99 GBP, CREDIT 99 GBP, DEBIT 116 EUR/,
    ],
    [
      'no posting of rounding',
      (rows) => rows[less]!.entries[0]!.postings.pop(),
      'exchange acme 5',
      /DEBIT 116 EUR, CREDIT 117 EUR$/,
    ],
    [
      'an exchange in a batch with what another was',
      (rows) => (rows[batch]!.exchanges[1]!.entry = 7n),
      'exchange acme 7',
      /^none$/,
    ],
    ['an FX transfer without an exchange', (rows) => rows[batch]!.exchanges.pop(), 'entry acme 9', /^none$/],
    ['an exchange of no entry', (rows) => rows[none]!.entries.pop(), 'exchange acme 6', /^none$/],
    [
      'an entry that is called something else',
      (rows) => (rows[none]!.entries[0]!.entry.kind = 'journal_entry'),
      'exchange acme 6',
      /^none$/,
    ],
  ])('names %s', (_, tamper, row, found) => {
    const { problems } = checkOf(tamper);
    expect(problems[0]).toMatchObject({ row: matching(new RegExp(`^${row}`)), found: matching(found) });
  });

  it('is one of a pass, to which every exchange comes with its decision', async () => {
    const [checks] = await checksOf(passOver([book]), [book.listing]);
    expect(checks!.map(({ name, checked, problems }) => [name, checked, problems])).toEqual([
      ['entries_balance', 10, []],
      ['account_versions', 35, []],
      ['numbering', 35, []],
      ['hash_chain', 18, []],
      ['holds_conserve', 0, []],
      ['exchanges_agree', 4, []],
      ['periods_stay_closed', 0, []],
      ['debits_equal_credits', 2, []],
      ['answers_agree', 8, []],
    ]);
  });

  it.each<[string, (tables: Tables) => unknown, Record<string, string[]>]>([
    [
      'a rate was changed',
      ({ exchanges }) => (exchanges[0]!.rate = '1.170'),
      { hash_chain: ['decision acme 15'], answers_agree: ['answer of decision acme 15 at /exchange/rate'] },
    ],
    [
      'an exchange is gone',
      ({ exchanges }) => exchanges.splice(2, 1),
      {
        hash_chain: ['decision acme 17'],
        exchanges_agree: ['entry acme 8'],
        answers_agree: ['answer of decision acme 17 at /results/1/journal_entry/exchange'],
      },
    ],
    [
      'an exchange names an earlier decision',
      ({ exchanges }) => (exchanges[1]!.decision = 1n),
      {
        hash_chain: ['decision acme 16'],
        exchanges_agree: ['exchange acme 6', 'entry acme 6'],
        answers_agree: ['answer of decision acme 16 at /exchange'],
      },
    ],
    [
      'an exchange was put in behind all others',
      ({ exchanges }) => exchanges.push({ ...exchanges[0]!, entry: 99n, decision: 99n }),
      { exchanges_agree: ['exchange acme 99'] },
    ],
    [
      'all of it was changed alike',
      ({ exchanges, postings }) => {
        exchanges[1]!.sold = 49n;
        for (const posting of postings.filter(({ entry, currency }) => entry === 6n && currency === 'GBP'))
          posting.amount = 49n;
      },
      {
        account_versions: [
          'posting acme trading-gbp version 2 (entry 6 leg 1)',
          'posting acme cash version 6 (entry 6 leg 2)',
        ],
        hash_chain: ['decision acme 16'],
        exchanges_agree: ['exchange acme 6'],
        debits_equal_credits: expect.any(Array) as string[],
        answers_agree: expect.any(Array) as string[],
      },
    ],
  ])('and others name little more than the row when %s', async (_, tamper, expected) => {
    expect(await namedIn(book, tamper)).toEqual(expected);
  });
});
