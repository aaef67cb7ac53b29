import type { Attempt, Call } from '../load/call';
import type { Direction, Layer } from './account';
import type { Evidence, HoldChangeRow, HoldRow, OutcomeRow, PostingRow, TopicRecord } from './evidence';
import type { Observed } from './observed';

const BOOK = { id: 'north', name: 'North' };
const CASH = { name: 'cash', type: 'asset', currency: 'GBP', min_balance: null };
const OWED = { name: 'owed', type: 'liability', currency: 'GBP', max_balance: '75' };
export const transfer = (amount: string, debit = 'cash', credit = 'owed') => ({
  ...{ debit, credit, amount, currency: 'GBP' },
});
/** Of pounds that are cash, for yen. */
export const exchange = (sold: string, rate: string, bought?: string) => ({
  ...{ credit: 'cash', sold, sold_currency: 'GBP', debit: 'yen', bought_currency: 'JPY', rate },
  ...(bought !== undefined && { bought }),
  ...{ trading_sold: 'sold', trading_bought: 'bought', rounding: 'rounding' },
});
const opened = (name: string, type: string, currency: string) => ({
  name,
  type,
  currency,
  min_balance: null,
});
const back = (amount: string) => transfer(amount, 'owed', 'cash');

/** The digits with which the id of a request begins, and those of its entries. */
const digitsOf = (at: number): string => String(at).padStart(8, '0').padEnd(28, '0');
const entryId = (at: number, place = 0): string => `je_${digitsOf(at)}${String(place).padStart(4, '0')}`;
const HOLD = `hold_${digitsOf(6)}0000`;
const OVER_AT = 100;
/** The place of the expiry: nothing after it is recorded earlier. */
const EXPIRED_AT = 11;
const UNMET = { account: 'owed', balance: 'available', op: 'lte', amount: '0' };

/** What was asked for, by its key and the noun of its type; the expiry by the scheduler. */
const ASKED: [key: string, noun: string, body: object][] = [
  ['book', 'book', BOOK],
  ['cash', 'account', CASH],
  ['owed', 'account', OWED],
  ['pay', 'transfer', transfer('70')],
  ['back', 'transfer', back('20')],
  ['over', 'transfer', back('51')],
  ['hold', 'hold', { ...back('30'), expires_at: new Date(OVER_AT).toISOString() }],
  ['capture', 'capture', { hold: HOLD, amount: '10' }],
  ['held', 'transfer', back('21')],
  [
    'batch',
    'batch',
    {
      operations: [
        { type: 'transfer', ...transfer('5') },
        { type: 'hold', ...back('8') },
      ],
    },
  ],
  [
    'half',
    'batch',
    {
      operations: [
        { type: 'transfer', ...transfer('1') },
        { type: 'transfer', ...transfer('1'), conditions: [UNMET] },
      ],
    },
  ],
  ['expiry', 'expiry', { hold: HOLD }],
  ['close', 'period-close', { period: '1969-12', time_zone: 'UTC' }],
  ['lower', 'account-change', { account: 'owed', if_match: '8.0', max_balance: '60' }],
  ['late', 'transfer', { ...transfer('1'), effective_at: '1969-12-31T23:59:59.999Z' }],
  ['yen', 'account', opened('yen', 'asset', 'JPY')],
  ['sold', 'account', opened('sold', 'equity', 'GBP')],
  ['bought', 'account', opened('bought', 'equity', 'JPY')],
  ['rounding', 'account', opened('rounding', 'expense', 'JPY')],
  ['spare', 'account', { name: 'spare', type: 'income', currency: 'GBP' }],
  ['more', 'fx-transfer', exchange('100', '187.357', '188')],
  ['wrong', 'fx-transfer', exchange('100', '187.357', '189')],
  [
    'file',
    'batch',
    {
      operations: [
        { type: 'transfer', ...transfer('5') },
        { type: 'fx_transfer', ...exchange('250', '187.4') },
      ],
    },
  ],
  ['bad file', 'batch', { operations: [{ type: 'fx_transfer', ...exchange('1', '187.4', '3') }] }],
  ['no spare', 'account-closure', { account: 'spare', reason: 'spared' }],
  ['no yen', 'account-closure', { account: 'yen' }],
];
const DONE = ['book', 'account', 'period-close', 'account-change', 'account-closure'];
/** The keys of what came as a file of lines, each of which is one operation of the batch. */
const FILES = ['file', 'bad file'];

