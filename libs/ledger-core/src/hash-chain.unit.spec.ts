import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_EFFECTS, type DecisionRecord } from './decision-record';
import { CHAIN_START, chainHash } from './hash-chain';

const FINGERPRINT = '3854145848ae5c988aea1a5b492e7a707bdb3160c0daf71a375c88cd550fff17';
const PLACE = { book: 'acme', partition: 2, acceptedAt: 1_795_251_600_000, recordedAt: 1_795_251_600_001 };
const LEG = { layer: 'posted', amount: 1050n, currency: 'GBP' } as const;
const PENDING = { debitsPending: 0n, creditsPending: 0n };

const POSTED: DecisionRecord = {
  ...{ ...PLACE, number: 3n, keyId: '552a80ea93a9553283bc5f83e5b918ee', offset: 981n },
  request: {
    ...{ type: 'transfer.requested.v1', rules: 1, fingerprint: Buffer.from(FINGERPRINT, 'hex') },
    ...{ source: 'http', idempotencyKey: 'order 981', actorType: 'unauthenticated' },
    ...{ actorId: null, requestId: 'r-1', traceparent: null },
  },
  ...{
    status: 'posted',
    code: null,
    detail: null,
    pointer: null,
    answer: '{"id":"je_552a80ea93a9553283bc5f83e5b90000"}',
  },
  ...NO_EFFECTS,
  entries: [
    {
      ...{ id: 'je_552a80ea93a9553283bc5f83e5b90000', number: 1n, kind: 'transfer' },
      ...{ effectiveAt: Date.parse('2026-11-01'), description: 'Zürich 𝄞 "x"\n', reference: null },
      metadata: { order: '981', a: '1' },
      postings: [
        {
          ...{ ...LEG, account: 1, accountName: 'cash', direction: 'DEBIT', version: 1n },
          totals: { debitsPosted: 1050n, creditsPosted: 0n, ...PENDING },
        },
        {
          ...{ ...LEG, account: 2, accountName: 'card', direction: 'CREDIT', version: 2n ** 63n - 1n },
          totals: { debitsPosted: 0n, creditsPosted: 2n ** 63n - 1n, ...PENDING },
        },
      ],
      reverses: null,
    },
  ],
};
/** No decision is like this one: it has what the other leaves out. */
const REST: DecisionRecord = {
  ...{ ...PLACE, number: 4n, keyId: '7de55f35370e542bb1f26b67e124c4db', offset: 982n, request: null },
  ...{ status: 'dead_lettered', code: 'body_invalid', detail: '/id is missing', pointer: null, answer: null },
  ...NO_EFFECTS,
  openedBook: { id: 'acme', name: 'Acme Ltd', timeZone: 'UTC' },
  openedAccounts: [
    {
      ...{ number: 7, name: 'cash', type: 'asset', currency: 'GBP', minBalance: 0n, maxBalance: null },
      metadata: { '～': '6', '𝄞': '5', é: '4', a: '1', A: '2' },
    },
  ],
};

const BY_RULES_2: DecisionRecord = { ...POSTED, request: { ...POSTED.request!, rules: 2 } };
/** Again no decision is like it: it has one of everything that rules 2 can write but exchanges, and some of them out of order. */
const ALL_OF_RULES_2: DecisionRecord = {
  ...{ ...REST, request: { ...BY_RULES_2.request!, type: 'reversal.requested.v1' } },
  ...{ status: 'posted', code: null, detail: null, pointer: '/operations/1' },
  closedPeriods: [
    { period: '2026-10', startsAt: Date.parse('2026-10-01'), endsAt: Date.parse('2026-11-01') },
  ],
  holds: [
    {
      ...{ entry: 1n, debit: 1, debitName: 'cash', credit: 2, creditName: 'card', amount: 1050n },
      ...{ currency: 'GBP', expiresAt: Date.parse('2026-12-01') },
    },
  ],
  holdChanges: [
    { hold: 1n, holdId: 'hold_1', revision: 2n, entry: 9n, captured: 1n, voided: 0n, expired: 1049n },
  ],
  accountChanges: [
    {
      ...{ account: 3, accountName: 'b', revision: 1n, status: 'ACTIVE', minBalance: 0n, maxBalance: null },
      ...{ metadata: { k: 'v' }, reason: null },
    },
    {
      ...{
        account: 1,
        accountName: 'a',
        revision: 2n,
        status: 'SUSPENDED',
        minBalance: null,
        maxBalance: -5n,
      },
      ...{ metadata: {}, reason: 'a dispute' },
    },
  ],
  entries: [{ ...POSTED.entries[0]!, reverses: { number: 7n, id: 'je_1' } }],
};

