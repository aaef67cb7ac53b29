import { amountsIn, printedAmounts } from './amounts-in';

const posting = (direction: string, amount: string, currency = 'GBP') => ({ direction, amount, currency });
const CARD = {
  postings: [posting('DEBIT', '1261'), posting('DEBIT', '38'), posting('CREDIT', '1299')],
};

describe('The amounts in a record', () => {
  it.each<[string, unknown, string]>([
    ['the one that it names', { amount: '1050', currency: 'GBP' }, '10.50 GBP'],
    ['all that an entry debits', CARD, '12.99 GBP'],
    ['all that an entry debits which an answer holds', { journal_entry: CARD }, '12.99 GBP'],
    [
      'one for each currency',
      { postings: [posting('DEBIT', '700'), posting('DEBIT', '5', 'JPY'), posting('CREDIT', '700')] },
      '7.00 GBP, 5 JPY',
    ],
    ['none where there are many', { operations: [{ amount: '1', currency: 'GBP' }] }, ''],
    ['none where what stands there is none', { amount: '1.5', currency: 'GBP' }, ''],
    ['none in a foreign currency', { amount: '1', currency: 'XXQ' }, ''],
    ['none without a body', 'null', ''],
  ])('are %s', (_, body, printed) => {
    expect(printedAmounts(amountsIn({ value: Buffer.from(JSON.stringify(body)) }))).toBe(printed);
  });

  it('are none in what is no JSON, and in nothing', () => {
    expect([amountsIn({ value: Buffer.from('{') }), amountsIn({ value: null })]).toEqual([[], []]);
  });
});
