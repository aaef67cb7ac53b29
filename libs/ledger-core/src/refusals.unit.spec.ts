import { PAYMENT_EVENTS } from '@pacioli/contracts/payment-event';
import { REFUSAL_CODES, type RefusalCode } from '@pacioli/contracts/problem';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectScript, play, recordOf } from './ledger-script.testing';

const LARGEST = 999_999_999_999_999_999n;
/** Ten amounts that together are 2^63 - 1, the largest total that can be kept. */
const TO_THE_BRIM = [...Array<bigint>(9).fill(LARGEST), 2n ** 63n - 1n - 9n * LARGEST];

/** What is wrong with an account, besides its status: `brim` has turned over all that can be kept, and so on. */
const KINDS = {
  plain: 'min=none',
  other: 'min=none',
  poor: '',
  brim: 'min=none',
  full: 'max=0',
  brimful: 'max=0',
} as const;
const STATUSES = { '': [], '-suspended': ['suspend'], '-closed': ['close'] } as const;

/** A book with an account for each cause, and for each pair of causes that one account can have. */
const BOOK = [
  'book -> done',
  'month -2000 -1000 -> done',
  ...Object.entries(KINDS)
    .flatMap(([kind, limits]) =>
      Object.entries(STATUSES).flatMap(([suffix, verbs]) => {
        const name = `${kind}${suffix}`;
        return [
          `asset ${name} GBP ${limits} -> done`,
          ...(kind.startsWith('brim') ? TO_THE_BRIM.map((amount) => turnover(name, amount)) : []),
          ...verbs.map((verb) => `${verb} ${name} -> done`),
        ];
      }),
    )
    .concat(
      ['owing', 'owing-held'].flatMap((name) => [
        `asset ${name} GBP -> done`,
        `transfer ${name} other 5 GBP -> posted`,
      ]),
      ['euros', 'euros-suspended', 'rest', 'rest-suspended', 't-eur'].map(
        (name) => `asset ${name} EUR min=none -> done`,
      ),
      ['suspend euros-suspended -> done', 'suspend rest-suspended -> done'],
      ['asset held GBP -> done', 'hold held other 1 GBP -> posted', 'hold owing-held other 1 GBP -> posted'],
    ),
].join('\n');
function turnover(name: string, amount: bigint): string {
  return `entry D ${name} ${amount} GBP, C ${name} ${amount} GBP -> posted`;
}

const page = readFileSync(join(__dirname, '../../../docs/refusals.md'), 'utf8');
/** The causes that docs/refusals.md lists for a type of event, in its order. */
function orderOf(type: string): RefusalCode[] {
  const section = page.split(`### ${type}\n`)[1]!.split('\n#')[0]!;
  return [...section.matchAll(/^\d+\. `(\w+)`$/gm)].map(([, code]) => code as RefusalCode);
}

/** An event that offends just these rules. */
type Offender = (offends: (code: RefusalCode) => boolean) => string;
const bookOf = (offends: (code: RefusalCode) => boolean) => (offends('book_not_found') ? 'in globex ' : '');

const accountRequest: Offender = (offends) =>
  bookOf(offends) +
  `asset ${offends('account_already_exists') ? 'plain' : 'fresh'} GBP` +
  (offends('limits_contradict') ? ' min=2 max=1' : '');

/** What may be said of any entry, in the manner of scripts. */
const circumstances = (offends: (code: RefusalCode) => boolean, known: string, unknown: string) => {
  const versions = [
    ...(offends('account_not_found') ? [`${unknown}#0`] : []),
    ...(offends('version_conflict') ? [`${known}#999`] : []),
  ];
  return [
    ...(versions.length > 0 ? [`at ${versions.join(' ')}`] : []),
    ...(offends('condition_failed') ? [`if ${known} posted lte -999`] : []),
    ...(offends('period_closed') ? ['on -1500'] : []),
  ];
};

const transfer: Offender = (offends) => {
  const [brim, full] = [offends('balance_overflow'), offends('limit_exceeded')];
  const debit = brim ? (full ? 'brimful' : 'brim') : full ? 'full' : 'plain';
  const credit = offends('insufficient_available_balance') ? 'poor' : 'other';
  const from = `${debit}${offends('account_suspended') ? '-suspended' : ''}`;
  const to = `${credit}${offends('account_closed') ? '-closed' : ''}`;
  const head = `transfer ${from} ${offends('accounts_must_differ') ? from : to} 1 ${offends('currency_mismatch') ? 'EUR' : 'GBP'}`;
  return bookOf(offends) + [head, ...circumstances(offends, 'plain', 'nowhere')].join(', ');
};