/** By key, why something was refused, and to which part of it that is due. */
const REFUSED: Record<string, [code: string, pointer: string | null]> = {
  over: ['insufficient_available_balance', null],
  held: ['insufficient_available_balance', null],
  half: ['condition_failed', '/operations/1/conditions/0'],
  late: ['period_closed', null],
  wrong: ['rate_contradicts', '/bought'],
  'bad file': ['rate_contradicts', '/operations/0/bought'],
  'no yen': ['account_not_empty', null],
};
const ENTRIES: [at: number, place: number, kind: string, postings: number][] = [
  [3, 0, 'transfer', 2],
  [4, 0, 'transfer', 2],
  [6, 0, 'hold', 2],
  [7, 0, 'capture', 4],
  [9, 0, 'transfer', 2],
  [9, 1, 'hold', 2],
  [11, 0, 'expiry', 2],
  [20, 0, 'fx_transfer', 5],
  [22, 0, 'transfer', 2],
  [22, 1, 'fx_transfer', 4],
];
/** Accounts are 1 cash, 2 owed, 3 yen, 4 sold, 5 bought and 6 rounding, and 3, 5 and 6 are kept in yen; the totals are debits and credits, posted and pending. */
const POSTINGS: [
  entry: bigint,
  leg: number,
  account: number,
  version: bigint,
  ...what: [Layer, Direction, bigint],
  ...totals: [bigint, bigint, bigint, bigint],
][] = [
  [1n, 1, 1, 1n, 'posted', 'DEBIT', 70n, 70n, 0n, 0n, 0n],
  [1n, 2, 2, 1n, 'posted', 'CREDIT', 70n, 0n, 70n, 0n, 0n],
  [2n, 1, 2, 2n, 'posted', 'DEBIT', 20n, 20n, 70n, 0n, 0n],
  [2n, 2, 1, 2n, 'posted', 'CREDIT', 20n, 70n, 20n, 0n, 0n],
  [3n, 1, 2, 3n, 'pending', 'DEBIT', 30n, 20n, 70n, 30n, 0n],
  [3n, 2, 1, 3n, 'pending', 'CREDIT', 30n, 70n, 20n, 0n, 30n],
  [4n, 1, 2, 4n, 'released', 'DEBIT', 10n, 20n, 70n, 20n, 0n],
  [4n, 2, 1, 4n, 'released', 'CREDIT', 10n, 70n, 20n, 0n, 20n],
  [4n, 3, 2, 5n, 'posted', 'DEBIT', 10n, 30n, 70n, 20n, 0n],
  [4n, 4, 1, 5n, 'posted', 'CREDIT', 10n, 70n, 30n, 0n, 20n],
  [5n, 1, 1, 6n, 'posted', 'DEBIT', 5n, 75n, 30n, 0n, 20n],
  [5n, 2, 2, 6n, 'posted', 'CREDIT', 5n, 30n, 75n, 20n, 0n],
  [6n, 1, 2, 7n, 'pending', 'DEBIT', 8n, 30n, 75n, 28n, 0n],
  [6n, 2, 1, 7n, 'pending', 'CREDIT', 8n, 75n, 30n, 0n, 28n],
  [7n, 1, 2, 8n, 'released', 'DEBIT', 20n, 30n, 75n, 8n, 0n],
  [7n, 2, 1, 8n, 'released', 'CREDIT', 20n, 75n, 30n, 0n, 8n],
  [8n, 1, 4, 1n, 'posted', 'DEBIT', 100n, 100n, 0n, 0n, 0n],
  [8n, 2, 1, 9n, 'posted', 'CREDIT', 100n, 75n, 130n, 0n, 8n],
  [8n, 3, 3, 1n, 'posted', 'DEBIT', 188n, 188n, 0n, 0n, 0n],
  [8n, 4, 5, 1n, 'posted', 'CREDIT', 187n, 0n, 187n, 0n, 0n],
  [8n, 5, 6, 1n, 'posted', 'CREDIT', 1n, 0n, 1n, 0n, 0n],
  [9n, 1, 1, 10n, 'posted', 'DEBIT', 5n, 80n, 130n, 0n, 8n],
  [9n, 2, 2, 9n, 'posted', 'CREDIT', 5n, 30n, 80n, 8n, 0n],
  [10n, 1, 4, 2n, 'posted', 'DEBIT', 250n, 350n, 0n, 0n, 0n],
  [10n, 2, 1, 11n, 'posted', 'CREDIT', 250n, 80n, 380n, 0n, 8n],
  [10n, 3, 3, 2n, 'posted', 'DEBIT', 468n, 656n, 0n, 0n, 0n],
  [10n, 4, 5, 2n, 'posted', 'CREDIT', 468n, 0n, 655n, 0n, 0n],
];

