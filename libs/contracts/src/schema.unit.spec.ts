import { AccountRequest } from './account';
import { BookRequest } from './book';
import { FxTransferRequest } from './fx-transfer';
import { JournalEntryRequest, TransferRequest } from './journal-entry';
import { Operation } from './operation';
import {
  AccountQuery,
  AccountsQuery,
  GeneralLedgerQuery,
  JournalEntryPath,
  OperationKeyQuery,
  OperationPath,
  OperationQuery,
  SubtotalsQuery,
} from './request-parameters';
import { checkerOf, JSON_SCHEMAS, type FieldError } from './schema';
import { BreakComment } from './statement-break';
import { CsvColumns, CsvMapping, StatementSource } from './statement-source';

const MOVEMENT = {
  description: 'order 981',
  reference: '981',
  effective_at: '2026-11-21T09:00:00.000Z',
  metadata: { order: '981' },
  expected_versions: { 'assets:psp': '7' },
};
const ALL_OF_MOVEMENT = Object.keys(MOVEMENT);
const POSTING = { account: 'assets:psp', direction: 'DEBIT', amount: '1050', currency: 'GBP' };

const COLUMNS = {
  ...{ reference: 'Id', other_references: ['Order'], amount: 'Amount', debit: 'Out', credit: 'In' },
  ...{ currency: 'Currency', booked_on: 'Date', value_on: 'Value', description: 'Text', kind: 'Type' },
  ...{ fee: 'Fee', net: 'Net' },
};
const OPTIONAL_COLUMNS = Object.keys(COLUMNS).filter((name) => !['reference', 'booked_on'].includes(name));
const MAPPING = {
  ...{ encoding: 'utf-8', delimiter: '\t', quote: '"', skip_lines: 1000, last_line_is_unended: true },
  ...{ columns: COLUMNS, currency: 'GBP', decimal_mark: ',', thousands_mark: ' ', positive_is: 'out' },
  ...{ debits_are_negative: false, fees_are_negative: false, reference_is_optional: true },
  ...{ date_formats: ['dd.MM.yyyy'], time_zone: 'Europe/London' },
};
const NEEDED_OF_MAPPING = ['encoding', 'delimiter', 'columns', 'decimal_mark', 'date_formats', 'time_zone'];

/** Every class of a request: a document with all of its fields, which of them may be absent, and which null. */
const REQUESTS: [type: new () => object, whole: object, optional: string[], nullable?: string[]][] = [
  [BookRequest, { id: 'acme', name: 'Acme Ltd', time_zone: 'Europe/London' }, ['time_zone']],
  [
    AccountRequest,
    {
      ...{ name: 'liabilities:merchants:m42', type: 'liability', currency: 'GBP' },
      ...{ min_balance: '-100', max_balance: '999999999999999999', metadata: { a: 'b' } },
    },
    ['min_balance', 'max_balance', 'metadata'],
    ['min_balance', 'max_balance'],
  ],
  [
    TransferRequest,
    { debit: 'assets:psp', credit: 'liabilities:m42', amount: '1050', currency: 'GBP', ...MOVEMENT },
    ALL_OF_MOVEMENT,
  ],
  [
    FxTransferRequest,
    {
      ...{
        debit: 'assets:eur',
        credit: 'assets:gbp',
        sold: '1050',
        sold_currency: 'GBP',
        bought_currency: 'EUR',
      },
      ...{ rate: '1.1725', bought: '1231', trading_sold: 'equity:gbp', trading_bought: 'equity:eur' },
      ...{ rounding: 'expenses:rounding', ...MOVEMENT },
    },
    ['bought', ...ALL_OF_MOVEMENT],
  ],
  [
    JournalEntryRequest,
    { postings: [POSTING, { ...POSTING, account: 'liabilities:m42', direction: 'CREDIT' }], ...MOVEMENT },
    ALL_OF_MOVEMENT,
  ],
  [JournalEntryPath, { book: 'acme', journal_entry: `je_${'0f'.repeat(16)}` }, []],
  [OperationPath, { book: 'acme', operation: `op_${'0f'.repeat(16)}_${'a1'.repeat(4)}` }, []],
  [AccountsQuery, { limit: '200', cursor: 'x', prefix: 'assets' }, ['limit', 'cursor', 'prefix']],
  [AccountQuery, { at: MOVEMENT.effective_at, effective_at: MOVEMENT.effective_at }, ['at', 'effective_at']],
  [
    GeneralLedgerQuery,
    { limit: '1', cursor: 'x', prefix: 'assets', from: MOVEMENT.effective_at, until: MOVEMENT.effective_at },
    ['limit', 'cursor', 'prefix'],
  ],
  [SubtotalsQuery, { prefix: 'assets', depth: '7' }, ['prefix', 'depth']],
  [OperationQuery, { position: '2-981' }, ['position']],
  [OperationKeyQuery, { key: 'k' }, []],
  [CsvColumns, COLUMNS, OPTIONAL_COLUMNS],
  [CsvMapping, MAPPING, Object.keys(MAPPING).filter((name) => !NEEDED_OF_MAPPING.includes(name)), ['quote']],
  [StatementSource, { name: 'bank', format: 'csv', mapping: MAPPING }, ['mapping']],
];
const pointers = (errors: FieldError[]) => errors.map(({ pointer }) => pointer);
const without = (whole: object, field: string) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));

