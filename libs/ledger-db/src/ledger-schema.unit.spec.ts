import { ACCOUNT_STATUSES, ACCOUNT_TYPES, DIRECTIONS } from '@pacioli/contracts/account';
import { ENTRY_KINDS, LAYERS } from '@pacioli/contracts/journal-entry';
import { OPERATION_STATUSES } from '@pacioli/contracts/operation';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the ledger writes and a column does not know would be refused by the database for ever, and stop its partition. */
describe('The schema', () => {
  const text = readFileSync(join(__dirname, 'ledger-schema.ts'), 'utf8');

  it('knows the words of the contracts: if not, add them to its text, which has a new name after a release', () => {
    const types = [...text.matchAll(/^create type (\w+) as enum \((.*)\);$/gm)].map(([, name, words]) => [
      name,
      [...words!.matchAll(/'(\w+)'/g)].map(([, word]) => word),
    ]);
    expect(Object.fromEntries(types)).toEqual({
      account_type: [...ACCOUNT_TYPES],
      account_status: [...ACCOUNT_STATUSES],
      entry_kind: [...ENTRY_KINDS],
      layer: [...LAYERS],
      direction: [...DIRECTIONS],
      outcome_status: OPERATION_STATUSES.filter((status) => status !== 'pending'),
    });
  });
});
