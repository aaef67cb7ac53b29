import { ProducerFenced, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { stopInCopy } from '@pacioli/postgres/unfinished-copy.testing';
import { LedgerStand, until } from './ledger-stand.testing';
import { FenceMissed, LedgerStore } from './ledger-store';
import { PartitionLedger } from './partition-ledger';
import type { PartitionLedgers } from './partition-ledgers';

/** A partition goes from one process to another, and the first does not know it yet. */
describe('A partition that is taken over', () => {
  const stand = new LedgerStand();
  let book: string;
  let predecessor: PartitionLedgers;
  let successor: PartitionLedgers;
  let books = 0;
  /** Lets each producer that is held go on with its transaction, in the order in which they came there. */
  const held: (() => void)[] = [];

  beforeAll(() => stand.open());
  afterAll(() => stand.close());
  beforeEach(async () => {
    books += 1;
    book = stand.bookOn(0, `b${books}`);
    predecessor = stand.ledgers();
    successor = stand.ledgers();
    await stand.producer.publish(stand.opening(book));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const letGo of held.splice(0)) letGo();
    for (const ledgers of [predecessor, successor]) {
      await ledgers.drop(0);
      await ledgers.close();
    }
  });

  function holdTransactions(): void {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- It is called with its own producer below.
    const publish = TransactionalProducer.prototype.publish;
    jest.spyOn(TransactionalProducer.prototype, 'publish').mockImplementation(async function (
      this: TransactionalProducer,
      records,
    ) {
      await new Promise<void>((resolve) => held.push(resolve));
      return await publish.call(this, records);
    });
  }

  it('has fenced its publisher before the successor publishes anything: no event twice, none missing', async () => {
    let fenced: Error | undefined;
    const from = await predecessor.take(0, stand.reader, (error) => (fenced = error));
    holdTransactions();
    await predecessor.handle(await stand.batchFrom(0, from));
    await until(() => held.length === 1);
    await successor.take(0, stand.reader, () => undefined);
    await until(() => held.length === 2);
    // The zombie goes on between its successor's taking the partition and its successor's first transaction.
    held[0]!();
    await until(async () => fenced !== undefined || (await stand.published(book)).length > 0);
    expect(await stand.published(book)).toEqual([]);
    expect(fenced).toBeInstanceOf(ProducerFenced);
    held[1]!();
    await until(async () => (await stand.published(book)).includes(3));
    expect(await stand.published(book)).toEqual([1, 2, 3]);
  });

  it('misses the fence that another has moved without publishing, and publishes what that one has decided', async () => {
    const from = await successor.take(0, stand.reader, () => undefined);
    const batch = await stand.batchFrom(0, from);
    // Under a name of its own, so that its connection is not ended.
    const store = await LedgerStore.open(stand.writer, `another ${stand.prefix}`, 0);
    const silent = () => Promise.resolve();
    const { fullPace } = PartitionLedger;
    await new PartitionLedger(0, 2, await store.fence(), store, silent, fullPace()).handle(batch);
    await store.close();

    await expect(successor.handle(batch)).rejects.toThrow(FenceMissed);
    await successor.drop(0);
    expect(await stand.published(book)).toEqual([]);
    await stand.producer.publish([stand.transfer(book, 't1')]);
    await stand.decideAll(successor, 0);
    await until(async () => (await stand.published(book)).includes(4));
    expect(await stand.published(book)).toEqual([1, 2, 3, 4]);
    expect(await stand.codes(book)).toEqual(['done', 'done', 'done', 'posted']);
  });

  it('is served though a writer has stopped in mid-COPY with the fence row in its hand', async () => {
    const from = await predecessor.take(0, stand.reader, () => undefined);
    await predecessor.drop(0);
    const { ended } = await stopInCopy(
      stand.writer,
      stand.writerOf(0),
      `select move_fence(0, ${from}, ${from + 1n}, ${from}, 'hash')`,
      'copy posting from stdin with (format binary)',
    );
    const end = expect(ended).rejects.toThrow(/terminat/);
    await stand.decideAll(successor, 0);
    expect(await stand.codes(book)).toEqual(['done', 'done', 'done']);
    await end;
  }, 60_000);

  it('fault 8: publishes under the same transactional id in every process, and fences whoever bears it', async () => {
    const earlier = new TransactionalProducer(stand.kafka, stand.publisherOf(0));
    await earlier.open();
    await successor.take(0, stand.reader, () => undefined);
    await expect(earlier.publish([stand.transfer(book, 'zombie')])).rejects.toThrow(ProducerFenced);
  });

  it('fault 9: is taken anew by the loser of two that publish under one id, and nothing is doubled', async () => {
    const server = await stand.serve(successor);
    await until(async () => (await stand.codes(book)).length === 3);
    const twin = new TransactionalProducer(stand.kafka, stand.publisherOf(0));
    const keys = ['t1', 't2', 't3', 't4', 't5'];
    for (const [at, key] of keys.entries()) {
      await twin.open();
      await stand.producer.publish([stand.transfer(book, key)]);
      // The loser finds out when it publishes, takes the partition anew, and so the id.
      await until(async () => (await stand.published(book)).includes(4 + at));
    }
    await expect(twin.publish([stand.transfer(book, 'twin')])).rejects.toThrow(ProducerFenced);
    expect(await stand.published(book)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stand.codes(book)).toEqual(['done', 'done', 'done', ...keys.map(() => 'posted')]);
    await server.close();
  });
});
