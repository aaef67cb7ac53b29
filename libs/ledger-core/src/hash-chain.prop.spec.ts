import { ACCOUNT_STATUSES, ACCOUNT_TYPES, DIRECTIONS } from '@pacioli/contracts/account';
import { ENTRY_KINDS } from '@pacioli/contracts/journal-entry';
import { DEAD_LETTER_REASONS, PAYMENT_EVENTS, type PaymentEventType } from '@pacioli/contracts/payment-event';
import { REFUSAL_CODES } from '@pacioli/contracts/problem';
import fc from 'fast-check';
import type {
  AccountChangeRecord,
  ExchangeRecord,
  HoldChangeRecord,
  HoldRecord,
  AccountRecord,
  DecisionRecord,
  EntryRecord,
  PostingRecord,
} from './decision-record';
import { chainHash } from './hash-chain';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const count = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const moment = fc.integer({ min: 0, max: 4e12 });
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
const metadata = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
const smallNumber = fc.nat();

const posting: fc.Arbitrary<PostingRecord> = fc.record({
  ...{ account: smallNumber, accountName: text, layer: fc.constant('posted' as const), amount: count },
  ...{ direction: fc.constantFrom(...DIRECTIONS), currency: text, version: count },
  totals: fc.record({
    debitsPosted: count,
    creditsPosted: count,
    debitsPending: count,
    creditsPending: count,
  }),
});
const entry: fc.Arbitrary<EntryRecord> = fc.record({
  ...{ id: text, number: count, kind: fc.constantFrom(...ENTRY_KINDS), effectiveAt: moment, metadata },
  ...{ description: fc.option(text), reference: fc.option(text) },
  reverses: fc.option(fc.record({ number: count, id: fc.constant('je_1') })),
  postings: fc.array(posting, { minLength: 2, maxLength: 4 }),
});
const account: fc.Arbitrary<AccountRecord> = fc.record({
  ...{ number: smallNumber, name: text, type: fc.constantFrom(...ACCOUNT_TYPES), currency: text, metadata },
  ...{ minBalance: fc.option(count), maxBalance: fc.option(count) },
});
const change: fc.Arbitrary<AccountChangeRecord> = fc.record({
  ...{
    account: smallNumber,
    accountName: text,
    revision: count,
    status: fc.constantFrom(...ACCOUNT_STATUSES),
  },
  ...{ minBalance: fc.option(count), maxBalance: fc.option(count), metadata, reason: fc.option(text) },
});
const hold: fc.Arbitrary<HoldRecord> = fc.record({
  ...{ entry: count, debit: smallNumber, debitName: text, credit: smallNumber, creditName: text },
  ...{ amount: count, currency: text, expiresAt: fc.option(moment) },
});
const holdChange: fc.Arbitrary<HoldChangeRecord> = fc.record({
  ...{ hold: count, holdId: text, revision: count, entry: count },
  ...{ captured: count, voided: count, expired: count },
});
const exchange: fc.Arbitrary<ExchangeRecord> = fc.record({
  ...{ entry: count, rate: text, sold: count, soldCurrency: text, bought: count, boughtCurrency: text },
  ...{ exact: text, roundedOff: text, residue: count },
});
/** By the newest rules, since dead letters and old rules have less to hash. Every field takes any value: more than decisions can hold, so that no field is covered by another. */
const decision: fc.Arbitrary<DecisionRecord> = fc.record({
  ...{ book: text, number: count, keyId: text, partition: smallNumber, offset: count },
  ...{
    acceptedAt: moment,
    recordedAt: moment,
    detail: fc.option(text),
    pointer: fc.option(text),
    answer: fc.option(text),
  },
  request: fc.record({
    type: fc.constantFrom(...(Object.keys(PAYMENT_EVENTS) as PaymentEventType[])),
    ...{
      rules: fc.integer({ min: 2, max: 9 }),
      fingerprint: bytes,
      source: text,
      idempotencyKey: text,
      actorType: text,
    },
    ...{ actorId: fc.option(text), requestId: fc.option(text), traceparent: fc.option(text) },
  }),
  status: fc.constantFrom('posted', 'done', 'rejected', 'dead_lettered'),
  code: fc.option(fc.constantFrom(...REFUSAL_CODES, ...DEAD_LETTER_REASONS)),
  entries: fc.array(entry, { maxLength: 2 }),
  openedBook: fc.option(fc.record({ id: text, name: text, timeZone: text })),
  closedPeriods: fc.array(fc.record({ period: text, startsAt: moment, endsAt: moment }), { maxLength: 2 }),
  openedAccounts: fc.array(account, { maxLength: 2 }),
  accountChanges: fc.array(change, { maxLength: 1 }),
  holds: fc.array(hold, { maxLength: 2 }),
  holdChanges: fc.array(holdChange, { maxLength: 2 }),
  exchanges: fc.array(exchange, { maxLength: 2 }),
});

