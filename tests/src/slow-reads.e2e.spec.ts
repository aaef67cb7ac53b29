import { database } from '@pacioli/postgres/database';
import { setTimeout as pause } from 'node:timers/promises';
import { Merchant } from './merchant.testing';
import { Product } from './product.testing';

/** More than there are connections for reads, or were for everything. */
const READS = 40;

describe('While reads hold all the connections that they can have', () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.open();
  }, 120_000);
  afterAll(() => product?.close());

  it('writes are answered, and the replica is ready', async () => {
    const merchant = new Merchant(product.url, 'slow');
    await merchant.open();
    const { addresses, databaseName } = product.settings;
    const url = Object.assign(new URL(addresses.adminDatabaseUrl), { pathname: `/${databaseName}` });
    const admin = database({ url: url.href, applicationName: 'slow-reads', poolSize: 2 });
    await admin.initialize();
    const runner = admin.createQueryRunner();
    await runner.query('begin');
    await runner.query('lock table reconciliation.report in access exclusive mode');
    try {
      const reads = Array.from({ length: READS }, () =>
        merchant.get('/v1/books/slow/reconciliation/reports').catch(() => undefined),
      );
      const held = () =>
        admin.query<unknown[]>(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
      while ((await held()).length < 8) await pause(10);
      expect((await merchant.transfer('among-slow-reads', '10')).status).toBe(201);
      const close = '/v1/books/slow/periods/2025-10/close';
      expect((await merchant.post(close, 'close', {}, { prefer: 'wait=30' })).status).toBe(201);
      expect(await product.page('payment-api', '/health/ready')).toContain('"status":"ok"');
      expect(await held()).not.toEqual([]);
      await runner.query('rollback');
      await Promise.all(reads);
    } finally {
      await runner.release();
      await admin.destroy();
    }
  }, 120_000);
});
