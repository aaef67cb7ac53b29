import { mostApiMb } from '@pacioli/bench/overload/failures';
import { sendOpenLoop } from '@pacioli/bench/overload/open-loop';
import { Probe } from '@pacioli/bench/overload/probe';
import { peakMemoryMb } from '@pacioli/bench/process-usage';
import { until } from '@pacioli/stack/until';
import { Merchant } from './merchant.testing';
import { Product } from './product.testing';

const PATIENCE = { withinMs: 120_000 };
const BOOKS = { names: ['flood-1', 'flood-2', 'flood-3'], accountsPerBook: 2 };

/** The full measure of it is `npm run bench:overload`. */
describe('Far more than the API can take', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open();
  }, 180_000);
  afterAll(() => product?.close());

  it('is refused with 503 and a Retry-After, in bounded memory; what was accepted is posted, and all is well', async () => {
    // Of 1,500 requests at once a queue of 50 is full, however fast or slow the machine is.
    const { name, url } = await product.startReplica('payment-api', { QUEUE_RECORDS: '50', LINGER_MS: '50' });
    const pid = product.pidOf(name);
    await Promise.all(BOOKS.names.map((book) => openBook(new Merchant(url, book))));
    const port = Number(new URL(url).port);
    const probe = new Probe(port, BOOKS);
    const usualMs = await probe.medianMs();

    const connections = 1_500;
    const report = await sendOpenLoop({
      ...{ port, books: BOOKS, perSecond: 10_000, seconds: 10, connections, patienceMs: 30_000 },
    });
    expect(report.offered).toBe(100_000);
    expect(report.wrong).toEqual({});
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.refused['overloaded']).toBeGreaterThan(0);
    // The client is told in each case; the last two are for a broker that takes longer than anybody waits.
    const legal = ['overloaded', 'unavailable', 'outcome_unknown'];
    expect(legal).toEqual(expect.arrayContaining(Object.keys(report.refused)));
    expect(report.accepted).toBeLessThan(report.offered / 2);
    expect(product.pidOf(name)).toBe(pid);
    expect(peakMemoryMb(pid)).toBeLessThan(mostApiMb(connections));

    expect(await until(async () => (await probe.medianMs()) <= usualMs * 5, PATIENCE)).toBe(true);
    const least = report.accepted + probe.accepted;
    const unknown =
      report.timedOut + report.notLetIn + (report.refused['outcome_unknown'] ?? 0) + probe.unknown;
    expect(await until(async () => (await posted()) >= least, PATIENCE)).toBe(true);
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
    expect(await posted()).toBeLessThanOrEqual(least + unknown);
  }, 400_000);

  /** Entries are numbered without gaps in each book. */
  async function posted(): Promise<number> {
    const numbers = BOOKS.names.map(async (book) => {
      const { body } = await new Merchant(product.url, book).get(`/v1/books/${book}/journal-entries?limit=1`);
      return Number((body['data'] as { number: string }[])[0]!.number);
    });
    return (await Promise.all(numbers)).reduce((sum, number) => sum + number, 0);
  }

  async function openBook(merchant: Merchant): Promise<void> {
    const write = async (path: string, key: string, body: object) => {
      const { status } = await merchant.insist(() => merchant.post(path, key, body, { prefer: 'wait=30' }));
      expect(status).toBe(201);
    };
    await write('/v1/books', 'open', { id: merchant.book, name: 'A flood' });
    for (const account of ['c0', 'c1']) {
      const body = { name: `assets:customers:${account}`, type: 'asset', currency: 'GBP', min_balance: null };
      await write(`/v1/books/${merchant.book}/accounts`, account, body);
    }
  }
});
