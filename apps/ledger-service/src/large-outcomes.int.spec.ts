import { ledgerEventsTopic } from '@pacioli/contracts/topics';
import { limitBatches } from '@pacioli/kafka/harmed-topic.testing';
import { LedgerStand, until } from './ledger-stand.testing';
import { LedgerStore } from './ledger-store';
import { PartitionLedger } from './partition-ledger';
import type { PartitionLedgers } from './partition-ledgers';

/** Far below the real limit, so that few outcomes are too many for one batch; three of what is sent at once. */
const LIMIT = 6 * 1024 * 1024;
const ENTRIES = 60;
const POSTINGS = 1_000;

/** An answer names versions and balances: it is larger than its request, and so are many in one batch. */
describe('Outcomes that are larger than their requests', () => {
  const stand = new LedgerStand();
  let ledgers: PartitionLedgers;

  beforeAll(async () => {
    await stand.open();
    await limitBatches(stand.kafka, ledgerEventsTopic(stand.prefix), LIMIT);
  });
  beforeEach(() => {
    ledgers = stand.ledgers();
  });
  afterEach(async () => {
    await ledgers.drop(0);
    await ledgers.close();
  });
  afterAll(() => stand.close());

  /** Entries of as many postings as one may have, whose requests together fit in one batch of the broker. */
  async function publishEntries(book: string): Promise<void> {
    const postings = Array.from({ length: POSTINGS }, (_, at) => ({
      ...{ account: at % 2 === 0 ? 'cash' : 'owed', direction: at % 2 === 0 ? 'DEBIT' : 'CREDIT' },
      ...{ amount: '1', currency: 'GBP' },
    }));
    const entries = Array.from({ length: ENTRIES }, (_, at) =>
      stand.event('journal-entry.requested.v1', book, `e${at}`, { postings }),
    );
    await stand.producer.publish([...stand.opening(book), ...entries]);
  }

  async function expectAllPublished(book: string): Promise<void> {
    const numbers = Array.from({ length: ENTRIES + 3 }, (_, at) => at + 1);
    await until(async () => (await stand.published(book)).length >= numbers.length);
    expect(await stand.published(book)).toEqual(numbers);
    const events = await stand.ledgerEvents(0);
    const bytes = events
      .filter(({ key }) => key?.toString() === book)
      .reduce((sum, { value }) => sum + value!.length, 0);
    expect(bytes).toBeGreaterThan(LIMIT);
  }

  it('are published in as many batches as it takes, from memory', async () => {
    const book = stand.bookOn(0, 'memory');
    await publishEntries(book);
    await stand.decideAll(ledgers, 0);
    await expectAllPublished(book);
  });

  it('are published in as many batches as it takes when they are read back', async () => {
    const book = stand.bookOn(0, 'database');
    await publishEntries(book);
    // Decided, and not published, as by a process that died.
    const store = await LedgerStore.open(stand.writer, stand.writerOf(0), 0);
    const fence = await store.fence();
    const silent = () => Promise.resolve();
    const ledger = new PartitionLedger(0, 2, fence, store, silent, PartitionLedger.fullPace());
    await ledger.handle(await stand.batchFrom(0, fence.nextOffset));
    await store.close();
    await ledgers.take(0, stand.reader, () => undefined);
    await expectAllPublished(book);
  });
});
