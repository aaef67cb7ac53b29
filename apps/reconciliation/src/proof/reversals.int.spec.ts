import { batchedBook } from './batched-book.testing';
import { exchangedBook } from './exchanged-book.testing';
import { ReconciliationStand } from './reconciliation-stand.testing';

describe('The check of reversals', () => {
  const stand = new ReconciliationStand();

  beforeAll(async () => {
    await stand.open();
    for (const { records } of [batchedBook('batch'), exchangedBook('exchanged')])
      await stand.publish(0, records);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  /** Which entries the check names after something was done to the ledger. */
  async function named(tampering: string): Promise<string[]> {
    await stand.admin.query(tampering);
    return (await stand.reconcile())
      .flatMap(({ checks }) => checks)
      .filter(({ name }) => name === 'reversals_agree')
      .flatMap(({ problems }) => problems.map(({ row }) => row.replace(/ \(je_\w+\)$/, '')));
  }

  it('finds nothing in a sound ledger', async () => {
    expect(await named('select')).toEqual([]);
  });

  it.each([
    [
      'an amount of a reversal',
      `update posting set amount = amount + 1 where (book, entry) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'an amount of what is undone',
      `update posting set amount = amount + 1 where (book, entry) = ('batch', 5)`,
      'entry batch 8',
    ],
    [
      'the sides of a reversal',
      `update posting set direction = case direction when 'DEBIT' then 'CREDIT' else 'DEBIT' end::direction
        where (book, entry) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'an account of a reversal',
      `update posting set account = 99 where (book, entry, leg) = ('batch', 8, 1)`,
      'entry batch 8',
    ],
    [
      'the currency of one side of an exchange that is undone',
      `update posting set currency = 'USD' where (book, entry, currency) = ('exchanged', 5, 'EUR')`,
      'entry exchanged 10',
    ],
    [
      'the layer of a reversal',
      `update posting set layer = 'released' where (book, entry) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'what is undone',
      `update journal_entry set reverses = 4 where (book, number) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'what is undone, to a hold',
      `update journal_entry set reverses = 6 where (book, number) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'what is undone, to nothing',
      `update journal_entry set reverses = 99 where (book, number) = ('batch', 8)`,
      'entry batch 8',
    ],
    [
      'an entry into one that undoes another',
      `update journal_entry set reverses = 1 where (book, number) = ('batch', 2)`,
      'entry batch 2',
    ],
    [
      'the postings of a reversal, which are gone',
      `delete from posting where (book, entry) = ('batch', 8)`,
      'entry batch 8',
    ],
  ])('names the reversal when a superuser changed %s', async (_, tampering, row) => {
    expect(await named(tampering)).toEqual([row]);
  });
});