describe.each(REQUESTS)('%p', (type, whole, optional, nullable = []) => {
  const check = checkerOf(type);
  const fields = Object.keys(whole);

  it('takes all of its fields, and no more than it needs', () => {
    expect(check(whole)).toEqual([]);
    expect(check(optional.reduce(without, whole))).toEqual([]);
  });

  it('names each field that is missing', () => {
    for (const field of fields.filter((name) => !optional.includes(name))) {
      expect(check(without(whole, field))).toEqual([{ pointer: `/${field}`, detail: 'is missing' }]);
    }
  });

  it('takes null for no field but those that may be null', () => {
    for (const field of fields) {
      const wrong = nullable.includes(field) ? [] : [`/${field}`];
      expect([...new Set(pointers(check({ ...whole, [field]: null })))]).toEqual(wrong);
    }
  });

  it('takes no field of another type', () => {
    for (const [field, right] of Object.entries(whole)) {
      const others = [1, 0, true, false, '', [], {}, ['a'], { a: 1 }].filter(
        (other) => typeof other !== typeof right || Array.isArray(other) !== Array.isArray(right),
      );
      for (const other of others) {
        expect(pointers(check({ ...whole, [field]: other }))[0]).toBe(`/${field}`);
      }
    }
  });

  it('takes no field that it does not know', () => {
    const detail = 'is not a field of this request';
    expect(check({ ...whole, colour: 'red' })).toEqual([{ pointer: '/colour', detail }]);
    expect(check({ ...whole, 'a/b~c': 1 })).toEqual([{ pointer: '/a~1b~0c', detail }]);
    expect(check({ ...whole, '': 1 })).toEqual([{ pointer: '/', detail }]);
    const inherited = JSON.parse('{"__proto__":{},"constructor":1}') as object;
    expect(pointers(check({ ...whole, ...inherited, toString: 1 }))).toEqual(
      expect.arrayContaining(['/constructor', '/toString']),
    );
  });

  it('takes nothing that is no object', () => {
    for (const document of [null, undefined, 1, 'x', true, [], [whole]]) {
      expect(pointers(check(document))).toEqual(['']);
    }
  });
});

