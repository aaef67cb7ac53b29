import { MOST_BATCH_POSTINGS, MOST_BATCH_RESULT_BYTES } from '@pacioli/contracts/batch';
import { holdIdOf, journalEntryIdOf, keyIdOf } from '@pacioli/contracts/operation-id';
import { decodePaymentEvent, type PaymentEvent } from '@pacioli/contracts/payment-event';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { Ledger } from '@pacioli/ledger-core/ledger';
import { loadLedger } from '@pacioli/ledger-db/load-ledger';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import { LedgerStand, PARTITIONS } from './ledger-stand.testing';
import { LedgerStore } from './ledger-store';
import { PartitionLedger } from './partition-ledger';

const POSTINGS = 1_000;
/** A few more than one batch may reverse. */
const ENTRIES = MOST_BATCH_POSTINGS / POSTINGS + 10;
/** With as much metadata as fits into their batches: more than the results of one batch may tell, printed twice. */
const [HOLD_BATCHES, HOLDS_OF_A_BATCH] = [7, 290];
const METADATA = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'x'.repeat(500)]));

/** Requests are small, and what they name is not: it is the ledger that must not take all of it. */
describe('What decisions load', () => {
  const stand = new LedgerStand();
  const book = stand.bookOn(0);
  let store: LedgerStore;
  let ledger: PartitionLedger;
  /** How many decisions each database transaction had. */
  let portions: number[] = [];
  let offset = 0n;

  beforeAll(async () => {
    await stand.open();
    store = await LedgerStore.open(stand.writer, stand.writerOf(0), 0);
    const fence = await store.fence();
    const committed = (decided: readonly unknown[]) => Promise.resolve(void portions.push(decided.length));
    ledger = new PartitionLedger(0, PARTITIONS, fence, store, committed, PartitionLedger.fullPace());
    await decide(
      record('book.requested.v1', 'book', { id: book, name: book }),
      record('account.requested.v1', 'cash', account('cash', 'asset')),
      record('account.requested.v1', 'owed', { ...account('owed', 'liability'), metadata: METADATA }),
    );
    await decide(...Array.from({ length: ENTRIES }, (_, at) => entry(`e${at}`)));
    for (let at = 0; at < HOLD_BATCHES; at += 1) await decide(holds(`h${at}`));
  }, 120_000);
  beforeEach(() => {
    portions = [];
  });
  afterAll(async () => {
    await store?.close();
    await stand.close();
  });

  const account = (name: string, type: string) => ({ name, type, currency: 'GBP', min_balance: null });
  const between = { debit: 'cash', credit: 'owed', amount: '1', currency: 'GBP' };
  function record(type: string, idempotencyKey: string, body: object): TopicRecord {
    return paymentRecord(type, body, { book, idempotencyKey, offset: offset++ });
  }
  const batch = (key: string, operations: object[]) => record('batch.requested.v1', key, { operations });
  const transfer = (key: string) => record('transfer.requested.v1', key, between);
  function entry(key: string): TopicRecord {
    const leg = (account: string, direction: string) => ({
      ...{ account, direction, amount: '1', currency: 'GBP' },
    });
    const postings = Array.from({ length: POSTINGS / 2 }, () => [
      leg('cash', 'DEBIT'),
      leg('owed', 'CREDIT'),
    ]);
    return record('journal-entry.requested.v1', key, { postings: postings.flat() });
  }
  const entryOf = (key: string, place = 0) => journalEntryIdOf(keyIdOf('http', book, key), place);
  const reversal = (of: string, key: string) =>
    record('reversal.requested.v1', key, { journal_entry: entryOf(of) });
  function holds(key: string): TopicRecord {
    const hold = { type: 'hold', ...between, metadata: METADATA };
    return batch(
      key,
      Array.from({ length: HOLDS_OF_A_BATCH }, () => hold),
    );
  }

  /** Decides records as one batch of the topic; says how many decisions each database transaction had. */
  async function decide(...records: TopicRecord[]): Promise<number[]> {
    portions = [];
    await ledger.handle({ partition: 0, next: offset, records });
    return portions;
  }

  const eventOf = (of: TopicRecord) => (decodePaymentEvent(of) as { event: PaymentEvent }).event;
  /** Loads what an event needs into an empty ledger; says what was read, and what the ledger would decide. */
  async function tried(of: TopicRecord) {
    const event = eventOf(of);
    const found: Record<string, unknown>[] = [];
    let queries = 0;
    const query: Query = async <Row>(text: string, parameters: unknown[]) => {
      const rows = await stand.writer.query<Row[]>(text, parameters);
      found.push(...(rows as Record<string, unknown>[]));
      queries += 1;
      return rows;
    };
    const empty = new Ledger();
    await loadLedger(empty, [{ book, event }], query);
    const sumOf = (size: (row: Record<string, unknown>) => number) =>
      found.reduce((sum, row) => sum + size(row), 0);
    return {
      queries,
      postings: sumOf(({ postings }) => (postings as unknown[] | undefined)?.length ?? 0),
      metadata: sumOf(({ metadata }) => (metadata === undefined ? 0 : JSON.stringify(metadata).length)),
      decision: empty.decide(event).decision,
    };
  }

  it('is no more of entries than a batch can reverse before it is refused', async () => {
    const operations = Array.from({ length: ENTRIES }, (_, at) => ({
      ...{ type: 'reversal', journal_entry: entryOf(`e${at}`) },
    }));
    const { postings, decision } = await tried(batch('too many postings', operations));
    expect(decision).toMatchObject({ code: 'batch_too_large', pointer: '/operations/30' });
    expect(decision.detail).toContain('the batch would come to 31000 postings');
    expect(postings).toBe(MOST_BATCH_POSTINGS + POSTINGS);
    expect((await tried(batch('as many as may be', operations.slice(0, 30)))).decision.status).toBe('posted');
  });

  it('is no more of holds than a batch can tell in its answer before it is refused', async () => {
    const operations = Array.from({ length: HOLD_BATCHES * HOLDS_OF_A_BATCH }, (_, at) => ({
      type: 'void',
      hold: holdIdOf(entryOf(`h${Math.floor(at / HOLDS_OF_A_BATCH)}`, at % HOLDS_OF_A_BATCH)),
    }));
    const { metadata, decision } = await tried(batch('too long an answer', operations));
    expect(decision.code).toBe('batch_too_large');
    expect(decision.detail).toContain(`${MOST_BATCH_RESULT_BYTES} is the most`);
    expect(metadata).toBeGreaterThan(MOST_BATCH_RESULT_BYTES);
    expect(metadata).toBeLessThan(2 * MOST_BATCH_RESULT_BYTES);
    expect(operations.length * JSON.stringify(METADATA).length).toBeGreaterThan(
      2.1 * MOST_BATCH_RESULT_BYTES,
    );
  });

  it('is asked for in two queries where neither is named', async () => {
    expect(await tried(transfer('tried'))).toMatchObject({ queries: 2, decision: { status: 'posted' } });
    const records = Array.from({ length: 500 }, (_, at) => transfer(`t${at}`));
    expect(await decide(...records)).toEqual([500]);
  });

  it('is of metadata of accounts what somebody changes, and then all of it', async () => {
    expect((await tried(transfer('no change'))).metadata).toBe(0);
    const changed = await tried(
      record('account-change.requested.v1', 'no other', { account: 'owed', metadata: { k0: 'y' } }),
    );
    expect(changed.metadata).toBe(JSON.stringify(METADATA).length);
    expect(changed.decision.accountChanges[0]!.metadata).toEqual({ ...METADATA, k0: 'y' });
  });

  it('is bounded for all events that are decided at once too, whose decisions stay what they are', async () => {
    const loads = jest.spyOn(store, 'load');
    const doubled = transfer('once');
    const records = Array.from({ length: ENTRIES }, (_, at) => reversal(`e${at}`, `r${at}`));
    const again = reversal('e0', 'again');
    // Thirty entries have as many postings as a batch may have.
    expect(await decide(doubled, ...records, doubled, again)).toEqual([1 + 30, 10 + 1]);
    const [first, second] = loads.mock.calls.map(([of]) => of);
    loads.mockRestore();
    expect(first!.knowsEntry(book, entryOf('e0'))).toBe(true);
    // Only the next finds that too much is kept.
    expect(second === first).toBe(true);
    expect((await stand.codes(book)).slice(-42)).toEqual([
      ...Array.from({ length: ENTRIES + 1 }, () => 'posted'),
      'already_reversed',
    ]);
    const [{ last_offset }] = await stand.admin.query<[{ last_offset: bigint }]>(
      'select last_offset from fence',
    );
    expect(last_offset).toBe(again.offset);
  });

  it('is bounded for batches that name much of nothing', async () => {
    const operations = Array.from({ length: 6_000 }, (_, at) => ({
      ...{ type: 'void', hold: holdIdOf(entryOf('nowhere', at)) },
    }));
    expect(await decide(...['n1', 'n2'].map((key) => batch(key, operations)))).toEqual([1, 1]);
    expect((await stand.codes(book)).slice(-2)).toEqual(['hold_not_found', 'hold_not_found']);
  });

  it('is forgotten before the next is loaded when it is much', async () => {
    const loads = jest.spyOn(store, 'load');
    await decide(transfer('before'));
    await decide(transfer('behind'));
    const [before, behind] = loads.mock.calls.map(([of]) => of);
    loads.mockRestore();
    expect(before!.knowsEntry(book, entryOf('e0'))).toBe(false);
    expect(behind === before).toBe(true);
  });
});
