import { cardFee, cardTaking, sampleDay } from './sample-day';

describe('the sample day', () => {
  it('takes 1.4 % and 20 pence of a card payment, rounded half up', () => {
    expect([0n, 35n, 36n, 1_000n, 12_99n].map(cardFee)).toEqual([20n, 20n, 21n, 34n, 38n]);
  });

  it('books a card payment as price less fee, and fee, against sales', () => {
    const { request } = cardTaking('1001', 12_99n);
    const postings = 'journalEntry' in request ? request.journalEntry.postings : [];
    expect(postings.map(({ account, direction, amount }) => [account, direction, amount])).toEqual([
      ['assets:card-processor', 'DEBIT', '1261'],
      ['expenses:card-fees', 'DEBIT', '38'],
      ['income:sales', 'CREDIT', '1299'],
    ]);
  });

  it('gives every movement a key of its own', () => {
    expect(new Set(sampleDay.map(({ key }) => key)).size).toBe(sampleDay.length);
  });
});