describe('The check of a request', () => {
  const entry = checkerOf(JournalEntryRequest);
  const posting = (given: object) => entry({ postings: [POSTING, { ...POSTING, ...given }] });

  it('looks into postings', () => {
    expect(posting({ colour: 'red' })).toEqual([
      { pointer: '/postings/1/colour', detail: 'is not a field of this request' },
    ]);
    expect(posting({ direction: 'debit' })).toEqual([
      { pointer: '/postings/1/direction', detail: 'must be one of DEBIT, CREDIT' },
    ]);
    expect(pointers(posting({ amount: 1050 }))).toEqual(['/postings/1/amount']);
    expect(pointers(posting({ currency: 'gbp' }))).toEqual(['/postings/1/currency']);
    expect(entry({ postings: [POSTING, null] })).toEqual([
      { pointer: '/postings/1', detail: 'must be object' },
    ]);
  });

  it('takes from 2 to 1,000 postings', () => {
    expect(pointers(entry({ postings: [POSTING] }))).toEqual(['/postings']);
    expect(entry({ postings: Array(1_000).fill(POSTING) })).toEqual([]);
    expect(pointers(entry({ postings: Array(1_001).fill(POSTING) }))).toEqual(['/postings']);
  });

  it('finds every error of the largest request that there can be', () => {
    const postings: object[] = Array<object>(1_000).fill(POSTING);
    postings[3] = { ...POSTING, amount: '0' };
    postings[999] = { ...POSTING, account: '' };
    const names = Array.from({ length: 1_000 }, (_, at): [string, string] => [`a${at}`, '1']);
    const document = { postings, expected_versions: Object.fromEntries(names), description: 1 };
    expect(pointers(entry(document)).sort()).toEqual([
      '/description',
      '/postings/3/amount',
      '/postings/999/account',
    ]);
  });

  it('names 20 errors at most', () => {
    expect(entry({ postings: Array(1_000).fill({}) })).toHaveLength(20);
  });

  it('names one error of a document that is larger than any request', () => {
    expect(entry({ postings: Array(300_000).fill({}) })).toEqual([
      { pointer: '/postings', detail: 'must NOT have more than 1000 items' },
    ]);
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`field${at}`, 1]));
    expect(entry({ ...many, postings: [POSTING, POSTING] })).toHaveLength(1);
    expect(entry({ metadata: many, postings: [POSTING, POSTING] })).toHaveLength(1);
    expect(entry({ metadata: { a: Array(20_000).fill([]) }, postings: [POSTING, POSTING] })).toHaveLength(1);
  });

  it('bounds metadata: 50 pairs of text, of 1 to 40 and at most 500 characters', () => {
    const check = (metadata: unknown) => entry({ postings: [POSTING, POSTING], metadata });
    const pairs = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, 'v']));
    for (const right of [{}, pairs(50), { ['𝄞'.repeat(40)]: '𝄞'.repeat(500) }, { 'a\nb': '' }]) {
      expect(check(right)).toEqual([]);
    }
    const keys = [{ '': 'v' }, { ['k'.repeat(41)]: 'v' }, { 'a\0': 'v' }, { '\ud800': 'v' }];
    const values = [{ k: 'v'.repeat(501) }, { k: 'a\0' }, { k: '\udc00' }, { k: 1 }, { k: null }, { k: {} }];
    for (const wrong of [...keys, ...values, pairs(51), [], 'k']) expect(check(wrong)).not.toEqual([]);
  });

  it('takes for an expected version a count of at most 19 digits, under the name of an account', () => {
    const check = (expected_versions: object) => entry({ postings: [POSTING, POSTING], expected_versions });
    for (const right of [{}, { a: '0' }, { 'a:b': '9223372036854775807' }]) expect(check(right)).toEqual([]);
    for (const wrong of [
      { a: 1 },
      { a: '-1' },
      { a: '01' },
      { a: '' },
      { a: null },
      { A: '1' },
      { '': '1' },
    ]) {
      expect(check(wrong)).not.toEqual([]);
    }
  });

  it('takes for a limit a signed number of at most 18 digits', () => {
    const check = (min_balance: unknown) =>
      checkerOf(AccountRequest)({ name: 'a', type: 'asset', currency: 'GBP', min_balance });
    for (const right of ['0', '-1', '999999999999999999', '-999999999999999999', null]) {
      expect(check(right)).toEqual([]);
    }
    for (const wrong of [
      '',
      '-0',
      '+1',
      '00',
      '1.5',
      '1e2',
      '1000000000000000000',
      '-1000000000000000000',
      0,
    ]) {
      expect(pointers(check(wrong))).toEqual(['/min_balance']);
    }
  });

  it('takes for a page 1 to 200 things', () => {
    const check = (limit: string) => checkerOf(AccountsQuery)({ limit });
    for (const right of ['1', '9', '10', '99', '100', '199', '200']) expect(check(right)).toEqual([]);
    for (const wrong of ['', '0', '01', '201', '999', '1000', '-1', '1.0'])
      expect(check(wrong)).not.toEqual([]);
  });
});

