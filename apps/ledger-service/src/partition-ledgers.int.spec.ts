import { deleteRecordsBefore, deleteTopic } from '@pacioli/kafka/harmed-topic.testing';
import { END_TXN, LosingProxy } from '@pacioli/kafka/losing-proxy.testing';
import { recordHash } from '@pacioli/kafka/record-hash';
import { createTopics } from '@pacioli/kafka/topics';
import { OutcomeUnknown, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { LedgerStand, PARTITIONS, until } from './ledger-stand.testing';
import { FenceMissed } from './ledger-store';
import { PartitionStopped } from './partition-ledger';
import type { PartitionLedgers } from './partition-ledgers';

describe('A partition of the ledger', () => {
  const stand = new LedgerStand();
  let book: string;
  let ledgers: PartitionLedgers;
  let books = 0;

  beforeAll(() => stand.open());
  afterAll(() => stand.close());
  beforeEach(() => {
    books += 1;
    book = stand.bookOn(0, `b${books}`);
    ledgers = stand.ledgers();
  });
  afterEach(async () => {
    await ledgers.drop(0);
    await ledgers.close();
  });

  const codes = (of = book) => stand.codes(of);
  const published = () => stand.published(book);
  const fences = (partition: number): Promise<object[]> =>
    stand.admin.query('select * from fence where partition = $1', [partition]);

  it('writes one outcome per key, whatever is delivered again', async () => {
    const transfer = stand.transfer(book, 't1');
    const other = stand.transfer(book, 't1', '999');
    await stand.producer.publish([...stand.opening(book), transfer, transfer, other]);
    await stand.producer.publish([transfer]);
    await stand.decideAll(ledgers, 0);
    expect(await codes()).toEqual(['done', 'done', 'done', 'posted']);
    const [balance] = await stand.admin.query<[{ credits: bigint }]>(
      `select max(credits_posted) as credits from posting join account using (book) where book = $1 and account.name = 'owed' and posting.account = account.number`,
      [book],
    );
    expect(balance.credits).toBe(100n);
  });

  it('fault 6: makes one entry of a request that was sent again because its commit was not answered', async () => {
    const proxy = new LosingProxy(stand.kafka.brokers[0]!);
    await proxy.open();
    const producer = new TransactionalProducer(stand.kafka, `${stand.prefix}unanswered`);
    const transfer = stand.transfer(book, 't1');
    await producer.publish(stand.opening(book));
    proxy.lose(END_TXN);
    await expect(producer.publish([transfer])).rejects.toThrow(OutcomeUnknown);
    proxy.heal();
    await producer.publish([transfer]);
    await producer.close();
    await proxy.close();
    const from = await ledgers.take(0, stand.reader, () => undefined);
    const batch = await stand.batchFrom(0, from);
    expect(batch.records).toHaveLength(5);
    await ledgers.handle(batch);
    expect(await codes()).toEqual(['done', 'done', 'done', 'posted']);
  });

  it('leaves nothing before its fence that its hash does not vouch for', async () => {
    await stand.producer.publish(stand.opening(book));
    // The batch reaches behind the marker of its transaction.
    const next = await stand.decideAll(ledgers, 0);
    const [fence] = await stand.admin.query<[{ next_offset: bigint; last_offset: bigint }]>(
      `select next_offset, last_offset from fence where partition = 0`,
    );
    expect(fence.next_offset).toBe(fence.last_offset + 1n);
    expect(fence.next_offset).toBeLessThan(next);
  });

  it('publishes every outcome once and in order, though publishers come and go', async () => {
    await stand.producer.publish(stand.opening(book));
    await stand.decideAll(ledgers, 0);
    for (let i = 0; i < 5; i += 1) {
      await stand.producer.publish([stand.transfer(book, `t${i}`)]);
      // Given up at once: what was not published yet is for the next.
      await ledgers.drop(0);
      await stand.decideAll(ledgers, 0);
    }
    await until(async () => (await published()).length >= 8);
    expect(await published()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('sends what a predecessor has committed and not published', async () => {
    await stand.producer.publish(stand.opening(book));
    const lonely = stand.ledgers();
    await stand.decideAll(lonely, 0);
    await lonely.drop(0);
    await ledgers.take(0, stand.reader, () => undefined);
    await until(async () => (await published()).length === 3);
    expect(await published()).toEqual([1, 2, 3]);
    await lonely.close();
  });

  it('publishes nothing again that stands in ledger-events when its database is an older one', async () => {
    await stand.producer.publish([...stand.opening(book), stand.transfer(book, 't1')]);
    await stand.decideAll(ledgers, 0);
    await until(async () => (await published()).length === 4);
    await ledgers.drop(0);
    const source = await stand.emptyDatabase('restored');
    const restored = stand.ledgers(source);
    const decided = await stand.decideAll(restored, 0);
    await stand.producer.publish([stand.transfer(book, 't2')]);
    await restored.handle(await stand.batchFrom(0, decided));
    await until(async () => (await published()).length >= 5);
    expect(await published()).toEqual([1, 2, 3, 4, 5]);
    await restored.drop(0);
    await restored.close();
    await source.destroy();
    // The other database goes on where it was.
    await stand.decideAll(ledgers, 0);
  });

  it("refuses a zombie's decisions whole", async () => {
    await stand.producer.publish(stand.opening(book));
    const zombie = stand.ledgers();
    const from = await zombie.take(0, stand.reader, () => undefined);
    const batch = await stand.batchFrom(0, from);
    await stand.decideAll(ledgers, 0);
    // Its connection was ended by the successor; one that opened a new one would still miss the fence.
    await expect(zombie.handle(batch)).rejects.toThrow();
    expect(await codes()).toEqual(['done', 'done', 'done']);
    await zombie.drop(0);
    await zombie.close();
  });

  it('misses the fence when another has moved it', async () => {
    await stand.producer.publish(stand.opening(book));
    const from = await ledgers.take(0, stand.reader, () => undefined);
    const batch = await stand.batchFrom(0, from);
    await stand.admin.query('update fence set next_offset = next_offset + 1 where partition = 0');
    await expect(ledgers.handle(batch)).rejects.toThrow(FenceMissed);
    expect(await codes()).toEqual([]);
    await stand.admin.query('update fence set next_offset = next_offset - 1 where partition = 0');
    await ledgers.drop(0);
    await stand.decideAll(ledgers, 0);
    expect(await codes()).toEqual(['done', 'done', 'done']);
  });

  it('puts what can not be decided aside, with its bytes, and goes on', async () => {
    const good = stand.transfer(book, 'good');
    const poison = [
      { ...stand.transfer(book, 'p1'), value: '{nonsense' },
      { ...stand.transfer(book, 'p2'), value: '{"amount":5}' },
      { ...stand.transfer(book, 'p3'), headers: {} },
      { ...stand.transfer(book, 'p4'), key: null },
      { ...stand.transfer(stand.bookOn(1), 'p7'), partition: 0, value: '{nonsense' },
      { ...stand.transfer(book, 'p6'), headers: { 'nul\u0000name': 'x', constructor: 'y' } },
      stand.event('transfer.requested.v1', book, 'p5', {
        ...{ debit: 'cash', credit: 'owed', amount: '1', currency: 'GBP', description: 'a\u0000b' },
      }),
    ];
    await stand.producer.publish([...stand.opening(book), ...poison, good]);
    await stand.decideAll(ledgers, 0);
    expect((await codes()).slice(3)).toEqual([
      ...['body_unparsable', 'body_invalid', 'headers_invalid', 'headers_invalid', 'body_invalid'],
      'posted',
    ]);
    expect(await codes('~0')).toEqual(['key_is_no_book', 'body_unparsable']);
    await until(async () => (await stand.deadLetters(0)).length === 7);
    const letters = await stand.deadLetters(0);
    const [first] = letters;
    expect(letters.some(({ headers }) => headers['nul\u0000name']?.toString() === 'x')).toBe(true);
    expect(first!.value!.toString()).toBe('{nonsense');
    expect(first!.headers['dlq_reason']!.toString()).toBe('body_unparsable');
    expect(first!.headers['dlq_offset']).toBeDefined();
  });

  it('decides what comes before an event of a later release, and waits there', async () => {
    const future = stand.transfer(book, 'future');
    const unknown = { ...future, headers: { ...future.headers, ce_type: 'loan.requested.v1' } };
    await stand.producer.publish([...stand.opening(book), unknown, stand.transfer(book, 'after')]);
    await expect(stand.decideAll(ledgers, 0)).rejects.toThrow(/loan.requested.v1 is unknown/);
    expect(await codes()).toEqual(['done', 'done', 'done']);
    await ledgers.drop(0);
    await expect(stand.decideAll(ledgers, 0)).rejects.toThrow(PartitionStopped);
    // Let the tests behind this one pass: the fence is set behind what is here.
    const end = await stand.end(0);
    await ledgers.drop(0);
    await stand.admin.query(
      `update fence set next_offset = $1, last_offset = null, last_hash = null where partition = 0`,
      [end],
    );
  });

  it('stops at a record that lies on the wrong partition', async () => {
    const stray = stand.transfer(stand.bookOn(1), 'stray');
    await stand.producer.publish([{ ...stray, partition: 0 }]);
    await expect(stand.decideAll(ledgers, 0)).rejects.toThrow(/belongs on partition 1/);
    await ledgers.drop(0);
    const end = await stand.end(0);
    await stand.admin.query(
      `update fence set next_offset = $1, last_offset = null, last_hash = null where partition = 0`,
      [end],
    );
  });

  it('decides nothing from before its position, whatever it is handed', async () => {
    await stand.producer.publish(stand.opening(book));
    const from = await ledgers.take(0, stand.reader, () => undefined);
    const batch = await stand.batchFrom(0, from);
    await ledgers.handle(batch);
    await stand.producer.publish([stand.transfer(book, 't1')]);
    await ledgers.handle(await stand.batchFrom(0, batch.next));
    const [fence] = await fences(0);
    await expect(ledgers.handle(batch)).rejects.toThrow('bug: ');
    expect(await fences(0)).toEqual([fence]);
    expect(await codes()).toEqual(['done', 'done', 'done', 'posted']);
  });

  describe('whose topic is not the one that it decided from', () => {
    let other: LedgerStand;
    let own: PartitionLedgers;

    beforeEach(async () => {
      other = new LedgerStand();
      await other.open();
      own = other.ledgers();
      await other.producer.publish([...other.opening(other.bookOn(0)), ...other.opening(other.bookOn(1))]);
      for (const partition of [0, 1]) {
        await other.decideAll(own, partition);
        await own.drop(partition);
      }
    });
    afterEach(async () => {
      for (const partition of [0, 1]) await own.drop(partition);
      await own.close();
      await other.close();
    });

    const take = (partition: number) => own.take(partition, other.reader, () => undefined);
    const stopped = async () =>
      (
        await other.admin.query<{ stopped: string | null }[]>('select stopped from fence order by partition')
      ).map(({ stopped: why }) => why);

    it('stops, tells the API, and goes on by itself where the topic is restored', async () => {
      const { admin } = other;
      await admin.query(`update fence set last_hash = sha256('another') where partition = 1`);
      await expect(take(1)).rejects.toThrow(PartitionStopped);
      await take(0);
      expect(await stopped()).toEqual([null, expect.stringMatching(/holds another record at 2/)]);
      await admin.query(`update fence set last_hash = $1 where partition = 1`, [
        recordHash((await other.batchFrom(1, 2n)).records[0]!),
      ]);
      await take(1);
      expect(await stopped()).toEqual([null, null]);
    });

    it('stops where its last records are gone from the beginning on', async () => {
      const end = await other.end(0);
      const { kafka, topic } = other;
      await deleteRecordsBefore(kafka, topic, { partition: 0, offset: end });
      await expect(take(0)).rejects.toThrow(PartitionStopped);
      expect(await stopped()).toEqual([expect.stringMatching(/begins at 4, but is needed from 2 on/), null]);
    });

    it('stops where records were deleted that it has not decided', async () => {
      await deleteRecordsBefore(other.kafka, other.topic, { partition: 0, offset: 2n });
      await take(0);
      await own.drop(0);
      await other.producer.publish([other.transfer(other.bookOn(0), 't1')]);
      const end = await other.end(0);
      await deleteRecordsBefore(other.kafka, other.topic, { partition: 0, offset: end });
      await expect(take(0)).rejects.toThrow(/begins at 6, but is needed from 2 on/);
    });

    it('stops where the topic was made anew, or restored from before its fence', async () => {
      await deleteTopic(other.kafka, other.topic);
      await createTopics(other.kafka, other.prefix, PARTITIONS);
      await other.reader.refresh();
      await expect(take(0)).rejects.toThrow(/ends at 0, but 2 was decided/);
      await other.producer.publish(other.opening(other.bookOn(0)).slice(0, 1));
      expect(await other.end(0)).toBe(2n);
      await expect(take(0)).rejects.toThrow(/ends at 2, but 2 was decided/);
      expect(await stopped()).toEqual([expect.stringMatching(/ends at 2/), null]);
    });
  });
});