/** Two exchanges: of one less came in than its rate gives, and of the other more. */
const EXCHANGED: DecisionRecord = {
  ...{ ...BY_RULES_2, ...NO_EFFECTS },
  exchanges: [
    {
      ...{
        entry: 5n,
        rate: '1.17250',
        sold: 1000n,
        soldCurrency: 'GBP',
        bought: 1170n,
        boughtCurrency: 'EUR',
      },
      ...{ exact: '1172.5', roundedOff: '0.5', residue: 2n },
    },
    {
      ...{ entry: 6n, rate: '0.0065', sold: 1n, soldCurrency: 'JPY', bought: 2n, boughtCurrency: 'USD' },
      ...{ exact: '0.65', roundedOff: '-0.35', residue: -1n },
    },
  ],
};

/** What docs/proof.md prints: the hashed text of each decision, and its hash. */
const VECTORS = [
  ...readFileSync(join(__dirname, '../../../docs/proof.md'), 'utf8').matchAll(
    /```text\n(.*)\n```\n\n`([0-9a-f]{64})`/g,
  ),
].map(([, text, hash]) => ({ text: text!, hash: hash! }));

describe('The hash of a decision', () => {
  it.each([
    ['of rules 1', POSTED],
    ['of a dead letter', REST],
    ['of rules 2', BY_RULES_2],
    ['of rules 2, with all that they can write', ALL_OF_RULES_2],
    ['of exchanges', EXCHANGED],
  ])('is what docs/proof.md says: %s', (_, decision) => {
    const at = [POSTED, REST, BY_RULES_2, ALL_OF_RULES_2, EXCHANGED].indexOf(decision);
    const { text, hash } = VECTORS[at]!;
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    // The second of each pair is chained to the first.
    const previous = at % 2 === 0 ? CHAIN_START : Buffer.from(VECTORS[at - 1]!.hash, 'hex');
    expect(chainHash(previous, decision).toString('hex')).toBe(hash);
  });

  it('has changes of an account in the order of their revisions', () => {
    const [older] = ALL_OF_RULES_2.accountChanges.filter(({ account }) => account === 1);
    const newer = { ...older!, revision: 3n, status: 'ACTIVE', reason: null } as const;
    const both = { ...ALL_OF_RULES_2, accountChanges: [newer, ...ALL_OF_RULES_2.accountChanges] };
    const [, , before, example] = VECTORS;
    const text = example!.text.replace(
      ',"a dispute"],',
      ',"a dispute"],["account_change",1,"3","ACTIVE",null,"-5",[],null],',
    );
    expect(chainHash(Buffer.from(before!.hash, 'hex'), both).toString('hex')).toBe(
      createHash('sha256').update(text).digest('hex'),
    );
  });

  it.each([
    ['a pointer', { pointer: '/conditions/0' }],
    ['a period', { closedPeriods: ALL_OF_RULES_2.closedPeriods }],
    ['two accounts', { openedAccounts: [...REST.openedAccounts, ...REST.openedAccounts] }],
    ['a change of an account', { accountChanges: ALL_OF_RULES_2.accountChanges }],
    ['two entries', { entries: [...POSTED.entries, ...POSTED.entries] }],
    [
      'an entry that reverses',
      { entries: [{ ...POSTED.entries[0]!, reverses: { number: 1n, id: 'je_1' } }] },
    ],
    ['a hold', { holds: ALL_OF_RULES_2.holds }],
    ['a change of a hold', { holdChanges: ALL_OF_RULES_2.holdChanges }],
    ['an exchange', { exchanges: EXCHANGED.exchanges }],
  ])('sees %s, though the event names rules 1, or is a dead letter', (_, later) => {
    for (const decision of [POSTED, REST]) {
      const hashes = [decision, { ...decision, ...later }].map((one) =>
        chainHash(CHAIN_START, one).toString('hex'),
      );
      expect(new Set(hashes).size).toBe(2);
    }
  });

  it('of the first decision is chained to 32 zero bytes', () => {
    expect(CHAIN_START).toEqual(Buffer.alloc(32));
  });
});
