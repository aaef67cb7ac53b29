import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { ledgerEventsTopic, partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import { recordHash } from '@pacioli/kafka/record-hash';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { setTimeout as pause } from 'node:timers/promises';
import { DocumentedApi, transfer } from './documented-api.testing';
import { DocumentedBook, codeOf, made } from './documented-book.testing';
import { pacioli, pacioliJson } from './pacioli.testing';
import { Product } from './product.testing';

interface Place {
  partition: number;
  offset: string;
  hash: string;
  type: string;
  operation: string;
}
interface Trace {
  notes: string[];
  operation: string;
  request: Record<string, string | null>;
  record: Place;
  duplicates: Place[];
  decision: Record<string, string | number | null> | null;
  wrote: {
    accounts: object[];
    entry_count: number;
    entries: { id: string; number: string; postings: object[]; hold: object | null }[];
  };
  ledger_events: Place[];
  dead_letters: Place[];
  later: Record<string, string>[];
  reports: { status: string; failed: string[]; problems: { row: string }[] }[];
}

/** `pacioli trace`, on the product as it runs. */
describe('A trace', () => {
  const BOOK = 'traced';
  const PARTITION = partitionOf(BOOK, 6);
  const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  let product: Product;
  let book: DocumentedBook;
  let api: DocumentedApi;
  let producer: TransactionalProducer;

  beforeAll(async () => {
    product = await Product.open({ TOPIC_PARTITIONS: 6 });
    api = await DocumentedApi.open(product.url);
    book = await DocumentedBook.open(api, BOOK);
    producer = new TransactionalProducer(product.kafka, `${product.prefix}test`);
  }, 180_000);
  afterAll(async () => {
    await producer?.close();
    await product?.close();
  });

  const traced = (...args: string[]) => pacioliJson<Trace>(product, 'trace', ...args);
  const operationOf = (answer: Record<string, unknown>) => answer['operation'] as string;

  /** The committed records of a topic on the book's partition. */
  async function recordsOf(topic: string): Promise<TopicRecord[]> {
    const reader = await TopicReader.open(product.kafka, topic);
    const records: TopicRecord[] = [];
    const { lastStable } = await reader.range(PARTITION);
    for await (const some of reader.read(PARTITION, 0n, lastStable)) records.push(...some);
    await reader.close();
    return records;
  }
  const paymentEvents = () => recordsOf(paymentEventsTopic(product.prefix));
  const header = (record: TopicRecord, name: string) => record.headers[name]?.toString();
  const placeOf = (record: TopicRecord) => ({
    ...{ partition: PARTITION, offset: record.offset.toString(), hash: recordHash(record).toString('hex') },
  });
  /** The event of an operation, once it is published. */
  async function publishedOf(operation: string): Promise<TopicRecord> {
    for (;;) {
      const records = await recordsOf(ledgerEventsTopic(product.prefix));
      const found = records.find((record) => header(record, 'ce_subject') === operation);
      if (found !== undefined) return found;
      await pause(50);
    }
  }
  const requestOf = async (operation: string) =>
    (await paymentEvents()).find((record) => header(record, 'ce_id') === operation)!;

  it('shows every step of a transfer, by whatever it is named', async () => {
    const said = { 'x-request-id': 'request-1', traceparent: TRACEPARENT };
    const entry = await made(api.post(`/v1/books/${BOOK}/transfers`, 'pay', transfer('1050'), said));
    const operation = operationOf(entry);
    const event = await publishedOf(operation);
    expect((await product.reconcile()).code).toBe(0);
    const request = await requestOf(operation);

    const found = await traced(operation);
    expect(found).toMatchObject({
      ...{ notes: [], operation, book: BOOK, duplicates: [], dead_letters: [], later: [] },
      request: {
        ...{ type: 'transfer.requested.v1', rules: '2', source: 'http', idempotency_key: 'pay' },
        ...{
          actor_type: 'unauthenticated',
          actor_id: null,
          request_id: 'request-1',
          traceparent: TRACEPARENT,
        },
      },
      record: { ...placeOf(request), appended_at: new Date(request.timestamp).toISOString(), operation },
      decision: {
        ...{ number: '4', status: 'posted', code: null, entry: '1', rules: 2 },
        ...{ recorded_at: entry['recorded_at'], partition: PARTITION, offset: request.offset.toString() },
      },
      wrote: {
        ...{ book: null, accounts: [], account_changes: [], periods: [], entry_count: 1 },
        entries: [
          {
            ...{ id: entry['id'], number: '1', kind: 'transfer', hold: null, exchange: null },
            postings: entry['postings'],
          },
        ],
      },
      ledger_events: [{ ...placeOf(event), type: 'transfer.posted.v1', operation }],
      reports: [{ status: 'ok', failed: [], problems: [] }],
    });
    for (const args of [
      ['pay', '--book', BOOK],
      [entry['id'] as string],
      ['--book', BOOK, '--entry', '1'],
      [`${PARTITION}-${request.offset}`],
    ])
      expect(await traced(...args)).toEqual(found);

    const { stdout } = await pacioli(product, 'trace', operation);
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    const steps = [
      /^\d\d:\d\d:\d\d\.\d{3} {2}request transfer\.requested\.v1$/,
      new RegExp(String.raw`  payment-events ${PARTITION}-${request.offset} +[+-]\d`),
      / {2}decision 4: posted +\+0 ms$/,
      / wrote entry 1$/,
      / DEBIT +10\.50 GBP posted +assets:psp$/,
      / version 1: posted 10\.50, pending 10\.50, available 10\.50$/,
      new RegExp(`  ledger-events ${PARTITION}-${event.offset} `),
      / reconciled: ok /,
    ].map((step) => lines.findIndex((line) => step.test(line)));
    expect([steps.includes(-1), stdout]).toEqual([false, stdout]);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  }, 60_000);

  it('shows why a transfer was refused, and that it wrote nothing', async () => {
    const refused = book.post('/transfers', {
      ...{ debit: 'liabilities:m42', credit: 'assets:psp', amount: '99999999', currency: 'GBP' },
    });
    const { operation } = (await refused).body as { operation: string };
    await publishedOf(operation);
    expect(await traced(operation)).toMatchObject({
      decision: { status: 'rejected', code: 'insufficient_available_balance', entry: null },
      wrote: { entry_count: 0, entries: [] },
      ledger_events: [{ type: 'transfer.rejected.v1', operation }],
    });
    expect((await pacioli(product, 'trace', operation)).stdout).toMatch(/decision \d+: rejected/);
  }, 60_000);

  it('shows an account as it was opened, and what was changed of it later', async () => {
    const till = { name: 'assets:till', type: 'asset', currency: 'GBP', max_balance: '500' };
    await made(api.post(`/v1/books/${BOOK}/accounts`, 'till', till));
    await made(book.post('/accounts/assets:till/suspend', { reason: 'a dispute' }));
    expect(await traced('till', '--book', BOOK)).toMatchObject({
      decision: { status: 'done' },
      wrote: { accounts: [{ name: 'assets:till', max_balance: '500', min_balance: '0' }], entries: [] },
      later: [{ what: 'account_change', account: 'assets:till', status: 'SUSPENDED' }],
    });
  }, 60_000);

  it('shows what became of a hold, and of which hold a capture is', async () => {
    await made(book.post('/transfers', transfer('5000')));
    await made(book.post('/accounts', { name: 'liabilities:m43', type: 'liability', currency: 'GBP' }));
    const between = { debit: 'liabilities:m42', credit: 'liabilities:m43', currency: 'GBP' };
    const hold = (await made(book.post('/holds', { ...between, amount: '600' })))['id'] as string;
    const capture = await made(book.post(`/holds/${hold}/capture`, { amount: '250' }));
    const entry = capture['journal_entry'] as { id: string; operation: string };
    await made(book.post(`/holds/${hold}/void`));

    const ofHold = await traced(hold);
    expect(ofHold.wrote.entries).toMatchObject([
      { kind: 'hold', hold: { amount: '600', debit: 'liabilities:m42', credit: 'liabilities:m43' } },
    ]);
    expect(ofHold.later).toMatchObject([
      {
        what: 'hold_change',
        kind: 'capture',
        entry: entry.id,
        hold,
        captured: '250',
        operation: entry.operation,
      },
      { what: 'hold_change', kind: 'void', hold, captured: '250', voided: '350' },
    ]);
    expect(await traced(entry.id)).toMatchObject({
      operation: entry.operation,
      wrote: {
        entries: [{ kind: 'capture', hold: null, hold_change: { hold, captured: '250', amount: '600' } }],
      },
    });
  }, 60_000);

  it('shows the first entries of a batch, how many more there are, and what undid one of them', async () => {
    const operations = Array.from({ length: 33 }, (_, at) => ({
      type: 'transfer',
      ...transfer(String(at + 1)),
    }));
    const batch = await made(book.post('/batches', { operations }));
    const results = batch['results'] as { journal_entry: { id: string; number: string } }[];
    const { id, number } = results[4]!.journal_entry;
    const reversal = await made(book.post(`/journal-entries/${id}/reversal`));
    const found = await traced(results[32]!.journal_entry.id);
    expect(found.operation).toBe(operationOf(batch));
    expect(found.wrote.entry_count).toBe(33);
    expect(found.wrote.entries.map((entry) => entry.id)).toEqual(
      results.slice(0, 20).map(({ journal_entry: entry }) => entry.id),
    );
    expect(found.later).toMatchObject([
      { what: 'reversal', of: id, entry: reversal['id'], operation: operationOf(reversal) },
    ]);
    const { stdout } = await pacioli(product, 'trace', '--book', BOOK, '--entry', number);
    expect(stdout).toContain('and 13 more entries');
  }, 60_000);

  it('shows duplicates, and to which decision they belong', async () => {
    const operation = operationOf(await made(book.post('/transfers', transfer('7'))));
    const { key, value, headers } = await requestOf(operation);
    const topic = paymentEventsTopic(product.prefix);
    const again = { topic, partition: PARTITION, key, value, headers: headers as Record<string, Buffer> };
    const [offset] = await producer.publish([again]);
    const found = await traced(operation);
    expect(found.duplicates).toMatchObject([{ partition: PARTITION, offset: offset!.toString(), operation }]);
    const duplicate = await traced(`${PARTITION}-${offset}`);
    const { offset: decidedAt } = found.record;
    expect(duplicate).toEqual({
      ...found,
      notes: [
        `The record at ${PARTITION}-${offset} is a duplicate: its key was decided at ${PARTITION}-${decidedAt}.`,
      ],
    });
  }, 60_000);

  it('shows a record that can never be decided, and where it was laid aside', async () => {
    const poison = {
      ...{ topic: paymentEventsTopic(product.prefix), partition: PARTITION, key: BOOK, value: '{nonsense' },
      headers: {},
    };
    const [offset] = await producer.publish([poison]);
    // What comes behind it is decided after it.
    await publishedOf(operationOf(await made(book.post('/transfers', transfer('1')))));
    expect(await traced(`${PARTITION}-${offset}`)).toMatchObject({
      operation: null,
      decision: { status: 'dead_lettered', code: 'headers_invalid' },
      ledger_events: [{ type: 'record.dead-lettered.v1' }],
      dead_letters: [{ partition: PARTITION, offset: '0' }],
    });
  }, 60_000);

  it('says of what is recorded and not decided yet that it is so', async () => {
    product.signal('ledger-service', 'SIGSTOP');
    try {
      const asked = await book.post('/transfers', transfer('3'), { prefer: 'wait=0' });
      const { operation } = asked.body as { operation: { id: string } };
      const record = await requestOf(operation.id);
      const found = await traced(operation.id);
      expect(found).toMatchObject({
        operation: operation.id,
        decision: null,
        wrote: null,
        record: placeOf(record),
      });
      expect(found.notes).toMatchObject([expect.stringContaining('It is not decided') as string]);
      expect(await traced(`${PARTITION}-${record.offset}`)).toEqual(found);
    } finally {
      product.signal('ledger-service', 'SIGCONT');
    }
  }, 60_000);

  it('says of another request under a key which one its key was decided for', async () => {
    const { operation } = (await made(api.post(`/v1/books/${BOOK}/transfers`, 'reused', transfer('1')))) as {
      operation: string;
    };
    expect(await codeOf(api.post(`/v1/books/${BOOK}/transfers`, 'reused', transfer('2')))).toBe(
      'idempotency_key_reused',
    );
    const other = `${operation.slice(0, -8)}00000000`;
    expect(await traced(other)).toMatchObject({
      operation,
      notes: [`${other} is another request under the key of ${operation}, which was decided before it.`],
    });
  }, 60_000);

  it('says what it looked for and where, when there is nothing', async () => {
    const digits = '0123456789abcdef0123456789abcdef';
    for (const [args, said] of [
      [
        ['never', '--book', BOOK],
        `no key "never" of source http in book ${BOOK}: the ledger has no decision`,
      ],
      [[`op_${digits}_01234567`], 'no undecided record of 6 partitions of '],
      [[`je_${digits}`], `There is no entry je_${digits}: no decision in the ledger posted it.`],
      [[`hold_${digits}`], `There is no hold hold_${digits}`],
      [['--book', BOOK, '--entry', '99999'], `There is no entry 99999 of book ${BOOK}`],
      [['5-999999'], 'There is no committed record at 5-999999 of '],
    ] as const) {
      const { code, stderr, stdout } = await pacioli(product, 'trace', ...args);
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(said)]);
    }
    const { code, stderr } = await pacioli(product, 'trace', 'never');
    expect([code, stderr]).toEqual([2, expect.stringContaining('"never" is no id and no position')]);
  }, 60_000);
});
