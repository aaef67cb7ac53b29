import { keyIdOf } from '@pacioli/contracts/operation-id';
import { database } from '@pacioli/postgres/database';
import { createHash } from 'node:crypto';
import { Merchant, TRANSFER } from './merchant.testing';
import { Product } from './product.testing';

const BOOK = 'large';
/** Their answers together are larger than the heap of a replica. */
const KEYS = Array.from({ length: 60 }, (_, at) => `copy-${at}`);
const WAIT = { prefer: 'wait=30' };

describe('Answers of megabytes', () => {
  let product: Product;
  let answer: string;

  beforeAll(async () => {
    product = await Product.open();
    const merchant = new Merchant(product.url, BOOK);
    await merchant.open();
    await merchant.transfer('small', '1');
    const operations = Array.from({ length: 10_000 }, () => ({ type: 'transfer', ...TRANSFER, amount: '1' }));
    const batch = await merchant.insist(() =>
      merchant.post(`/v1/books/${BOOK}/batches`, 'batch', { operations }, WAIT),
    );
    answer = batch.text;
    await giveItTo(KEYS);
  }, 180_000);
  afterAll(() => product?.close());

  /** What ten thousand operations are answered becomes that of small requests: a replica could not read so many large ones at once. */
  async function giveItTo(keys: readonly string[]): Promise<void> {
    const { addresses, databaseName } = product.settings;
    const url = Object.assign(new URL(addresses.adminDatabaseUrl), { pathname: `/${databaseName}` });
    const admin = database({ url: url.href, applicationName: 'large-answers', poolSize: 1 });
    await admin.initialize();
    const keyId = (key: string) => keyIdOf('http', BOOK, key);
    await admin.query(
      `insert into ledger.outcome
       select (jsonb_populate_record(small, jsonb_build_object(
                'key_id', copy.key_id, 'decision', 1000000 + n, 'topic_offset', 1000000 + n, 'answer', batch.answer))).*
         from ledger.outcome small, ledger.outcome batch, unnest($3::uuid[]) with ordinality as copy (key_id, n)
        where small.key_id = $1 and batch.key_id = $2`,
      [keyId('small'), keyId('batch'), keys.map(keyId)],
    );
    await admin.destroy();
  }

  /** Sends all at once; returns status, what is said of a refusal, and the digest of the answer. */
  const send = (amount: string) =>
    Promise.all(
      KEYS.map(async (key) => {
        const { status, body } = await fetch(`${product.url}/v1/books/${BOOK}/transfers`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ ...TRANSFER, amount }),
        });
        const digest = createHash('sha256');
        for await (const bytes of body as AsyncIterable<Uint8Array>) digest.update(bytes);
        return [status, digest.digest('hex')];
      }),
    );

  it('are not read for other requests under their keys', async () => {
    const process = product.pidOf('payment-api');
    const statuses = (await send('2')).map(([status]) => status);
    expect(statuses).toEqual(KEYS.map(() => 422));
    expect(product.pidOf('payment-api')).toBe(process);
  }, 120_000);

  it('are given whole, to as many as ask for them at once', async () => {
    const process = product.pidOf('payment-api');
    expect(answer.length).toBeGreaterThan(6 * 1024 * 1024);
    const whole = [201, createHash('sha256').update(answer).digest('hex')];
    expect(await send('1')).toEqual(KEYS.map(() => whole));
    expect(product.pidOf('payment-api')).toBe(process);
  }, 120_000);
});