const typeOf = (noun: string): string => `${noun}.requested.v1`;
const sourceOf = (key: string): string =>
  key === 'expiry' ? 'scheduler' : FILES.includes(key) ? 'import' : 'http';
/** A file is recorded under its key and the number of its first line. */
const recordedKeyOf = (key: string): string => (FILES.includes(key) ? `${key} 1` : key);
const answerTo = (key: string): string =>
  FILES.includes(key) ? '{"operation":"op_1","results":[{},{}]}' : `answer to ${key}`;
const recordOf = ([key, noun, body]: (typeof ASKED)[number], at: number): TopicRecord => ({
  ...{ partition: 0, offset: BigInt(at), key: 'north', value: JSON.stringify(body) },
  timestamp: key === 'expiry' ? OVER_AT : at,
  headers: {
    ...{ ce_source: sourceOf(key), ce_idempotencykey: recordedKeyOf(key), ce_type: typeOf(noun) },
    ce_id: `op_${digitsOf(at)}0000_00000000`,
  },
});

function outcomeOf([key, noun]: (typeof ASKED)[number], at: number): OutcomeRow {
  const [code, pointer] = REFUSED[key] ?? [null, null];
  const entry = ENTRIES.findIndex((one) => one[0] === at);
  return {
    ...{ book: 'north', decision: BigInt(at + 1), partition: 0, offset: BigInt(at) },
    ...{ source: sourceOf(key), key: recordedKeyOf(key), type: typeOf(noun), code, pointer },
    status: code !== null ? 'rejected' : DONE.includes(noun) ? 'done' : 'posted',
    answer: code === null ? answerTo(key) : null,
    entry: entry < 0 ? null : BigInt(entry + 1),
  };
}

/** Two attempts of which nothing is known, and one that is answered. */
function callOf([key, noun, body]: (typeof ASKED)[number], at: number): Call {
  const [code, pointer] = REFUSED[key] ?? [];
  const problem = { code, ...(pointer && { errors: [{ pointer, detail: '' }] }) };
  const attempt = (status: number | null, text: string): Attempt => ({
    ...{ began: at, ended: at + 1, status, text },
  });
  return {
    request: {
      ...{ book: 'north', key, type: typeOf(noun) },
      ...(FILES.includes(key)
        ? { path: 'imports', body: linesOf(body as { operations: object[] }) }
        : { path: '', body: JSON.stringify(body) }),
    },
    attempts: [
      attempt(null, 'connection lost'),
      attempt(503, '{"code":"outcome_unknown"}'),
      code === undefined
        ? attempt(201, FILES.includes(key) ? '{"operation":"op_1","posted":2}' : answerTo(key))
        : attempt(422, JSON.stringify(problem)),
    ],
  };
}

const linesOf = ({ operations }: { operations: object[] }): string =>
  operations.map((operation) => `${JSON.stringify(operation)}\n`).join('');

/** What may be harmed: all but functions and maps, of which a map is harmed by its own methods. */
export type Mutable<T> = T extends
  ((...parameters: never[]) => unknown) | ReadonlyMap<unknown, unknown> | string | number | bigint | null
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };

export const trialBalance = (debits: string, credits: string, owed: string): string =>
  JSON.stringify({
    currencies: [
      {
        ...{ currency: 'GBP', debits, credits },
        accounts: [
          { name: 'cash', balance: '50' },
          { name: 'owed', balance: owed },
          ...['yen', 'sold', 'bought', 'rounding', 'spare'].map((name) => ({ name, balance: '0' })),
        ],
      },
    ],
  });

/**
 * What is found after twenty-six requests that went well: a book, two accounts, two payments and one too many; an amount that is
 * held, captured in part, in the way of a payment and at last expired; a batch, and one that is refused; a month that is closed, a
 * limit that is lowered below what the account held once, and a payment that comes too late for the month;
 * an exchange of which more came in than the rate says, and one that contradicts it; a file with another, and one that is refused;
 * an account that is closed, and one that is not empty.
 */