type Path = (string | number)[];
const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Buffer.isBuffer(value);

/** These stand in no row: the numbers of what they name do. */
const NAMES = new Set(['accountName', 'debitName', 'creditName', 'holdId']);

/** The places of all values in a decision; the id of a reversed entry stands in no row either. */
function leaves(value: unknown, path: Path = []): Path[] {
  const [before, last] = path.slice(-2);
  if (NAMES.has(String(last)) || (before === 'reverses' && last === 'id')) return [];
  if (!isBranch(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The same decision with another value in one place. */
function changed<T>(value: T, [key, ...rest]: Path, name?: string | number): T {
  if (key === undefined) return another(value, name) as T;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, key);
  return copy as T;
}

function another(value: unknown, name?: string | number): unknown {
  if (value === null && name === 'reverses') return { number: 1n, id: 'je_1' };
  if (value === null && name === 'openedBook') return { id: '', name: '', timeZone: '' };
  if (value === null && name === 'expiresAt') return 0;
  if (value === null) return name === 'minBalance' || name === 'maxBalance' ? 0n : '';
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'number') return value + 1;
  if (Buffer.isBuffer(value)) return Buffer.from([value[0]! ^ 1, ...value.subarray(1)]);
  return `${value as string} `;
}

const hash = (given: DecisionRecord) => chainHash(Buffer.alloc(32), given).toString('hex');

describe('The hash of any decision', () => {
  it('changes with every value in it', () => {
    fc.assert(
      fc.property(decision, (given) => {
        const before = hash(given);
        const unseen = leaves(given).filter((path) => hash(changed(given, path)) === before);
        expect(unseen).toEqual([]);
      }),
    );
  });

  it('changes when a part of it is taken away', () => {
    fc.assert(
      fc.property(decision, entry, account, (given, anEntry, anAccount) => {
        const whole: DecisionRecord = { ...given, entries: [anEntry], openedAccounts: [anAccount] };
        const less: DecisionRecord[] = [
          { ...whole, entries: [] },
          { ...whole, openedAccounts: [] },
          { ...whole, entries: [{ ...anEntry, postings: anEntry.postings.slice(1) }] },
          ...(whole.openedBook ? [{ ...whole, openedBook: null }] : []),
          { ...whole, request: null },
        ];
        for (const part of less) expect(hash(part)).not.toBe(hash(whole));
      }),
    );
  });

  it('changes with the order of postings', () => {
    fc.assert(
      fc.property(
        decision,
        fc.uniqueArray(posting, { selector: ({ version }) => version, minLength: 2 }),
        (given, postings) => {
          const anEntry = {
            ...({ id: '', number: 1n, kind: 'transfer', effectiveAt: 0 } as const),
            ...NOTHING_SAID,
            reverses: null,
          };
          const turned = { ...given, entries: [{ ...anEntry, postings: [...postings].reverse() }] };
          expect(hash(turned)).not.toBe(hash({ ...given, entries: [{ ...anEntry, postings }] }));
        },
      ),
    );
  });

  it('changes with the hash before it', () => {
    fc.assert(
      fc.property(decision, bytes, bytes, (given, one, other) => {
        fc.pre(!one.equals(other));
        expect(chainHash(one, given)).not.toEqual(chainHash(other, given));
      }),
    );
  });

  it('does not hang on the order in which a store gives metadata back', () => {
    fc.assert(
      fc.property(decision, entry, metadata, (given, anEntry, pairs) => {
        const turned = Object.fromEntries(Object.entries(pairs).reverse());
        const withMetadata = (with_: Record<string, string>) => ({
          ...given,
          entries: [{ ...anEntry, metadata: with_ }],
        });
        expect(hash(withMetadata(turned))).toBe(hash(withMetadata(pairs)));
      }),
    );
  });
});

const NOTHING_SAID = { description: null, reference: null, metadata: {} };
