import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { partitionOf } from '@pacioli/contracts/topics';
import { batchedBook } from './batched-book.testing';
import { changedBook } from './changed-book.testing';
import { exchangedBook } from './exchanged-book.testing';
import { PARTITIONS, ReconciliationStand } from './reconciliation-stand.testing';
import { SoundBook } from './sound-book.testing';

/** Which rows a run found wrong, by book and check. */
const failedIn = (reports: readonly ReconciliationReport[]) =>
  reports.flatMap(({ book, checks }) =>
    checks.flatMap(({ name, problems }) => problems.map(({ row }) => `${book} ${name}: ${row}`)),
  );
/** A book's name that lies on a partition. */
function named(start: string, partition: number): string {
  for (let i = 0; ; i += 1)
    if (partitionOf(`${start}-${i}`, PARTITIONS) === partition) return `${start}-${i}`;
}
const ranges = (reports: readonly ReconciliationReport[]) =>
  reports.map(({ book, first_decision: first, last_decision: last }) => `${book} ${first}-${last}`);

describe('A run over what is new', () => {
  const stand = new ReconciliationStand();
  const acme = new SoundBook('acme');
  const zeta = new SoundBook('zeta');

  beforeAll(async () => {
    await stand.open();
    await stand.publish(0, acme.records.slice(0, 6));
    await stand.decide();
  });
  afterEach(() => stand.restore());
  afterAll(() => stand.close());

  it('is a run of everything, where there was none before', async () => {
    const { scope, status, reports } = await stand.run('incremental');
    expect({ scope, status, ranges: ranges(reports) }).toEqual({
      ...{ scope: 'full', status: 'ok' },
      ranges: ['acme 1-6', '~0 1-0', '~1 1-0'],
    });
  });

  it('looks at nothing, where nothing is new', async () => {
    const { scope, status, reports } = await stand.run('incremental');
    expect({ scope, status, reports }).toEqual({ scope: 'incremental', status: 'ok', reports: [] });
  });

  it('looks at what was decided since, and at nothing else', async () => {
    await stand.publish(0, acme.records.slice(6));
    await stand.publish(1, zeta.records);
    await stand.decide();
    const { status, reports } = await stand.run('incremental');
    expect({ status, ranges: ranges(reports) }).toEqual({
      status: 'ok',
      ranges: ['acme 7-11', 'zeta 1-11', '~0 1-0', '~1 1-0'],
    });
    const counts = reports[0]!.checks.map(({ name, checked }) => [name, checked]);
    expect(counts).toContainEqual(['hash_chain', 5]);
    expect(counts).toContainEqual(['topic_against_ledger', 5]);
    expect((await stand.run('incremental')).reports).toEqual([]);
  });

  it('finds in its range what a run of everything finds there, and looks again until it is mended', async () => {
    const book = new SoundBook('books-new');
    await stand.publish(0, book.records);
    await stand.decide();
    await stand.admin.query(
      `update posting set amount = amount + 1 where book = 'books-new' and entry = 2 and leg = 1`,
    );
    const found = failedIn((await stand.run('incremental')).reports);
    expect(found).toContain('books-new account_versions: posting books-new cash version 2 (entry 2 leg 1)');
    expect(failedIn((await stand.run('incremental')).reports)).toEqual(found);
    expect(failedIn((await stand.run('full')).reports)).toEqual(found);
    await stand.restore();
    const mended = await stand.run('incremental');
    expect({ status: mended.status, ranges: ranges(mended.reports) }).toEqual({
      ...{ status: 'ok', ranges: ['books-new 1-11'] },
    });
    expect((await stand.run('incremental')).reports).toEqual([]);
  });

  it('goes on from a run of everything that found problems where that one began', async () => {
    await stand.run('full');
    await stand.admin.query(
      `update posting set amount = amount + 1 where book = 'acme' and entry = 1 and leg = 1`,
    );
    expect((await stand.run('incremental')).reports).toEqual([]);
    const found = failedIn((await stand.run('full')).reports);
    expect(found).not.toEqual([]);
    const again = await stand.run('incremental');
    expect({ found: failedIn(again.reports), ranges: ranges(again.reports) }).toEqual({
      ...{ found, ranges: ['acme 1-11'] },
    });
    await stand.restore();
    expect((await stand.run('incremental')).status).toBe('ok');
  });

  it('finds a fence that was set back, and a record before it that has no outcome, until they are mended', async () => {
    await stand.run('full');
    await stand.admin.query('update fence set next_offset = 3 where partition = 0');
    expect(failedIn((await stand.run('incremental')).reports)).toEqual([
      '~0 topic_against_ledger: fence of partition 0',
    ]);
    await stand.restore();
    expect(await stand.run('incremental')).toMatchObject({ status: 'ok' });

    const lost = paymentRecord('transfer.requested.v1', {}, { book: 'acme', idempotencyKey: 'lost' });
    await stand.publish(0, [lost]);
    await stand.admin.query('update fence set next_offset = next_offset + 1 where partition = 0');
    const found = failedIn((await stand.run('incremental')).reports);
    expect(found).toEqual([
      expect.stringMatching(/^acme topic_against_ledger: record 0-/),
      '~0 topic_against_ledger: fence of partition 0',
    ]);
    expect(failedIn((await stand.run('incremental')).reports)).toEqual(found);
  });

  it('looks again at what belongs to no book, until it is mended', async () => {
    await stand.publish(0, [{ key: Buffer.from('NO BOOK'), value: Buffer.from('x'), headers: {} }]);
    await stand.decide();
    await stand.admin.query(`update outcome set detail = 'else' where book = '~0' and decision = 1`);
    const found = failedIn((await stand.run('incremental')).reports);
    expect(found).toContain('~0 hash_chain: decision ~0 1 (record 0-27)');
    expect(failedIn((await stand.run('incremental')).reports)).toEqual(found);
    await stand.restore();
    const mended = await stand.run('incremental');
    expect([mended.status, ranges(mended.reports)]).toEqual(['ok', ['~0 1-1']]);
  });

  it('finds a book whose proven decisions were written anew, with all their hashes', async () => {
    const book = new SoundBook(named('rewritten', 1));
    await stand.publish(1, book.records.slice(0, 8));
    await stand.decide();
    await stand.run('full');
    await stand.publish(1, book.records.slice(8));
    await stand.decide();
    await stand.admin.query(
      `update outcome set hash = sha256(hash) where book = '${book.listing.book}' and decision = 8`,
    );
    const found = failedIn((await stand.run('incremental')).reports);
    const name = book.listing.book;
    expect(found).toContain(`${name} hash_chain: decision ${name} 8`);
  });

  it('proves the same, wherever the ledger is cut', async () => {
    const books = [
      batchedBook(named('batched', 0)),
      changedBook(named('changed', 0)),
      exchangedBook(named('exchanged', 0)),
    ];
    for (const { records } of books) {
      for (let at = 0, size = 1; at < records.length; at += size, size = 1 + ((size + at) % 3)) {
        await stand.publish(0, records.slice(at, at + size));
        await stand.decide();
        expect(failedIn((await stand.run('incremental')).reports)).toEqual([]);
      }
    }
    const { status, reports } = await stand.run('full');
    expect({ status, found: failedIn(reports) }).toEqual({ status: 'ok', found: [] });
  }, 60_000);
});