export function soundRun(): Mutable<Observed> {
  const outcomes = ASKED.map(outcomeOf);
  const holds: HoldRow[] = [
    { ...held(7n, 3n, 30n), expiresAt: OVER_AT },
    { ...held(10n, 6n, 8n), expiresAt: null },
  ];
  const changes: HoldChangeRow[] = [
    { ...settled(8n, 4n, 1n), captured: 10n, voided: 0n, expired: 0n },
    { ...settled(12n, 7n, 2n), captured: 10n, voided: 0n, expired: 20n },
  ];
  const evidence: Evidence = {
    outcomes,
    entries: ENTRIES.map(([at, place, kind, postingCount], index) => ({
      ...{ book: 'north', number: BigInt(index + 1), decision: BigInt(at + 1), id: entryId(at, place) },
      ...{ kind, effectiveAt: at < EXPIRED_AT ? at : OVER_AT, postingCount },
    })),
    postings: POSTINGS.map(
      ([entry, leg, account, version, layer, direction, amount, ...totals]): PostingRow => ({
        ...{ book: 'north', account, version, entry, leg, layer, direction, amount },
        currency: [3, 5, 6].includes(account) ? 'JPY' : 'GBP',
        ...{ debits: totals[0], credits: totals[1], debitsPending: totals[2], creditsPending: totals[3] },
      }),
    ),
    holds,
    holdChanges: changes,
    exchanges: [
      {
        ...{ book: 'north', entry: 8n, decision: 21n, rate: '187.357', sold: 100n, soldCurrency: 'GBP' },
        ...{ bought: 188n, boughtCurrency: 'JPY', exact: '187.357', roundedOff: '0.357', residue: -1n },
      },
      {
        ...{ book: 'north', entry: 10n, decision: 23n, rate: '187.4', sold: 250n, soldCurrency: 'GBP' },
        ...{ bought: 468n, boughtCurrency: 'JPY', exact: '468.5', roundedOff: '0.5', residue: 0n },
      },
    ],
    accountChanges: [
      {
        ...{ book: 'north', account: 2, revision: 1n, decision: 14n },
        ...{ status: 'ACTIVE', min: 0n, max: 60n, reason: null },
      },
      {
        ...{ book: 'north', account: 7, revision: 1n, decision: 25n },
        ...{ status: 'CLOSED', min: 0n, max: null, reason: 'spared' },
      },
    ],
    closedPeriods: [{ book: 'north', decision: 13n, period: '1969-12', startsAt: -2_678_400_000, endsAt: 0 }],
    fences: [{ partition: 0, nextOffset: BigInt(ASKED.length), lastOffset: BigInt(ASKED.length - 1) }],
    paymentEvents: topic(ASKED.map(recordOf)),
    ledgerEvents: topic(
      outcomes.map(({ decision, offset }) => ({
        ...{ partition: 0, offset, timestamp: 0, key: 'north', value: null },
        headers: { ce_id: `north/${decision}` },
      })),
    ),
    deadLetters: topic([]),
  };
  return {
    evidence,
    calls: ASKED.filter(([key]) => sourceOf(key) !== 'scheduler').map(callOf),
    reads: [
      { book: 'north', answer: { began: 0, ended: 1, status: 200, text: trialBalance('70', '70', '50') } },
    ],
    told: TOLD.map(([account, posted, pending, available]) => ({
      ...{ book: 'north', account, posted, pending, available },
    })),
    sightings: [{ book: 'north', decision: 4n, row: 'as it was' }],
    seenAgain: new Map([['north 4', 'as it was']]),
  };
}

/** What each account holds: posted, with what is pending, and available. */
const TOLD = [
  ['cash', '-300', '-308', '-308'],
  ['owed', '50', '42', '42'],
  ['yen', '656', '656', '656'],
  ['sold', '-350', '-350', '-350'],
  ['bought', '655', '655', '655'],
  ['rounding', '-1', '-1', '-1'],
  ['spare', '0', '0', '0'],
] as const;

const topic = (records: TopicRecord[]) => [{ partition: 0, lastStable: 30n, highWatermark: 30n, records }];

const held = (decision: bigint, entry: bigint, amount: bigint) => ({
  ...{ book: 'north', decision, entry, debit: 2, credit: 1, amount, currency: 'GBP' },
});
const settled = (decision: bigint, entry: bigint, revision: bigint) => ({
  ...{ book: 'north', hold: 3n, decision, entry, revision },
});