describe('A moment', () => {
  const check = (at: string) => checkerOf(AccountQuery)({ at });

  it.each([
    ...['2026-11-21T09:00:00Z', '2026-11-21T09:00:00.1Z', '2026-11-21T09:00:00.12Z'],
    ...['2026-11-21T23:59:59.999Z', '2024-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ...['1900-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00Z'],
  ])('may be %s', (text) => {
    expect(check(text)).toEqual([]);
    expect(Number.isNaN(Date.parse(text))).toBe(false);
  });

  it.each([
    ...['2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-04-31T00:00:00Z'],
    ...['2026-13-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-32T00:00:00Z'],
    ...['2026-01-01T24:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T00:60:00Z', '2016-12-31T23:59:60Z'],
    ...['2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+01:00', '2026-01-01T00:00:00-00:00'],
    ...['2026-01-01T00:00:00', '2026-01-01T00:00:00z', '2026-01-01t00:00:00Z', '2026-01-01 00:00:00Z'],
    ...['2026-01-01T00:00:00.Z', '2026-01-01T00:00:00.1234Z', '2026-01-01T00:00Z', '2026-01-01', ''],
    ...['1899-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '10000-01-01T00:00:00Z', '+002026-01-01T00:00:00Z'],
    ...['2026-W01-1T00:00:00Z', '2026-01-01T00:00:00Z\n', ' 2026-01-01T00:00:00Z', '1767225600000', 'now'],
  ])('is not %j', (text) => {
    expect([...new Set(pointers(check(text)))]).toEqual(['/at']);
  });
});

describe('The schemas', () => {
  it('are closed, and keep no mark of their making', () => {
    for (const [name, schema] of Object.entries(JSON_SCHEMAS)) {
      expect([name, schema.type, schema.additionalProperties]).toEqual([name, 'object', false]);
    }
    expect(/x-optional|nullable/.test(JSON.stringify(JSON_SCHEMAS))).toBe(false);
  });

  it('know null wherever an answer may hold it', () => {
    const pending = {
      ...{ id: 'op_1', status: 'pending', code: null, resource: null, journal_entry: null },
      ...{ actor: null, accepted_at: null, recorded_at: null },
    };
    const check = checkerOf(Operation);
    expect(check(pending)).toEqual([]);
    const resource = { type: 'book', id: 'acme', href: '/v1/books/acme' };
    const done = { ...pending, status: 'done', resource, actor: { type: 'user', id: null } };
    expect(check(done)).toEqual([]);
    expect(check({ ...done, resource: { ...resource, colour: 'red' } })).not.toEqual([]);
    expect(check({ ...done, status: null })).not.toEqual([]);
  });

  it.each([' ', '\t', '\u200b', '\u00ad \u202e', '\u3164\u0000'])('knows nobody named %j', (by) => {
    expect(checkerOf(BreakComment)({ by, text: 'known' })).toMatchObject([{ pointer: '/by' }]);
    expect(checkerOf(BreakComment)({ by: `${by.replace('\0', '')}Ann`, text: 'known' })).toEqual([]);
  });
});
