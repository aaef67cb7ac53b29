import type { Attempt, Call } from '../load/call';
import type { Evidence, OutcomeRow, PostingRow, TopicRecord } from './evidence';
import { violationsOf } from './invariants';
import type { Observed } from './observed';

const BOOK = { id: 'north', name: 'North' };
const CASH = { name: 'cash', type: 'asset', currency: 'GBP', min_balance: null };
const OWED = { name: 'owed', type: 'liability', currency: 'GBP' };
const transfer = (amount: string, debit = 'cash', credit = 'owed') => ({
  debit,
  credit,
  amount,
  currency: 'GBP',
});

const TYPES = {
  books: 'book',
  accounts: 'account',
  transfers: 'transfer',
  'journal-entries': 'journal-entry',
};

const ASKED: [string, keyof typeof TYPES, object][] = [
  ['book', 'books', BOOK],
  ['cash', 'accounts', CASH],
  ['owed', 'accounts', OWED],
  ['pay', 'transfers', transfer('70')],
  ['back', 'transfers', transfer('20', 'owed', 'cash')],
  ['over', 'transfers', transfer('51', 'owed', 'cash')],
];
/** What may be harmed: all but functions and maps, of which a map is harmed by its own methods. */
type Mutable<T> = T extends
  ((...parameters: never[]) => unknown) | ReadonlyMap<unknown, unknown> | string | number | bigint | null
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };

const trialBalance = (debits: string, credits: string, owed: string): string =>
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

/** What is found after six requests that went well: a book, two accounts, two payments and a refusal. */
function sound(): Mutable<Observed> {
  const records = ASKED.map(([key, resource, body], at): TopicRecord => ({
    ...{ partition: 0, offset: BigInt(at), key: 'north', value: JSON.stringify(body) },
    headers: {
      ...{ ce_source: 'http', ce_idempotencykey: key, ce_type: `${TYPES[resource]}.requested.v1` },
      ce_id: `op_${String(at).padStart(32, '0')}_0`,
    },
  }));
  const outcomes = ASKED.map(([key, resource], at): OutcomeRow => ({
    ...{ book: 'north', decision: BigInt(at + 1), partition: 0, offset: BigInt(at), source: 'http', key },
    type: `${TYPES[resource]}.requested.v1`,
    status: key === 'over' ? 'rejected' : at < 3 ? 'done' : 'posted',
    code: key === 'over' ? 'insufficient_available_balance' : null,
    answer: key === 'over' ? null : `answer to ${key}`,
    entry: key === 'pay' ? 1n : key === 'back' ? 2n : null,
  }));
  const calls = ASKED.map(([key, resource, body], at): Call => {
    const [status, text] =
      key === 'over' ? [422, '{"code":"insufficient_available_balance"}'] : [201, `answer to ${key}`];
    const attempt = (one: number | null, said: string): Attempt => ({
      began: at,
      ended: at + 1,
      status: one,
      text: said,
    });
    return {
      request: {
        ...{ book: 'north', key, path: resource, type: `${TYPES[resource]}.requested.v1` },
        body: JSON.stringify(body),
      },
      attempts: [
        attempt(null, 'connection lost'),
        attempt(503, '{"code":"outcome_unknown"}'),
        attempt(status, text),
      ],
    };
  });
  const posting = (
    entry: bigint,
    leg: number,
    account: number,
    direction: 'DEBIT' | 'CREDIT',
    amount: bigint,
    totals: [bigint, bigint],
  ): PostingRow => ({
    ...{ book: 'north', account, version: entry, entry, leg, direction, amount, currency: 'GBP' },
    ...{ debits: totals[0], credits: totals[1] },
  });
  const topic = (own: TopicRecord[]) => [{ partition: 0, lastStable: 12n, highWatermark: 12n, records: own }];
  const evidence: Evidence = {
    outcomes,
    entries: [1n, 2n].map((number) => ({ book: 'north', number, decision: number + 3n, postingCount: 2 })),
    postings: [
      posting(1n, 1, 1, 'DEBIT', 70n, [70n, 0n]),
      posting(1n, 2, 2, 'CREDIT', 70n, [0n, 70n]),
      posting(2n, 1, 2, 'DEBIT', 20n, [20n, 70n]),
      posting(2n, 2, 1, 'CREDIT', 20n, [70n, 20n]),
    ],
    fences: [{ partition: 0, nextOffset: 6n, lastOffset: 5n }],
    paymentEvents: topic(records),
    ledgerEvents: topic(
      outcomes.map(({ decision, offset }) => ({
        ...{ partition: 0, offset, key: 'north', value: null, headers: { ce_id: `north/${decision}` } },
      })),
    ),
    deadLetters: topic([]),
  };
  return {
    evidence,
    calls,
    reads: [
      { book: 'north', answer: { began: 0, ended: 1, status: 200, text: trialBalance('70', '70', '50') } },
    ],
    told: ['cash', 'owed'].map((account) => ({ book: 'north', account, posted: '50' })),
    sightings: [{ book: 'north', decision: 4n, row: 'as it was' }],
    seenAgain: new Map([['north 4', 'as it was']]),
  };
}

const brokenBy = (harm: (observed: Mutable<Observed>) => void): string[] => {
  const observed = sound();
  harm(observed);
  return [...new Set(violationsOf(observed).map(({ invariant }) => invariant))];
};

