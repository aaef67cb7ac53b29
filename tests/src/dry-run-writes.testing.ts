import { transfer } from './documented-api.testing';

export interface Write {
  method: string;
  path: string;
  body: object;
  headers?: Record<string, string>;
}

/** A write, which may be about what an earlier one made, and what is to become of it. */
export interface ExpectedWrite {
  /** Given the texts of all answers before it. */
  asks: (answered: readonly string[]) => Write;
  /** The code of the refusal, if it is refused. */
  refused?: string;
  /** Otherwise, the accounts whose balances are told. */
  touches: string[];
}

const PSP = 'assets:psp';
const M42 = 'liabilities:m42';
const M43 = 'liabilities:m43';
/** For a sale of pounds for euros: what comes in, both positions, and what is rounded off. */
const EUROS = 'assets:euros';
const TRADING_GBP = 'equity:trading:gbp';
const TRADING_EUR = 'equity:trading:eur';
const ROUNDING = 'expenses:rounding';

/** All writes of the API, in an order in which each can be made; the book is opened by the first. */
export function writesOfABook(book: string): ExpectedWrite[] {
  const writes: ExpectedWrite[] = [];
  const within = `/v1/books/${book}`;
  const add = (asks: ExpectedWrite['asks'], then: Omit<ExpectedWrite, 'asks'>) =>
    writes.push({ asks, ...then }) - 1;
  const post = (path: string, body: object, touches: string[], headers = {}) =>
    add(() => ({ method: 'POST', path: within + path, body, headers }), { touches });
  const refused = (path: string, body: object, code: string, headers = {}) =>
    add(() => ({ method: 'POST', path: within + path, body, headers }), { refused: code, touches: [] });
  /** About the id that stands at this place in the answer to write `at`. */
  const about = (
    [at, ...place]: [number, ...string[]],
    path: (id: string) => string,
    body: object,
    then: Omit<ExpectedWrite, 'asks'>,
  ) =>
    add((answered) => {
      const answer: unknown = JSON.parse(answered[at]!);
      const id = place.reduce((part, name) => (part as Record<string, unknown>)[name], answer);
      return { method: 'POST', path: within + path(id as string), body };
    }, then);

  const opening = { method: 'POST', path: '/v1/books', body: { id: book, name: 'A book' } };
  add(() => opening, { touches: [] });
  add(() => opening, { refused: 'book_already_exists', touches: [] });
  const account = (name: string, rest: object = {}) => ({
    name,
    type: 'liability',
    currency: 'GBP',
    ...rest,
  });
  post('/accounts', account(PSP, { type: 'asset', min_balance: null }), [PSP]);
  post('/accounts', account(M42, { metadata: { merchant: '42' } }), [M42]);
  post('/accounts', account(M43, { max_balance: '500' }), [M43]);
  refused('/accounts', account(M43), 'account_already_exists');
  refused('/accounts', account('liabilities:m44', { max_balance: '-1' }), 'limits_contradict');

  const said = { description: 'order 981', reference: '981', effective_at: '2026-01-31T09:00:00.000Z' };
  const first = post('/transfers', transfer('1000', { ...said, metadata: { order: '981' } }), [PSP, M42]);
  refused('/transfers', transfer('1', { debit: M42, credit: M42 }), 'accounts_must_differ');
  refused('/transfers', transfer('1001', { debit: M42, credit: PSP }), 'insufficient_available_balance');
  refused('/transfers', transfer('501', { credit: M43 }), 'limit_exceeded');
  refused('/transfers', transfer('1', { credit: 'liabilities:nobody' }), 'account_not_found');
  refused('/transfers', transfer('1', { currency: 'EUR' }), 'currency_mismatch');
  refused('/transfers', transfer('1', { expected_versions: { [M42]: '7' } }), 'version_conflict');
  const condition = (amount: string) => ({ account: M42, balance: 'available', op: 'gte', amount });
  refused(
    '/transfers',
    transfer('1', { conditions: [condition('1'), condition('1001')] }),
    'condition_failed',
  );
  post('/transfers', transfer('20', { conditions: [condition('1000')], expected_versions: { [M42]: '1' } }), [
    ...[PSP, M42],
  ]);
  const line = (of: string, direction: string, amount: string) => ({
    ...{ account: of, direction, amount, currency: 'GBP' },
  });
  const split = [line(M42, 'DEBIT', '300'), line(M43, 'CREDIT', '200'), line(PSP, 'CREDIT', '100')];
  const entry = post('/journal-entries', { postings: split }, [M42, M43, PSP]);
  refused('/journal-entries', { postings: split.slice(1) }, 'unbalanced_entry');

  const undoing = (id: string) => `/journal-entries/${id}/reversal`;
  const reversal = about(
    [entry, 'id'],
    undoing,
    { description: 'an error' },
    {
      touches: [M42, M43, PSP],
    },
  );
  about([entry, 'id'], undoing, {}, { refused: 'already_reversed', touches: [] });
  about([reversal, 'id'], undoing, {}, { refused: 'is_a_reversal', touches: [] });
  refused(undoing(`je_${'0'.repeat(32)}`), {}, 'journal_entry_not_found');

  const reserving = (amount: string, rest: object = {}) =>
    transfer(amount, { debit: M42, credit: M43, ...rest });
  const hold = post('/holds', reserving('60', { expires_at: '2999-01-01T00:00:00.000Z' }), [M42, M43]);
  refused('/holds', reserving('1', { expires_at: '2020-01-01T00:00:00.000Z' }), 'hold_expired');
  refused('/holds', reserving('5000'), 'insufficient_available_balance');
  const capturing = (id: string) => `/holds/${id}/capture`;
  const voiding = (id: string) => `/holds/${id}/void`;
  about([hold, 'journal_entry'], undoing, {}, { refused: 'moved_no_money', touches: [] });
  about([hold, 'id'], capturing, { amount: '61' }, { refused: 'capture_exceeds_hold', touches: [] });
  const captured = about([hold, 'id'], capturing, { amount: '15' }, { touches: [M42, M43] });
  about([captured, 'journal_entry', 'id'], undoing, {}, { touches: [M42, M43] });
  about([hold, 'id'], voiding, {}, { touches: [M42, M43] });
  about([hold, 'id'], capturing, {}, { refused: 'hold_already_captured', touches: [] });
  const voided = post('/holds', reserving('7'), [M42, M43]);
  about([voided, 'id'], voiding, { reference: 'given back' }, { touches: [M42, M43] });
  about([voided, 'id'], voiding, {}, { refused: 'hold_already_voided', touches: [] });
  refused(voiding(`hold_${'0'.repeat(32)}`), {}, 'hold_not_found');

  const unlimited = { min_balance: null };
  post('/accounts', account(EUROS, { type: 'asset', currency: 'EUR', ...unlimited }), [EUROS]);
  post('/accounts', account(TRADING_GBP, { type: 'equity', ...unlimited }), [TRADING_GBP]);
  post('/accounts', account(TRADING_EUR, { type: 'equity', currency: 'EUR', ...unlimited }), [TRADING_EUR]);
  post('/accounts', account(ROUNDING, { type: 'expense', currency: 'EUR', ...unlimited }), [ROUNDING]);
  const sale = (sold: string, bought: string) => ({
    ...{ debit: EUROS, credit: PSP, sold, sold_currency: 'GBP', bought, bought_currency: 'EUR' },
    ...{ rate: '1.1750', trading_sold: TRADING_GBP, trading_bought: TRADING_EUR, rounding: ROUNDING },
  });
  const exchanged = [TRADING_GBP, PSP, EUROS, TRADING_EUR];
  const sold = post('/fx-transfers', sale('100', '117'), [...exchanged, ROUNDING]);
  refused('/fx-transfers', sale('100', '300'), 'rate_contradicts');
  about([sold, 'id'], undoing, {}, { touches: [...exchanged, ROUNDING] });

  const batched = (type: string, body: object) => ({ type, ...body });
  const some = [
    batched('transfer', transfer('5')),
    batched('hold', reserving('9')),
    batched('journal_entry', { postings: split }),
    batched('fx_transfer', sale('200', '235')),
  ];
  const batch = post('/batches', { operations: some }, [PSP, M42, M43, TRADING_GBP, EUROS, TRADING_EUR]);
  const over = batched('transfer', transfer('5000', { debit: M42, credit: PSP }));
  refused('/batches', { operations: [...some, over] }, 'insufficient_available_balance');
  about(
    [batch, 'results', '1', 'hold', 'id'],
    capturing,
    { amount: '4', final: true },
    { touches: [M42, M43] },
  );
  about([batch, 'results', '2', 'journal_entry', 'id'], undoing, {}, { touches: [M42, M43, PSP] });

  const month = { effective_at: '2026-09-30T12:00:00.000Z' };
  post('/periods/2026-09/close', {}, []);
  refused('/periods/2026-09/close', {}, 'period_already_closed');
  refused('/periods/2998-01/close', {}, 'period_not_over');
  refused('/transfers', transfer('1', month), 'period_closed');
  about([first, 'id'], undoing, month, { refused: 'period_closed', touches: [] });

  const patch = (name: string, body: object, then: Omit<ExpectedWrite, 'asks'>) =>
    add(() => ({ method: 'PATCH', path: `${within}/accounts/${name}`, body }), then);
  patch(M42, { max_balance: '90000', metadata: { merchant: null, tier: 'gold' } }, { touches: [M42] });
  patch(M42, { min_balance: '90001' }, { refused: 'limits_contradict', touches: [] });
  const change = (name: string, to: string) => `/accounts/${name}/${to}`;
  refused(change(M42, 'suspend'), {}, 'version_conflict', { 'if-match': '"1.0"' });
  post(change(M42, 'suspend'), { reason: 'asked for' }, [M42]);
  refused('/transfers', transfer('1'), 'account_suspended');
  post(change(M42, 'activate'), {}, [M42]);
  refused(change(M42, 'activate'), {}, 'account_active');
  refused(change(M42, 'close'), {}, 'account_not_empty');
  post('/accounts', account('liabilities:m45'), ['liabilities:m45']);
  post(change('liabilities:m45', 'close'), {}, ['liabilities:m45']);
  refused('/transfers', transfer('1', { credit: 'liabilities:m45' }), 'account_closed');
  return writes;
}
