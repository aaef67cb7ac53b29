import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchedBook } from './batched-book.testing';
import { exchangedBook } from './exchanged-book.testing';
import { heldBook } from './held-book.testing';
import { ReconciliationStand } from './reconciliation-stand.testing';

/** What docs/ledger.md prints: queries that find no row in a sound ledger. */
const QUERIES = readFileSync(join(__dirname, '../../../../docs/ledger.md'), 'utf8')
  .split('```sql\n')[1]!
  .split('```')[0]!
  .split(/;\n/)
  .filter((query) => query.trim() !== '');

describe('What docs/ledger.md says must hold', () => {
  const stand = new ReconciliationStand();

  beforeAll(async () => {
    await stand.open();
    for (const { records } of [heldBook('held'), batchedBook('batch'), exchangedBook('exchanged')])
      await stand.publish(0, records);
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  /** How many rows each query finds, asked by the role that reconciles. */
  async function found(): Promise<number[]> {
    const counts: number[] = [];
    for (const query of QUERIES) counts.push((await stand.reconciler.query<object[]>(query)).length);
    return counts;
  }

  it('holds in a sound ledger with holds, batches and exchanges', async () => {
    expect(await found()).toEqual([0, 0, 0, 0, 0, 0]);
  });

  const oneOf = (layer: string, direction = 'DEBIT') =>
    `(book, account, version) = (select book, account, version from posting where book = 'held' and layer = '${layer}'
       and direction = '${direction}' order by account, version limit 1)`;

  it.each([
    [
      'both amounts of an entry',
      `update posting set amount = 21 where book = 'held' and entry = 2`,
      [0, 2, 0, 0, 0, 0],
    ],
    ['one amount', `update posting set amount = amount + 1 where ${oneOf('posted')}`, [1, 1, 0, 0, 0, 0]],
    ...['debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'].flatMap((total) =>
      ['posted', 'pending', 'released'].map((layer): [string, string, number[]] => [
        `${total} of a ${layer} posting`,
        `update posting set ${total} = ${total} + 1 where ${oneOf(layer, 'CREDIT')}`,
        // The posting itself, and the one that follows.
        [0, 2, 0, 0, 0, 0],
      ]),
    ),
    [
      'the version of the newest posting of an account',
      `update posting set version = version + 1 where (book, account, version) =
         (select book, account, max(version) from posting where book = 'held' and account = 1 group by book, account)`,
      [0, 1, 0, 0, 0, 0],
    ],
    ['the amount of a hold', `update hold set amount = amount + 1 where book = 'batch'`, [0, 0, 1, 0, 0, 0]],
    [
      'what has become of a hold',
      `update hold_change set voided = voided + 1 where book = 'batch'`,
      [0, 0, 1, 0, 0, 0],
    ],
    ['a decision', `delete from outcome where (book, decision) = ('held', 3)`, [0, 0, 0, 1, 0, 0]],
    ['the first decision', `delete from outcome where (book, decision) = ('held', 1)`, [0, 0, 0, 1, 0, 0]],
    [
      'a residue',
      `update exchange set residue = residue + 1 where (book, entry) = ('exchanged', 5)`,
      [0, 0, 0, 0, 1, 0],
    ],
    [
      'what was rounded off',
      `update exchange set residue = residue - 1, rounded_off = (rounded_off::numeric + 1)::text
        where (book, entry) = ('exchanged', 5)`,
      [0, 0, 0, 0, 1, 0],
    ],
    [
      'an amount of a reversal',
      `update posting set amount = amount + 1 where (book, entry) = ('batch', 8)`,
      [0, 2, 0, 0, 0, 2],
    ],
  ])('does not when a superuser changes %s', async (_, tampering, expected) => {
    await stand.admin.query(tampering);
    expect(await found()).toEqual(expected);
  });
});
