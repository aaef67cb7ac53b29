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
  ...{ status: 'posted', code: null, detail: null, answer: '{"id":"je_552a80ea93a9553283bc5f83e5b90000"}' },
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
  ...{ status: 'dead_lettered', code: 'body_invalid', detail: '/id is missing', answer: null },
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
/** Again no decision is like it: it has one of everything that rules 2 can write, and some of them out of order. */
const ALL_OF_RULES_2: DecisionRecord = {
  ...{ ...REST, request: { ...BY_RULES_2.request!, type: 'reversal.requested.v1' } },
  ...{ status: 'posted', code: null, detail: null },
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

// Computed in Python from the forms that docs/ledger.md gives: hashes are in every ledger, and must stay for ever.
const FIRST_HASH = '136439119f150f428f4d8c0c106d559377e354413bc94d50b7cb2acb6011363c';
const SECOND_HASH = '2674d6d29be3d7299d677efdd70b96512f711d6db62be1b70034bbfe32645a8e';

describe('The hash of a decision', () => {
  it('is the SHA-256 of its form, chained to the hash before it', () => {
    const first = chainHash(CHAIN_START, POSTED);
    expect(first.toString('hex')).toBe(FIRST_HASH);
    expect(chainHash(first, REST).toString('hex')).toBe(SECOND_HASH);
    expect(CHAIN_START).toEqual(Buffer.alloc(32));
  });

  it('is of another form by rules 2', () => {
    const first = chainHash(CHAIN_START, BY_RULES_2);
    expect(first.toString('hex')).toBe('34287846ca936d484667c23b98580fa7b54abf951eb6b08b176ef5abfd8a40e4');
    expect(chainHash(first, ALL_OF_RULES_2).toString('hex')).toBe(
      '58a731cdd5124bb1c2d6b63410020d5892808bb04c1bd78420080220be52c57f',
    );
  });
});
