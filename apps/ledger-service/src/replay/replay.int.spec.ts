import { Snapshot } from '@pacioli/postgres/snapshot';
import type { DataSource } from 'typeorm';
import { LedgerStand, PARTITIONS } from '../ledger-stand.testing';
import { compareLedgers, type Comparison } from './canonical-dump';
import { replayPartition } from './replay-partition';

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

  it.each([1, 7, 1_000])('gives the same ledger to the last byte, %d at once', async (batch) => {
    const source = await into(`batch_${batch}`);
    await replay(source, batch);
    const { digests, rows, difference } = await comparison(source);
    expect(difference).toBeNull();
    expect(digests[1]).toBe(digests[0]);
    // 2 books; 6 accounts, 40 entries with 2 postings, one with 5 and an exchange, 50 outcomes and a dead letter each.
    expect(rows).toBe(2 * (1 + 6 + 40 + 80 + 1 + 5 + 1 + 50 + 1));
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
