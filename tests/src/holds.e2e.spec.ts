import { setTimeout as pause } from 'node:timers/promises';
import { transfer } from './documented-api.testing';
import { bookForEachTest, codeOf, DocumentedBook, made } from './documented-book.testing';

/** Two-phase movements. Every answer is held against the OpenAPI document. */
describe('Holds', () => {
  let book: DocumentedBook;
  bookForEachTest('held', async (opened) => {
    ({ book } = opened);
    await made(book.post('/accounts', { name: 'liabilities:m43', type: 'liability', currency: 'GBP' }));
    await made(book.post('/transfers', transfer('1000')));
  });

  /** Of the account that pays. */
  const balances = async () => (await book.account())['balances'];
  const reserve = (amount: string, rest: object = {}) =>
    book.post('/holds', {
      ...{ debit: 'liabilities:m42', credit: 'liabilities:m43', amount, currency: 'GBP' },
      ...rest,
    });
  const reserved = async (amount: string, rest: object = {}) =>
    (await made(reserve(amount, rest)))['id'] as string;

  it('reserve an amount, which is captured in parts and at last in full', async () => {
    const said = { description: 'order 981', reference: '981', metadata: { order: '981' } };
    const hold = await made(reserve('600', said));
    expect(hold).toMatchObject({
      ...{ status: 'open', amount: '600', captured: '0', remaining: '600', expires_at: null, ...said },
    });
    expect(await balances()).toEqual({ posted: '1000', pending: '400', available: '400' });
    expect(
      await codeOf(
        book.post('/transfers', { ...transfer('401'), debit: 'liabilities:m42', credit: 'assets:psp' }),
      ),
    ).toBe('insufficient_available_balance');
    const path = `/holds/${hold['id'] as string}`;
    expect(await book.get(path)).toEqual(hold);

    const part = await made(book.post(`${path}/capture`, { amount: '250' }));
    expect(part).toMatchObject({
      hold: { status: 'open', captured: '250', remaining: '350' },
      journal_entry: {
        kind: 'capture',
        postings: [
          { account: 'liabilities:m42', layer: 'released', direction: 'DEBIT', amount: '250' },
          { account: 'liabilities:m43', layer: 'released', direction: 'CREDIT', amount: '250' },
          { account: 'liabilities:m42', layer: 'posted', balance_after: '750', available_after: '400' },
          { account: 'liabilities:m43', layer: 'posted', balance_after: '250', available_after: '250' },
        ],
      },
    });
    const entry = part['journal_entry'] as { id: string };
    expect(await book.get(`/journal-entries/${entry.id}`)).toEqual(entry);
    expect(await codeOf(book.post(`${path}/capture`, { amount: '351' }))).toBe('capture_exceeds_hold');
    expect(await made(book.post(`${path}/capture`))).toMatchObject({
      hold: { status: 'captured', captured: '600', remaining: '0' },
    });
    expect(await balances()).toEqual({ posted: '400', pending: '400', available: '400' });
    expect(await codeOf(book.post(`${path}/capture`))).toBe('hold_already_captured');
    expect(await codeOf(book.post(`${path}/void`))).toBe('hold_already_captured');
  });

  it('give back what is voided, in whole or after a final capture', async () => {
    const whole = `/holds/${await reserved('600')}`;
    expect(await made(book.post(`${whole}/void`))).toMatchObject({ status: 'voided', voided: '600' });
    expect(await balances()).toEqual({ posted: '1000', pending: '1000', available: '1000' });
    expect(await codeOf(book.post(`${whole}/capture`))).toBe('hold_already_voided');

    const part = `/holds/${await reserved('600')}`;
    expect(await made(book.post(`${part}/capture`, { amount: '100', final: true }))).toMatchObject({
      hold: { status: 'closed', captured: '100', voided: '500', remaining: '0' },
    });
    expect(await balances()).toEqual({ posted: '900', pending: '900', available: '900' });
    expect(await codeOf(book.post(`/holds/hold_${'0'.repeat(32)}/void`))).toBe('hold_not_found');
  });

  it('expire by an event that nobody has to ask for', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    expect(await codeOf(reserve('1', { expires_at: past }))).toBe('hold_expired');
    // On a slow machine a short time is over before the hold is recorded.
    let answer = await reserve('600', { expires_at: past });
    for (let within = 2000; answer.status !== 201; within *= 2)
      answer = await reserve('600', { expires_at: new Date(Date.now() + within).toISOString() });
    const path = `/holds/${(answer.body as { id: string }).id}`;
    let hold = await book.get(path);
    while (hold['status'] === 'open') {
      await pause(100);
      hold = await book.get(path);
    }
    expect(hold).toMatchObject({ status: 'expired', expired: '600', remaining: '0' });
    expect(await balances()).toEqual({ posted: '1000', pending: '1000', available: '1000' });
    expect(await codeOf(book.post(`${path}/capture`))).toBe('hold_expired');
  });

  it('are listed, the newest first', async () => {
    const first = await reserved('1');
    const second = await reserved('2');
    const idsOf = (page: Record<string, unknown>) => (page['data'] as { id: string }[]).map(({ id }) => id);
    const page = await book.get('/holds?limit=1');
    expect(idsOf(page)).toEqual([second]);
    const rest = await book.get(`/holds?limit=1&cursor=${page['next_cursor'] as string}`);
    expect([idsOf(rest), rest['next_cursor']]).toEqual([[first], null]);
  });

  it('keep an account from being closed', async () => {
    await made(book.post('/accounts', { name: 'liabilities:m44', type: 'liability', currency: 'GBP' }));
    const hold = await reserved('1', { credit: 'liabilities:m44' });
    expect(await codeOf(book.post('/accounts/liabilities:m44/close'))).toBe('account_has_holds');
    await made(book.post(`/holds/${hold}/void`));
    await made(book.post('/accounts/liabilities:m44/close'));
  });
});
