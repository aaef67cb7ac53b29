import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { database } from '@pacioli/postgres/database';
import { repository } from '@pacioli/stack/config';
import { join } from 'node:path';
import { DocumentedApi, transfer } from './documented-api.testing';
import { Product } from './product.testing';

interface Entry {
  id: string;
  number: string;
  operation: string;
  recorded_at: string;
  effective_at: string;
  postings: { balance_after: string }[];
}
interface Account {
  version: string;
  balances: { posted: string };
}

/** Only the broker's time counts, so a process whose own clock is wrong does no harm. */
describe('A payment-api whose clock is ten years ahead', () => {
  const book = '/v1/books/clocks';
  /** As it begins in whatever the wrong clock has printed. */
  const WRONG = /\b20[34]\d-\d\d-\d\dT/;
  let product: Product;
  let right: DocumentedApi;
  let wrong: DocumentedApi;

  beforeAll(async () => {
    product = await Product.open();
    const preload = join(repository, 'tests', 'dist', 'ten-years-ahead.testing.js');
    const replica = await product.startReplica('payment-api', { NODE_OPTIONS: `--require ${preload}` });
    right = await DocumentedApi.open(product.url);
    wrong = await DocumentedApi.open(replica.url);
  }, 180_000);
  afterAll(() => product?.close());

  const began = new Date().toISOString();
  const entries: Entry[] = [];

  it('posts payments in the order of their recording, between those of another', async () => {
    const made = [await wrong.post('/v1/books', 'open', { id: 'clocks', name: 'Clocks' })];
    for (const [name, type] of [
      ['assets:psp', 'asset'],
      ['liabilities:m42', 'liability'],
    ])
      made.push(await wrong.post(`${book}/accounts`, name!, { name, type, currency: 'GBP' }));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    for (let i = 0; i < 20; i += 1) {
      const { status, body } = await (i % 2 === 0 ? wrong : right).post(
        `${book}/transfers`,
        `k${i}`,
        transfer('1'),
      );
      expect(status).toBe(201);
      entries.push(body as Entry);
    }
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, i) => String(i + 1)));
    const times = entries.map(({ recorded_at }) => recorded_at);
    expect(times).toEqual([...times].sort());
    expect(entries.map(({ effective_at }) => effective_at)).toEqual(times);
    expect(times[0]! >= began && times.at(-1)! <= new Date().toISOString()).toBe(true);
  });

  it('knows the keys of the other, as the other knows its own', async () => {
    for (const [i, { id }] of entries.entries()) {
      const again = await (i % 2 === 0 ? right : wrong).post(`${book}/transfers`, `k${i}`, transfer('1'));
      expect(again).toMatchObject({ status: 201, body: { id } });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      const other = await (i % 2 === 0 ? right : wrong).post(`${book}/transfers`, `k${i}`, transfer('2'));
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    }
  });

  it('answers a read as the other does, also of the past', async () => {
    const { operation, id } = entries[0]!;
    const reads = [
      ...['', '/accounts', '/accounts/assets:psp', '/accounts/assets:psp/postings', '/journal-entries'],
      ...['/trial-balance', `/journal-entries/${id}`, `/operations/${operation}`, '/operations?key=k1'],
      ...entries.flatMap(({ recorded_at: at }) => [
        `/accounts/assets:psp?at=${at}`,
        `/trial-balance?at=${at}`,
      ]),
    ];
    for (const read of reads) {
      const answer = await wrong.get(book + read);
      expect(answer).toEqual(await right.get(book + read));
      expect(JSON.stringify(answer)).not.toMatch(WRONG);
    }
    for (const { recorded_at: at } of entries) {
      // Several may have been recorded within a millisecond: the last of them counts.
      const last = entries.filter((entry) => entry.recorded_at <= at).at(-1)!;
      const { balances } = await wrong.get<Account>(`${book}/accounts/assets:psp?at=${at}`);
      expect(balances.posted).toBe(last.postings[0]!.balance_after);
    }
  });

  it('tells where to look for what it does not wait for, which the other finds', async () => {
    const { status, headers } = await wrong.post(`${book}/transfers`, 'later', transfer('1'), { prefer: '' });
    expect(status).toBe(202);
    const { body } = await right.send('GET', headers.get('location')!, { headers: { prefer: 'wait=30' } });
    const { accepted_at: accepted } = body as { accepted_at: string };
    expect(body).toMatchObject({ status: 'posted' });
    expect(accepted >= began && accepted <= new Date().toISOString()).toBe(true);
  });

  it('has its clock in ce_time alone, and nowhere in the ledger', async () => {
    const { INSTALLATION_PREFIX: prefix } = product.settings.config;
    const asked = await textsOf(paymentEventsTopic(prefix));
    const ofWrongClock = asked.filter((text) => WRONG.test(text));
    // The book, its accounts, every other payment, and the one that was not waited for.
    expect(ofWrongClock).toHaveLength(3 + 10 + 1);
    for (const text of ofWrongClock) expect(text.replace(/"ce_time":"[^"]+"/, '')).not.toMatch(WRONG);

    const rows = await rowsOfLedger();
    expect(rows.length).toBeGreaterThan(entries.length * 3);
    expect(rows.filter((row) => WRONG.test(row))).toEqual([]);
    const decided = await textsOf(ledgerEventsTopic(prefix));
    expect(decided.filter((text) => WRONG.test(text))).toEqual([]);
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  });

  /** Every committed record of a topic, headers and value. */
  async function textsOf(topic: string): Promise<string[]> {
    const reader = await TopicReader.open(product.kafka, topic);
    const texts: string[] = [];
    for (const partition of reader.partitions()) {
      const { lastStable } = await reader.range(partition);
      for await (const records of reader.read(partition, 0n, lastStable)) {
        for (const { headers, value } of records) {
          const inWords = Object.entries(headers).map(([name, text]) => [name, text?.toString()]);
          texts.push(JSON.stringify(Object.fromEntries(inWords)) + value!.toString());
        }
      }
    }
    await reader.close();
    return texts;
  }

  /** Every row of every table, as text. */
  async function rowsOfLedger(): Promise<string[]> {
    const { addresses, databaseName } = product.settings;
    const url = Object.assign(new URL(addresses.adminDatabaseUrl), { pathname: `/${databaseName}` }).href;
    const admin = await database({ url, applicationName: 'test', poolSize: 1 }).initialize();
    const tables = await admin.query<{ name: string }[]>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'ledger'`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const own = await admin.query<{ row: string }[]>(`select to_jsonb(t)::text as row from ${name} t`);
      rows.push(...own.map(({ row }) => row));
    }
    await admin.destroy();
    return rows;
  }
});
