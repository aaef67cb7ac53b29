import { holdIdOf, journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { Snapshot } from '@pacioli/postgres/snapshot';
import type { DataSource } from 'typeorm';
import { LedgerStand, PARTITIONS } from '../ledger-stand.testing';
import { compareLedgers, type Comparison } from './canonical-dump';
import { replayPartition } from './replay-partition';

/** jsonb keeps the shorter key first, and a request the one that comes first in the alphabet. */
const SAID = { aa: '1', b: '2' };
const DECEMBER = { starts_at: '2024-12-01T00:00:00.000Z', ends_at: '2025-01-01T00:00:00.000Z' };

describe('A replay', () => {
  const stand = new LedgerStand();
  const opened: DataSource[] = [];
  const ends: bigint[] = [];

  beforeAll(async () => {
    await stand.open();
    const ledgers = stand.ledgers();
    const records = [0, 1].map((partition) => {
      const book = stand.bookOn(partition);
      const transfers = Array.from({ length: 40 }, (_, n) => stand.transfer(book, `t${n}`, String(n + 1)));
      const refused = stand.event('transfer.requested.v1', book, 'refused', {
        ...{ debit: 'owed', credit: 'cash', amount: '99999', currency: 'GBP' },
      });
      const poison = { ...stand.transfer(book, 'poison'), value: '{nonsense' };
      return [
        ...stand.opening(book),
        ...transfers,
        ...stand.exchanging(book),
        ...everything(book),
        refused,
        poison,
        transfers[3]!,
        stand.transfer(book, 't4', '7'),
      ];
    });
    // Transactions of different lengths, so that markers lie here and there.
    for (let at = 0; at < records[0]!.length; at += 9) {
      await stand.producer.publish(records.flatMap((own) => own.slice(at, at + 9)));
    }
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      ends.push(await stand.decideAll(ledgers, partition));
      await ledgers.drop(partition);
    }
    await ledgers.close();
  }, 60_000);
  afterAll(async () => {
    for (const source of opened) await source.destroy();
    await stand.close();
  });

  /** Of every movement that exchanges nothing at least one, and refusals that tell what the ledger knows of what was before. */
  function everything(book: string): OutgoingRecord[] {
    const entryOf = (key: string, place = 0) => journalEntryIdOf(keyIdOf('http', book, key), place);
    const holdOf = (key: string, place = 0) => holdIdOf(entryOf(key, place));
    const between = { debit: 'cash', credit: 'owed', currency: 'GBP' };
    const said = { description: 'Zürich', reference: 'r-1', metadata: SAID };
    const asked: [PaymentEventType, string, object][] = [
      ['account.requested.v1', 'till', { name: 'till', type: 'asset', currency: 'GBP', metadata: SAID }],
      [
        'transfer.requested.v1',
        'dated',
        { ...between, ...said, amount: '5', effective_at: '2025-06-15T12:00:00Z' },
      ],
      [
        'hold.requested.v1',
        'part',
        { ...between, ...said, amount: '500', expires_at: '2100-01-01T00:00:00Z' },
      ],
      ['capture.requested.v1', 'some', { hold: holdOf('part'), amount: '200', ...said }],
      ['expiry.requested.v1', 'early', { hold: holdOf('part') }],
      ['capture.requested.v1', 'final', { hold: holdOf('part'), amount: '100', final: true }],
      ['void.requested.v1', 'late', { hold: holdOf('part') }],
      ['hold.requested.v1', 'all', { ...between, ...said, amount: '30' }],
      ['void.requested.v1', 'void', { hold: holdOf('all') }],
      [
        'batch.requested.v1',
        'batch',
        {
          operations: [
            { type: 'transfer', ...between, ...said, amount: '11' },
            { type: 'hold', ...between, amount: '10', metadata: SAID },
            { type: 'capture', hold: holdOf('batch', 1), amount: '4' },
            { type: 'reversal', journal_entry: entryOf('batch') },
            { type: 'void', hold: holdOf('batch', 1) },
          ],
        },
      ],
      ['reversal.requested.v1', 'undo', { journal_entry: entryOf('dated'), ...said }],
      ['reversal.requested.v1', 'again', { journal_entry: entryOf('dated') }],
      ['account-suspension.requested.v1', 'suspend', { account: 'till', reason: 'a dispute' }],
      ['transfer.requested.v1', 'suspended', { ...between, debit: 'till', amount: '1' }],
      ['account-activation.requested.v1', 'activate', { account: 'till' }],
      ['account-change.requested.v1', 'change', { account: 'till', max_balance: '50', metadata: { c: '3' } }],
      ['transfer.requested.v1', 'beyond', { ...between, debit: 'till', amount: '51' }],
      ['account-change.requested.v1', 'unlimited', { account: 'till', max_balance: null }],
      ['period-close.requested.v1', 'close', { period: '2024-12', time_zone: 'UTC', ...DECEMBER }],
      ['transfer.requested.v1', 'closed', { ...between, amount: '1', effective_at: '2024-12-31T23:00:00Z' }],
      ['transfer.requested.v1', 'newest', { ...between, ...said, debit: 'till', amount: '77' }],
    ];
    return asked.map(([type, key, body]) => stand.event(type, book, key, body));
  }

  async function into(name: string): Promise<DataSource> {
    const source = await stand.emptyDatabase(name);
    opened.push(source);
    return source;
  }
  async function replay(
    source: DataSource,
    batch: number,
    signal = new AbortController().signal,
    onDecided = () => {},
  ) {
    const settings = { topic: stand.reader, into: source, partitions: PARTITIONS, batch, signal, onDecided };
    for (const [partition, end] of ends.entries()) await replayPartition(partition, end, settings);
  }
  async function comparison(source: DataSource): Promise<Comparison> {
    const [live, replayed] = [await Snapshot.open(stand.writer), await Snapshot.open(source)];
    try {
      return await compareLedgers(live, replayed);
    } finally {
      await live.close();
      await replayed.close();
    }
  }

  /** How many rows the ledger has in each of its tables, whether they are compared or not. */
  async function countedRows(): Promise<Record<string, number>> {
    const tables = await stand.admin.query<{ name: string }[]>(
      `select tablename as name from pg_tables where schemaname = 'ledger'
          and tablename not in ('fence', 'migrations') and tablename not like 'reconciliation%'`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await stand.admin.query<[{ count: string }]>(`select count(*) from ${name}`);
      counts[name] = Number(row.count);
    }
    return counts;
  }

  it('is of a ledger in which every movement was made, and refused for what was before', async () => {
    for (const partition of ends.keys()) {
      const codes = await stand.codes(stand.bookOn(partition));
      expect(codes.slice(-23)).toEqual([
        ...['done', 'posted', 'posted', 'posted', 'hold_not_due', 'posted', 'hold_already_captured'],
        ...['posted', 'posted', 'posted', 'posted', 'already_reversed'],
        ...['done', 'account_suspended', 'done', 'done', 'limit_exceeded', 'done'],
        ...['done', 'period_closed', 'posted', 'insufficient_available_balance', 'body_unparsable'],
      ]);
    }
  });

  it.each([1, 7, 1_000])('gives the same ledger to the last byte, %d at once', async (batch) => {
    const source = await into(`batch_${batch}`);
    await replay(source, batch);
    const { digests, rows, difference } = await comparison(source);
    expect(difference).toBeNull();
    expect(digests[1]).toBe(digests[0]);
    const counts = await countedRows();
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
    expect(rows).toBe(Object.values(counts).reduce((sum, count) => sum + count));
  });

  it('gives the same ledger when all that it knows before each record comes from the database', async () => {
    const source = await into('restarted');
    const settings = { topic: stand.reader, into: source, partitions: PARTITIONS, batch: 1 };
    const { signal } = new AbortController();
    for (const [partition, end] of ends.entries()) {
      for (let next = 1n; next <= end; next += 1n)
        await replayPartition(partition, next, { ...settings, signal, onDecided: () => undefined });
    }
    const { digests, difference } = await comparison(source);
    expect(difference).toBeNull();
    expect(digests[1]).toBe(digests[0]);
  });

  it('goes on where it was interrupted', async () => {
    const source = await into('interrupted');
    const stopped = new AbortController();
    let decided = 0;
    const stopSoon = () => {
      decided += 1;
      if (decided === 5) stopped.abort(new Error('enough'));
    };
    await expect(replay(source, 4, stopped.signal, stopSoon)).rejects.toThrow('enough');
    expect((await comparison(source)).difference).not.toBeNull();
    await replay(source, 11);
    expect((await comparison(source)).difference).toBeNull();
  });

  it('finds an exchange that was changed', async () => {
    const source = await into('rate');
    await replay(source, 1_000);
    const superuser = await stand.connectAdmin('rate');
    opened.push(superuser);
    await superuser.query('alter table exchange disable trigger user');
    await superuser.query(`update exchange set rate = '1.175' where rate = '1.1750'`);
    const { difference } = await comparison(source);
    expect(difference).toMatchObject({ table: 'exchange' });
    expect(difference!.live).toMatch(/,1\.1750,100,GBP,117,EUR,117\.5,-0\.5,1\)$/);
  });

  it('names the first row that differs', async () => {
    const source = await into('tampered');
    await replay(source, 1_000);
    const superuser = await stand.connectAdmin('tampered');
    opened.push(superuser);
    await superuser.query('alter table posting disable trigger user');
    await superuser.query('update posting set amount = 41 where amount = 40');
    const { digests, difference } = await comparison(source);
    expect(digests[1]).not.toBe(digests[0]);
    expect(difference).toMatchObject({
      table: 'posting',
      live: expect.stringContaining(',40,GBP,') as string,
    });
    expect(difference!.replayed).toBe(difference!.live.replace(',40,GBP,', ',41,GBP,'));
  });
});
