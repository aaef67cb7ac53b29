import pino from 'pino';
import type { LedgerDatabase } from '../ledger-database';
import { MatchingRuns } from './matching-runs';

const MIRROR = { book: 'acme', source: 'bank' };

/** A database that has no rows, but for the lease, and fails where it is told to. */
function databaseThatFails(isHit: (text: string) => boolean): LedgerDatabase {
  const query = (text: string) =>
    isHit(text)
      ? Promise.reject(new Error('the database is gone'))
      : Promise.resolve(text.includes('returning token') ? [{ token: 1n }] : []);
  const database = {
    query,
    createQueryRunner: () => ({ query, release: () => Promise.resolve() }),
    transaction: () => Promise.resolve(),
  };
  return database as unknown as LedgerDatabase;
}

describe('Matching soon', () => {
  it.each([
    ['can not take its lease', (text: string) => text.includes('returning token')],
    [
      'can not give its lease back',
      (text: string) => /^update reconciliation.lease set expires_at/.test(text),
    ],
    ['can not say what is open', (text: string) => text.includes('reconciliation.break')],
  ])('leaves it to the next run, and fails no request, when it %s', async (_, isHit) => {
    const runs = new MatchingRuns(databaseThatFails(isHit), pino({ level: 'silent' }));
    expect(await runs.soon(MIRROR)).toBeNull();
  });
});
