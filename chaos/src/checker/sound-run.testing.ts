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
const back = (amount: string) => transfer(amount, 'owed', 'cash');

/** The digits with which the id of a request begins, and those of its entries. */
const digitsOf = (at: number): string => String(at).padStart(8, '0').padEnd(28, '0');
const entryId = (at: number, place = 0): string => `je_${digitsOf(at)}${String(place).padStart(4, '0')}`;
const HOLD = `hold_${digitsOf(6)}0000`;
const OVER_AT = 100;
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
];
const DONE = ['book', 'account', 'period-close', 'account-change'];

/** By key, why something was refused, and to which part of it that is due. */
const REFUSED: Record<string, [code: string, pointer: string | null]> = {
  over: ['insufficient_available_balance', null],
  held: ['insufficient_available_balance', null],
  half: ['condition_failed', '/operations/1/conditions/0'],
  late: ['period_closed', null],
};
const ENTRIES: [at: number, place: number, kind: string, postings: number][] = [
  [3, 0, 'transfer', 2],
  [4, 0, 'transfer', 2],
  [6, 0, 'hold', 2],
  [7, 0, 'capture', 4],
  [9, 0, 'transfer', 2],
  [9, 1, 'hold', 2],
  [11, 0, 'expiry', 2],
];
/** Cash is account 1 and owed is account 2; the totals are debits and credits, posted and pending. */
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
];

const typeOf = (noun: string): string => `${noun}.requested.v1`;
const sourceOf = (key: string): string => (key === 'expiry' ? 'scheduler' : 'http');
const recordOf = ([key, noun, body]: (typeof ASKED)[number], at: number): TopicRecord => ({
  ...{ partition: 0, offset: BigInt(at), key: 'north', value: JSON.stringify(body) },
  timestamp: key === 'expiry' ? OVER_AT : at,
  headers: {
    ...{ ce_source: sourceOf(key), ce_idempotencykey: key, ce_type: typeOf(noun) },
    ce_id: `op_${digitsOf(at)}0000_00000000`,
  },
});

function outcomeOf([key, noun]: (typeof ASKED)[number], at: number): OutcomeRow {
  const [code, pointer] = REFUSED[key] ?? [null, null];
  const entry = ENTRIES.findIndex((one) => one[0] === at);
  return {
    ...{ book: 'north', decision: BigInt(at + 1), partition: 0, offset: BigInt(at) },
    ...{ source: sourceOf(key), key, type: typeOf(noun), code, pointer },
    status: code !== null ? 'rejected' : DONE.includes(noun) ? 'done' : 'posted',
    answer: code === null ? `answer to ${key}` : null,
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
    request: { book: 'north', key, path: '', type: typeOf(noun), body: JSON.stringify(body) },
    attempts: [
      attempt(null, 'connection lost'),
      attempt(503, '{"code":"outcome_unknown"}'),
      code === undefined ? attempt(201, `answer to ${key}`) : attempt(422, JSON.stringify(problem)),
    ],
  };
}

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
        ],
      },
    ],
  });

/**
 * What is found after fifteen requests that went well: a book, two accounts, two payments and one too many; an amount that is
 * held, captured in part, in the way of a payment and at last expired; a batch, and one that is refused; a month that is closed, a
 * limit that is lowered below what the account held once, and a payment that comes too late for the month.
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
      ...{ kind, effectiveAt: kind === 'expiry' ? OVER_AT : at, postingCount },
    })),
    postings: POSTINGS.map(
      ([entry, leg, account, version, layer, direction, amount, ...totals]): PostingRow => ({
        ...{ book: 'north', account, version, entry, leg, layer, direction, amount, currency: 'GBP' },
        ...{ debits: totals[0], credits: totals[1], debitsPending: totals[2], creditsPending: totals[3] },
      }),
    ),
    holds,
    holdChanges: changes,
    accountChanges: [
      {
        ...{ book: 'north', account: 2, revision: 1n, decision: 14n },
        ...{ status: 'ACTIVE', min: 0n, max: 60n, reason: null },
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
    calls: ASKED.filter(([key]) => sourceOf(key) === 'http').map(callOf),
    reads: [
      { book: 'north', answer: { began: 0, ended: 1, status: 200, text: trialBalance('70', '70', '50') } },
    ],
    told: ['cash', 'owed'].map((account) => ({
      ...{ book: 'north', account, posted: '45', pending: '37', available: '37' },
    })),
    sightings: [{ book: 'north', decision: 4n, row: 'as it was' }],
    seenAgain: new Map([['north 4', 'as it was']]),
  };
}

const topic = (records: TopicRecord[]) => [{ partition: 0, lastStable: 20n, highWatermark: 20n, records }];

const held = (decision: bigint, entry: bigint, amount: bigint) => ({
  ...{ book: 'north', decision, entry, debit: 2, credit: 1, amount, currency: 'GBP' },
});
const settled = (decision: bigint, entry: bigint, revision: bigint) => ({
  ...{ book: 'north', hold: 3n, decision, entry, revision },
});