/** It has accounts of its own for most causes, so that what is wrong with one does not hide what is wrong with another. */
const fxTransfer: Offender = (offends) => {
  const [brim, full] = [offends('balance_overflow'), offends('limit_exceeded')];
  const tradingSold = brim ? (full ? 'brimful' : 'brim') : full ? 'full' : 'plain';
  const credit = offends('insufficient_available_balance') ? 'poor' : 'other';
  const debit = offends('accounts_must_differ') ? 'rest' : 'euros';
  const bought = offends('currencies_must_differ') ? 'GBP' : offends('currency_mismatch') ? 'USD' : 'EUR';
  const rate = offends('worth_nothing') ? '0.5' : offends('amount_too_large') ? '999999999' : '1';
  const sold = offends('amount_too_large') && !offends('worth_nothing') ? '9999999999' : '1';
  const head = [
    'fx',
    `${debit}${offends('account_suspended') ? '-suspended' : ''}`,
    `${credit}${offends('account_closed') ? '-closed' : ''}`,
    ...[sold, 'GBP', rate, bought, tradingSold, offends('account_not_found') ? 'nowhere' : 't-eur'],
    `rest${offends('account_suspended') ? '-suspended' : ''}`,
    offends('rate_contradicts') ? '3' : '1',
  ].join(' ');
  const known = circumstances((code) => code !== 'account_not_found' && offends(code), 'other', 'nowhere');
  return bookOf(offends) + [head, ...known].join(', ');
};

const journalEntry: Offender = (offends) =>
  bookOf(offends) +
  [
    'entry D plain 1 GBP, C other 1 GBP',
    ...(offends('limit_exceeded') ? ['D full 1 GBP, C other 1 GBP'] : []),
    ...(offends('insufficient_available_balance') ? ['C poor 1 GBP, D other 1 GBP'] : []),
    ...(offends('balance_overflow') ? ['D brim 1 GBP, C other 1 GBP'] : []),
    ...(offends('account_closed') ? ['D plain-closed 1 GBP, C other 1 GBP'] : []),
    ...(offends('account_suspended') ? ['D plain-suspended 1 GBP, C other 1 GBP'] : []),
    ...(offends('currency_mismatch') ? ['D plain 1 EUR, C other 1 EUR'] : []),
    ...(offends('account_not_found') ? ['D nowhere 1 GBP, C other 1 GBP'] : []),
    ...(offends('unbalanced_entry') ? ['D other 1 GBP'] : []),
    ...circumstances((code) => code !== 'account_not_found' && offends(code), 'other', 'nowhere'),
  ].join(', ');

/** Suspension, activation and closure differ in the last cause alone, and in the account that has it. */
const statusChange =
  (verb: string, sound: string, last: RefusalCode, offending: string): Offender =>
  (offends) => {
    const account = offends('account_not_found')
      ? 'nowhere'
      : offends('account_closed')
        ? 'plain-closed'
        : offends(last)
          ? offending
          : sound;
    return `${bookOf(offends)}${verb} ${account}${offends('version_conflict') ? ' 999.0' : ''}`;
  };

const closure: Offender = (offends) => {
  const status = statusChange('close', 'plain', 'account_not_empty', 'owing');
  const event = status(offends);
  if (!offends('account_has_holds') || offends('account_not_found') || offends('account_closed'))
    return event;
  return event.replace(/plain|owing/, (name) => (name === 'owing' ? 'owing-held' : 'held'));
};

const periodClose: Offender = (offends) => {
  const from = offends('period_already_closed') ? -2000 : -9_000_000_000;
  const until = offends('period_not_over') ? 5000 : -1000;
  return `${bookOf(offends)}month ${from} ${until}${offends('time_zone_differs') ? ' Asia/Tokyo' : ''}`;
};

const MOVEMENTS: [type: string, offender: Offender, otherwise: string][] = [
  ['account.requested.v1', accountRequest, 'done'],
  [
    'account-suspension.requested.v1',
    statusChange('suspend', 'other', 'account_suspended', 'plain-suspended'),
    'done',
  ],
  [
    'account-activation.requested.v1',
    statusChange('activate', 'plain-suspended', 'account_active', 'plain'),
    'done',
  ],
  ['account-closure.requested.v1', closure, 'done'],
  ['transfer.requested.v1', transfer, 'posted'],
  ['fx-transfer.requested.v1', fxTransfer, 'posted'],
  ['journal-entry.requested.v1', journalEntry, 'posted'],
  ['period-close.requested.v1', periodClose, 'done'],
];

/** Of more rules than these four at a time are enough, since any two that change places show it by themselves. */
const MOST_IN_ALL_COMBINATIONS = 12;
const countOf = (bits: number): number => bits.toString(2).replaceAll('0', '').length;