describe('The invariants', () => {
  it('hold where all is well', () => {
    expect(violationsOf(sound())).toEqual([]);
  });

  it.each<[string, string, (observed: Mutable<Observed>) => void]>([
    ['I1', 'an amount that was changed', ({ evidence }) => (evidence.postings[0]!.amount = 71n)],
    ['I1', 'a posting that is missing', ({ evidence }) => evidence.postings.pop()],
    ['I2', 'money from nowhere', ({ evidence }) => (evidence.postings[3]!.direction = 'DEBIT')],
    [
      'I2',
      'a trial balance that did not net to zero when it was read',
      ({ reads }) => (reads[0]!.answer.text = trialBalance('70', '69', '50')),
    ],
    ['I14', 'an account that was below its limit', ({ evidence }) => (evidence.postings[2]!.debits = 71n)],
    [
      'I14',
      'an account that was read below its limit',
      ({ reads }) => (reads[0]!.answer.text = trialBalance('70', '70', '-1')),
    ],
    ['I13', 'a read that was answered 500', ({ reads }) => (reads[0]!.answer.status = 500)],
    [
      'I3',
      'a key with two outcomes',
      ({ evidence }) => evidence.outcomes.push({ ...evidence.outcomes[3]!, offset: 9n }),
    ],
    [
      'I3',
      'an entry that nobody decided',
      ({ evidence }) => evidence.entries.push({ ...evidence.entries[1]!, number: 3n }),
    ],
    ['I4', 'an accepted payment without an outcome', ({ evidence }) => evidence.outcomes.splice(3, 1)],
    ['I4', 'an outcome without a record', ({ evidence }) => evidence.paymentEvents[0]!.records.splice(3, 1)],
    [
      'I5',
      'a bad request that was recorded',
      ({ calls }) => (calls[5]!.attempts = [{ began: 0, ended: 1, status: 400, text: '' }]),
    ],
    [
      'I5',
      'a request that was recorded though every answer denied it',
      ({ calls }) =>
        (calls[5]!.attempts = [{ began: 0, ended: 1, status: 503, text: '{"code":"unavailable"}' }]),
    ],
    ['I0', 'a run in which no trial balance was read', ({ reads }) => reads.pop()],
    [
      'I2',
      'a trial balance that leaves out everything',
      ({ reads }) => (reads[0]!.answer.text = '{"currencies":[]}'),
    ],
    ['I7', 'a run in which nothing was looked at', ({ sightings }) => sightings.pop()],
    ['I11', 'an account that is not told', ({ told }) => told.pop()],
    ['I5', 'a record that nobody sent', ({ calls }) => calls.splice(5, 1)],
    ['I6', 'a version that is missing', ({ evidence }) => (evidence.postings[2]!.version = 3n)],
    ['I6', 'a balance that does not follow', ({ evidence }) => (evidence.postings[3]!.credits = 21n)],
    [
      'I7',
      'a row that has changed',
      ({ seenAgain }) => (seenAgain as Map<string, string>).set('north 4', 'otherwise'),
    ],
    ['I7', 'a row that is gone', ({ seenAgain }) => (seenAgain as Map<string, string>).clear()],
    ['I9', 'a fence that is behind', ({ evidence }) => (evidence.fences[0]!.nextOffset = 5n)],
    ['I10', 'a payment that should have been refused', ({ evidence }) => (evidence.outcomes[5]!.code = null)],
    ['I10', 'a posting to another account', ({ evidence }) => (evidence.postings[0]!.account = 3)],
    ['I11', 'a balance that is told otherwise', ({ told }) => (told[0]!.posted = '49')],
    [
      'I13',
      'an answer that is not the outcome',
      ({ calls }) => (calls[3]!.attempts[2]!.text = 'another answer'),
    ],
    [
      'I13',
      'a refusal that was no refusal',
      ({ evidence }) => (evidence.outcomes[5]!.code = 'limit_exceeded'),
    ],
    [
      'I13',
      'another request that was answered',
      ({ calls }) => (calls[3]!.request.body = JSON.stringify(transfer('71'))),
    ],
    ['I13', 'an answer of 500', ({ calls }) => (calls[3]!.attempts[0]!.status = 500)],
    [
      'I4',
      'an outcome that was not published',
      ({ evidence }) => evidence.ledgerEvents[0]!.records.splice(2, 1),
    ],
    [
      'I4',
      'an outcome that was published twice',
      ({ evidence }) => evidence.ledgerEvents[0]!.records.push(evidence.ledgerEvents[0]!.records[5]!),
    ],
    ['I15', 'a transaction that is open', ({ evidence }) => (evidence.ledgerEvents[0]!.highWatermark = 13n)],
  ])('%s is broken by %s', (invariant, _, harm) => {
    expect(brokenBy(harm)).toContain(invariant);
  });

  it('take poison for what it is, and a payment that became a dead letter for lost', () => {
    const poisoned = sound();
    const { evidence } = poisoned;
    evidence.paymentEvents[0]!.records.push({
      ...{ partition: 0, offset: 6n, key: 'north', value: '{nonsense', headers: { ce_source: 'poison' } },
    });
    const outcome = {
      ...evidence.outcomes[5]!,
      decision: 7n,
      offset: 6n,
      source: null,
      key: null,
      type: null,
    };
    evidence.outcomes.push({ ...outcome, status: 'dead_lettered', code: 'body_unparsable', answer: null });
    evidence.fences[0]!.nextOffset = 7n;
    evidence.ledgerEvents[0]!.records.push({
      ...evidence.ledgerEvents[0]!.records[5]!,
      headers: { ce_id: 'north/7' },
    });
    evidence.deadLetters[0]!.records.push({
      ...evidence.paymentEvents[0]!.records[6]!,
      headers: { dlq_offset: '6' },
    });
    expect(violationsOf(poisoned)).toEqual([]);
    evidence.deadLetters[0]!.records.pop();
    expect(violationsOf(poisoned).map(({ invariant }) => invariant)).toEqual(['I4']);
    evidence.outcomes[3]!.status = 'dead_lettered';
    expect(violationsOf(poisoned).map(({ invariant }) => invariant)).toContain('I10');
  });
});
