import { ACCOUNT_STATUSES, ACCOUNT_TYPES, DIRECTIONS } from '@pacioli/contracts/account';
import { ENTRY_KINDS, LAYERS } from '@pacioli/contracts/journal-entry';
import { OPERATION_STATUSES } from '@pacioli/contracts/operation';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BreaksOfRuns1767000000002 } from './breaks-of-runs-schema';
import { LedgerSchema1766000000000 } from './ledger-schema';
import { OutsideStatements1767000000001 } from './outside-statements-schema';
import { ReconciliationSchema1767000000000 } from './reconciliation-schema';
import { ReopenedBreaks1767000000003 } from './reopened-breaks-schema';

/** What the ledger writes and a column does not know would be refused by the database for ever, and stop its partition. */
describe('The schema', () => {
  const text = readFileSync(join(__dirname, 'ledger-schema.ts'), 'utf8');

  it('knows the words of the contracts: if not, add them to its text, and give it a new name', () => {
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

  /** An installation knows by the name alone that its ledger is of another release, and has to be upgraded. */
  it('has another name for another text: if not, rename the migration that changed, and put its digest here', async () => {
    const digests = {
      [LedgerSchema1766000000000.name]: await digestOf(new LedgerSchema1766000000000()),
      [ReconciliationSchema1767000000000.name]: await digestOf(new ReconciliationSchema1767000000000()),
      [OutsideStatements1767000000001.name]: await digestOf(new OutsideStatements1767000000001()),
      [BreaksOfRuns1767000000002.name]: await digestOf(new BreaksOfRuns1767000000002()),
      [ReopenedBreaks1767000000003.name]: await digestOf(new ReopenedBreaks1767000000003()),
    };
    expect(digests).toEqual({
      LedgerSchema1766000000000: 'dc1dfc2ac4317b8da84e9c58d3e516594d343452c95f0735273a5ee463bb7c26',
      ReconciliationSchema1767000000000: '5b2bb7b8f4e445e79ba4212935c3252b9c84b4988061a904985a51b3fbe59614',
      OutsideStatements1767000000001: '68424291321e0e49acd288648a42350f1d51a0839b7a118c3603a4d95e20ac1a',
      BreaksOfRuns1767000000002: '7b3de6d1f1fad150180b5d7cddddc8afc8135a28fec8f84336f2e0e264425bca',
      ReopenedBreaks1767000000003: 'd1d5b1a12ede0e7304d8b488f7956081166715deba9a73bb343af316c492f048',
    });
  });
});

/** SHA-256 of all statements of a migration, one after the other. */
async function digestOf(migration: MigrationInterface): Promise<string> {
  const statements: string[] = [];
  const recorder = { query: (statement: string) => Promise.resolve(statements.push(statement)) };
  await migration.up(recorder as unknown as QueryRunner);
  return createHash('sha256').update(statements.join('')).digest('hex');
}
