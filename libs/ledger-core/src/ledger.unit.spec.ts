import { Account } from '@pacioli/contracts/account';
import { Book } from '@pacioli/contracts/book';
import { JournalEntry } from '@pacioli/contracts/journal-entry';
import { deadLetterKeyIdOf } from '@pacioli/contracts/operation-id';
import { CURRENT_RULES, decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { checkerOf } from '@pacioli/contracts/schema';
import { unknownBook } from './book-state';
import { NO_EFFECTS } from './decision-record';
import { Ledger } from './ledger';
import { expectScript, recordOf } from './ledger-script.testing';
import { StoredLedger } from './stored-ledger.testing';

const AT = Date.parse('2026-11-21T09:00:00.000Z');
const eventOf = (...parameters: Parameters<typeof paymentRecord>): PaymentEvent => {
  const decoded = decodePaymentEvent(paymentRecord(...parameters));
  if (decoded.kind !== 'event') throw new Error(decoded.detail);
  return decoded.event;
};

describe('Decisions, entries and accounts', () => {
  const SCRIPT = `
    in globex transfer a b 1 GBP        -> book_not_found
    book                                -> done
    asset cash GBP                      -> done
    in globex book                      -> done
    liability card GBP                  -> done
    poison                              -> dead_lettered
    transfer cash card 1 GBP            -> posted
    in globex asset cash GBP            -> done
    transfer cash nowhere 1 GBP         -> account_not_found
    entry D cash 1 GBP, C card 1 GBP    -> posted
    in globex asset card GBP min=none   -> done
    in globex transfer cash card 1 GBP  -> posted
    poison                              -> dead_lettered
  `;

  it('are numbered from 1 in each book, without gaps', () => {
    const decisions = expectScript(SCRIPT).decided.map(({ decision }) => decision);
    const of = (book: string) => decisions.filter((decision) => decision.book === book);
    expect(of('acme').map(({ number }) => number)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(of('globex').map(({ number }) => number)).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(of('~0').map(({ number }) => number)).toEqual([1n, 2n]);
    const entries = (book: string) =>
      of(book).flatMap((decision) => decision.entries.map(({ number }) => number));
    expect([entries('acme'), entries('globex')]).toEqual([[1n, 2n], [1n]]);
    const accounts = (book: string) =>
      of(book).flatMap(({ openedAccounts }) => openedAccounts.map(({ number }) => number));
    expect([accounts('acme'), accounts('globex')]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('carry where and when they were asked for, and by whom', () => {
    const ledger = new StoredLedger();
    const given = { offset: 981n, timestamp: AT, actorId: 'shop-1', requestId: 'r-1', traceparent: 't-1' };
    const { decision } = ledger.decide(
      paymentRecord('book.requested.v1', { id: 'acme', name: 'Acme' }, given),
    );
    const { keyId, fingerprint } = eventOf('book.requested.v1', { id: 'acme', name: 'Acme' }, given);
    expect(decision).toMatchObject({
      ...{ book: 'acme', keyId, partition: 0, offset: 981n, acceptedAt: AT, recordedAt: AT },
      request: {
        ...{
          type: 'book.requested.v1',
          rules: CURRENT_RULES,
          fingerprint,
          source: 'http',
          idempotencyKey: 'key',
        },
        ...{ actorType: 'unauthenticated', actorId: 'shop-1', requestId: 'r-1', traceparent: 't-1' },
      },
    });
  });

  it('are the same whether a book was asked for before it was opened or not', () => {
    expectScript(`
      asset cash GBP         -> book_not_found
      transfer a b 1 GBP     -> book_not_found
      book                   -> done
      asset cash GBP         -> done cash#0
      book                   -> book_already_exists
    `);
  });

  it('of books and accounts whose names are the same when they are written together are apart', () => {
    expectScript(`
      book                            -> done
      in acmex book                   -> done
      asset xa GBP min=none           -> done
      asset xb GBP min=none           -> done
      in acmex transfer a b 1 GBP     -> account_not_found
      transfer xa xb 1 GBP            -> posted xa=1
      in acmex asset a GBP            -> done a=0
    `);
  });

  it('of different books have nothing to do with each other', () => {
    expectScript(`
      book                                  -> done
      in globex book                        -> done
      asset cash GBP min=none               -> done
      in globex asset cash EUR              -> done
      in globex asset card EUR              -> done
      asset card GBP                        -> done
      transfer card cash 5 GBP              -> posted cash=-5 card=5
      in globex transfer card cash 5 EUR    -> insufficient_available_balance cash=0 card=0
      in globex transfer card cash 5 GBP    -> currency_mismatch
    `);
  });
});

describe('The time at which a decision is recorded', () => {
  it('never goes back in a book, whatever the broker said', () => {
    const ledger = expectScript(`
      @2000 book                      -> done
      @1000 asset cash GBP            -> done
      in globex @500 book             -> done
      @3000 liability card GBP        -> done
      @2999 transfer cash card 1 GBP  -> posted
      @1 transfer cash cash 1 GBP     -> accounts_must_differ
      @3001 transfer cash card 1 GBP  -> posted
      @900 poison                     -> dead_lettered
      @100 poison                     -> dead_lettered
    `);
    const times = ledger.decided.map(({ decision }) => [decision.acceptedAt, decision.recordedAt]);
    expect(times).toEqual([
      ...[
        [2000, 2000],
        [1000, 2000],
        [500, 500],
        [3000, 3000],
        [2999, 3000],
        [1, 3000],
        [3001, 3001],
      ],
      ...[
        [900, 900],
        [100, 900],
      ],
    ]);
    const answers = ledger.decided.map(({ decision }) => decision.answer ?? '{}');
    expect(JSON.parse(answers[1]!)).toMatchObject({ created_at: '1970-01-01T00:00:02.000Z' });
    expect(JSON.parse(answers[4]!)).toMatchObject({
      recorded_at: '1970-01-01T00:00:03.000Z',
      effective_at: '1970-01-01T00:00:03.000Z',
    });
  });
});

describe('A dead letter', () => {
  it('is recorded with its place and the reason, and nothing of it is believed', () => {
    const ledger = new StoredLedger();
    const record = {
      ...paymentRecord('book.requested.v1', '{', { timestamp: AT }),
      partition: 3,
      offset: 17n,
    };
    expect(ledger.decide(record).decision).toEqual({
      ...{ book: '~3', number: 1n, keyId: deadLetterKeyIdOf(3, 17n), partition: 3, offset: 17n },
      ...{ acceptedAt: AT, recordedAt: AT, request: null, status: 'dead_lettered' },
      ...{ code: 'body_unparsable', detail: 'the value is not JSON in UTF-8', pointer: null, answer: null },
      ...NO_EFFECTS,
    });
  });
});

describe('The answer', () => {
  const answerTo = (type: string, body: object) => {
    const ledger = new StoredLedger();
    const open = (name: string, account: string, offset: bigint) =>
      ledger.decide(
        paymentRecord(
          'account.requested.v1',
          { name, type: account, currency: 'GBP' },
          { idempotencyKey: name, offset, timestamp: AT },
        ),
      );
    if (type !== 'book.requested.v1') {
      ledger.decide(
        paymentRecord(
          'book.requested.v1',
          { id: 'acme', name: 'Acme Ltd' },
          { idempotencyKey: 'book', timestamp: AT },
        ),
      );
      open('cash', 'asset', 1n);
      open('card', 'liability', 2n);
    }
    const { decision } = ledger.decide(paymentRecord(type, body, { offset: 3n, timestamp: AT }));
    return { decision, answer: JSON.parse(decision.answer!) as unknown };
  };

  it('to a book is the book', () => {
    const { answer, decision } = answerTo('book.requested.v1', {
      id: 'acme',
      name: 'Acme Ltd',
      time_zone: 'Europe/London',
    });
    const created_at = '2026-11-21T09:00:00.000Z';
    expect(answer).toEqual({ id: 'acme', name: 'Acme Ltd', time_zone: 'Europe/London', created_at });
    expect(checkerOf(Book)(answer)).toEqual([]);
    expect(decision.openedBook).toEqual({ id: 'acme', name: 'Acme Ltd', timeZone: 'Europe/London' });
    expect(answerTo('book.requested.v1', { id: 'acme', name: 'Acme Ltd' }).answer).toMatchObject({
      time_zone: 'UTC',
    });
  });

  it.each([
    ['asset', 'DEBIT'],
    ['expense', 'DEBIT'],
    ['liability', 'CREDIT'],
    ['equity', 'CREDIT'],
    ['income', 'CREDIT'],
  ])('to an account is the account: %s', (type, normal) => {
    const asked = {
      name: 'a:b',
      type,
      currency: 'JPY',
      min_balance: '-7',
      max_balance: '7',
      metadata: { k: 'v' },
    };
    const { answer, decision } = answerTo('account.requested.v1', asked);
    expect(answer).toEqual({
      ...asked,
      ...{ normal_balance: normal, status: 'ACTIVE', version: '0', revision: '0' },
      created_at: '2026-11-21T09:00:00.000Z',
      balances: { posted: '0', pending: '0', available: '0' },
    });
    expect(checkerOf(Account)(answer)).toEqual([]);
    const limits = { minBalance: -7n, maxBalance: 7n };
    expect(decision.openedAccounts[0]).toEqual({
      number: 3,
      name: 'a:b',
      type,
      currency: 'JPY',
      ...limits,
      metadata: { k: 'v' },
    });
  });

  it('to an account shows the limits that nobody gave', () => {
    const { answer } = answerTo('account.requested.v1', { name: 'a', type: 'asset', currency: 'GBP' });
    expect(answer).toMatchObject({ min_balance: '0', max_balance: null, metadata: {} });
    const unlimited = { name: 'a', type: 'asset', currency: 'GBP', min_balance: null, max_balance: null };
    expect(answerTo('account.requested.v1', unlimited).answer).toMatchObject({
      min_balance: null,
      max_balance: null,
    });
  });

  it('to a transfer is the journal entry, with all that was said of it', () => {
    const told = { description: 'order 981', reference: '981', metadata: { order: '981' } };
    const body = { debit: 'cash', credit: 'card', amount: '1050', currency: 'GBP', ...told };
    const effective_at = '2026-11-01T00:00:00.000Z';
    const { answer, decision } = answerTo('transfer.requested.v1', { ...body, effective_at });
    const { keyId, operationId } = eventOf('transfer.requested.v1', { ...body, effective_at });
    const id = `je_${keyId.slice(0, 28)}0000`;
    const balances = { balance_after: '1050', pending_after: '1050', available_after: '1050' };
    const leg = { layer: 'posted', amount: '1050', currency: 'GBP', version: '1', ...balances };
    expect(answer).toEqual({
      ...{ id, book: 'acme', number: '1', operation: operationId, kind: 'transfer', ...told, effective_at },
      ...{ recorded_at: '2026-11-21T09:00:00.000Z', reverses: null },
      postings: [
        { account: 'cash', direction: 'DEBIT', ...leg },
        { account: 'card', direction: 'CREDIT', ...leg },
      ],
    });
    expect(checkerOf(JournalEntry)(answer)).toEqual([]);
    expect(decision.entries[0]).toMatchObject({
      id,
      number: 1n,
      kind: 'transfer',
      ...told,
      effectiveAt: Date.parse(effective_at),
    });
  });

  it('to a journal entry of which nothing was said has nulls, and the time of its record', () => {
    const posting = { amount: '1', currency: 'GBP' };
    const postings = [
      { account: 'cash', direction: 'DEBIT', ...posting },
      { account: 'card', direction: 'CREDIT', ...posting },
    ];
    const { answer } = answerTo('journal-entry.requested.v1', { postings });
    expect(answer).toMatchObject({
      ...{ kind: 'journal_entry', description: null, reference: null, metadata: {} },
      effective_at: '2026-11-21T09:00:00.000Z',
    });
    expect(checkerOf(JournalEntry)(answer)).toEqual([]);
  });
});

describe('What rules 1 decide', () => {
  it('is answered without what they did not know', () => {
    const ledger = new StoredLedger();
    const answers = ['book', 'asset a GBP min=none', 'asset b GBP min=none', 'transfer a b 5 GBP'].map(
      (words, at) => {
        const record = recordOf(words, at);
        const headers = { ...record.headers, ce_rules: Buffer.from('1') };
        return JSON.parse(ledger.decide({ ...record, headers }).decision.answer!) as object;
      },
    );
    expect(answers[1]).toMatchObject({ name: 'a', version: '0' });
    expect(answers[1]).not.toHaveProperty('revision');
    const posting = { amount: '5', currency: 'GBP', version: '1' };
    expect((answers[3] as JournalEntry).postings).toEqual([
      { ...posting, account: 'a', direction: 'DEBIT', balance_after: '5' },
      { ...posting, account: 'b', direction: 'CREDIT', balance_after: '-5' },
    ]);
  });
});

describe('A ledger that is used wrongly', () => {
  const transfer = eventOf('transfer.requested.v1', {
    debit: 'a',
    credit: 'b',
    amount: '1',
    currency: 'GBP',
  });

  it('says what was not loaded', () => {
    const ledger = new Ledger();
    expect(() => ledger.decide(transfer)).toThrow('bug: book acme was not loaded');
    ledger.loadBook({ ...unknownBook('acme'), opened: true });
    expect(() => ledger.decide(transfer)).toThrow('bug: account a of acme was not loaded');
    expect([ledger.knowsBook('acme'), ledger.knowsAccount('acme', 'a'), ledger.size]).toEqual([
      true,
      false,
      1,
    ]);
    ledger.loadAccount('acme', 'a', null);
    expect([ledger.knowsAccount('acme', 'a'), ledger.knowsAccount('globex', 'a'), ledger.size]).toEqual([
      true,
      false,
      2,
    ]);
    expect(ledger.decide(transfer).decision.code).toBe('account_not_found');
  });

  it('keeps in memory no entry that nobody has asked for', () => {
    const ledger = new Ledger();
    ledger.loadBook({ ...unknownBook('acme'), opened: true });
    for (const name of ['a', 'b']) ledger.loadAccount('acme', name, null);
    for (const [at, name] of ['a', 'b'].entries()) {
      const body = { name, type: 'asset', currency: 'GBP', min_balance: null };
      ledger.decide(eventOf('account.requested.v1', body, { idempotencyKey: name, offset: BigInt(at) }));
    }
    const before = ledger.size;
    expect(ledger.decide(transfer).decision.status).toBe('posted');
    expect(ledger.size).toBe(before);
  });

  it.each([
    ['book.requested.v1', { id: 'acme', name: 'A' }, []],
    ['account.requested.v1', { name: 'cash', type: 'asset', currency: 'GBP' }, ['cash']],
    [
      'transfer.requested.v1',
      { debit: 'a', credit: 'b', amount: '1', currency: 'GBP', expected_versions: { c: '1' } },
      ['a', 'b', 'c'],
    ],
    [
      'journal-entry.requested.v1',
      {
        postings: ['a', 'b'].map((account) => ({
          account,
          direction: 'DEBIT',
          amount: '1',
          currency: 'GBP',
        })),
        expected_versions: { c: '1' },
      },
      ['a', 'b', 'c'],
    ],
  ])('tells what to load for %s', (type, body, accounts) => {
    expect(Ledger.needsOf(eventOf(type, body)).accounts).toEqual(accounts);
  });
});