describe('An event that offends rules', () => {
  it.each(MOVEMENTS)(
    'is refused for the first of docs/refusals.md, in any combination: %s',
    (type, offender, otherwise) => {
      const ledger = expectScript(BOOK);
      const order = orderOf(type);
      const wrong: string[] = [];
      // From all rules down to none, since the last is posted and changes the book.
      for (let offended = 2 ** order.length - 1; offended >= 0; offended -= 1) {
        if (order.length > MOST_IN_ALL_COMBINATIONS && countOf(offended) > 4) continue;
        const event = offender(
          (code) => order.includes(code) && ((offended >> order.indexOf(code)) & 1) === 1,
        );
        const { decision } = ledger.decide(recordOf(event, 1_000 + offended));
        const first = order.find((_, at) => ((offended >> at) & 1) === 1) ?? otherwise;
        const happened = decision.code ?? decision.status;
        if (happened !== first) wrong.push(`${event}: ${happened} instead of ${first}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('meets every code that a decision can carry', () => {
    const types = Object.keys(PAYMENT_EVENTS);
    expect(new Set(types.flatMap(orderOf))).toEqual(new Set(REFUSAL_CODES));
  });

  it('changes nothing but the count of decisions', () => {
    expectScript(`
      book                                  -> done
      book                                  -> book_already_exists
      asset a GBP                           -> done
      asset b GBP                           -> done
      asset a USD max=1                     -> account_already_exists
      asset c GBP min=1 max=0               -> limits_contradict
      transfer a c 1 GBP                    -> account_not_found
      transfer a b 1 GBP                    -> insufficient_available_balance a=0 b=0 a#0 b#0
      entry D a 2 GBP, C b 1 GBP            -> unbalanced_entry a=0 b=0 a#0 b#0
      asset c GBP                           -> done c=0
    `);
  });
});

describe('The detail of a refusal', () => {
  const BOOK_OF_FOUR = `
    book -> done
    asset a GBP -> done
    asset b GBP max=10 -> done
    asset usd USD -> done
    asset open GBP min=none -> done
  `;

  it.each([
    ['in globex asset a GBP', 'There is no book globex.'],
    ['in globex transfer a b 1 GBP', 'There is no book globex.'],
    ['in globex entry D a 1 GBP, C b 1 GBP', 'There is no book globex.'],
    ['book', 'There is a book acme already.'],
    ['asset a GBP', 'There is an account a already.'],
    ['asset c GBP max=-1', 'min_balance 0 is higher than max_balance -1.'],
    ['transfer a a 1 GBP', 'Debit and credit are both a.'],
    ['transfer x y 1 GBP', 'There is no account x.'],
    ['transfer a y 1 GBP, at z#0', 'There is no account y.'],
    ['transfer a b 1 GBP, at z#0 y#0', 'There is no account z, which expected_versions names.'],
    ['transfer usd a 1 GBP', 'Account usd is kept in USD, not in GBP.'],
    ['transfer a usd 1 GBP', 'Account usd is kept in USD, not in GBP.'],
    ['transfer open usd 1 USD', 'Account open is kept in GBP, not in USD.'],
    ['fx usd a 7 GBP 1.3 USD a open b', 'a is named twice.'],
    ['fx a b 7 GBP 1.3 GBP c d e', 'GBP is both sold and bought.'],
    ['fx a b 7 GBP 0.01 USD c d e', '7 GBP at 0.01 are worth 0.07 USD, in minor units.'],
    [
      'fx a b 999999999999999999 GBP 1.1 USD c d e',
      '999999999999999999 GBP at 1.1 are worth 1099999999999999998.9 USD, in minor units; 999999999999999999 is the most.',
    ],
    [
      'fx a b 70 GBP 1.3 USD c d e 96',
      '70 GBP at 1.3 are worth 91 USD, in minor units: 87 to 95 can have come in, and not 96.',
    ],
    ['fx usd a 7 GBP 1.3 USD open nowhere b', 'There is no account nowhere.'],
    ['transfer a b 1 GBP, at a#0 usd#3', 'Account usd is at version 0, not 3.'],
    ['transfer a b 7 GBP', 'Account b has 0 available and would be left with -7; its lowest is 0.'],
    ['transfer b open 11 GBP', 'Account b would rise to 11; its highest is 10.'],
    ['entry D a 2 GBP, C b 1 GBP', 'Debits of 2 stand against credits of 1 in GBP.'],
    [
      'entry D a 2 GBP, C b 2 GBP, C usd 3 USD, D usd 1 USD, D usd 1 USD',
      'Debits of 2 stand against credits of 3 in USD.',
    ],
    [
      'entry D open 9 GBP, C b 5 GBP, C a 4 GBP',
      'Account b has 0 available and would be left with -5; its lowest is 0.',
    ],
  ])('of %s names what caused it', (event, detail) => {
    const { decision } = play(`${BOOK_OF_FOUR}\n${event}`).ledger.decided.at(-1)!;
    expect(decision).toMatchObject({ status: 'rejected', detail, answer: null, entries: [] });
  });
});
