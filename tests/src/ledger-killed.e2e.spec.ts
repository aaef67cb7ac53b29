import { Merchant } from './merchant.testing';
import { Product } from './product.testing';

/** The promise of the platform, tried on the built services: no cent is lost or doubled. */
describe('Payments, while the ledger service is killed', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open();
  }, 120_000);
  afterAll(() => product?.close());

  it('are all posted, once each', async () => {
    const merchants = ['north', 'east', 'south', 'west'].map((book) => new Merchant(product.url, book));
    await Promise.all(merchants.map((merchant) => merchant.open()));
    const decided = new Set<string>();
    const payments = 150;

    const work = merchants.map(async (merchant) => {
      for (let i = 1; i <= payments; i += 1) {
        const { status, body } = await merchant.insist(() => merchant.transfer(`payment-${i}`, String(i)));
        expect(status).toBe(201);
        decided.add(body['id'] as string);
      }
    });
    // Each kill falls into work that is under way, since the next waits for more of it to be done.
    for (const killAfter of [100, 250, 400]) {
      while (decided.size < killAfter) await new Promise((resolve) => setTimeout(resolve, 5));
      product.signal('ledger-service', 'SIGKILL');
    }
    await Promise.all(work);

    expect(decided.size).toBe(merchants.length * payments);
    for (const merchant of merchants) {
      expect(await merchant.posted('assets:psp')).toBe(BigInt((payments * (payments + 1)) / 2));
    }
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 180_000);

  it('give one entry and equal answers when one key is sent twenty times at once', async () => {
    const merchant = new Merchant(product.url, 'twenty');
    await merchant.open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => merchant.transfer('same', '700')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await merchant.posted('assets:psp')).toBe(700n);
    const { body } = await merchant.get('/v1/books/twenty/journal-entries');
    expect(body['data']).toHaveLength(1);
  });

  it('are refused when one key is in flight with two bodies at once, whichever comes first', async () => {
    const merchant = new Merchant(product.url, 'bodies');
    await merchant.open();
    const answers = await Promise.all(['1', '2'].map((amount) => merchant.transfer('same', amount)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const refused = answers.find(({ status }) => status === 422)!;
    expect(refused.body['code']).toBe('idempotency_key_reused');
    const posted = answers.find(({ status }) => status === 201)!;
    const [{ amount }] = posted.body['postings'] as [{ amount: string }];
    expect(await merchant.posted('assets:psp')).toBe(BigInt(amount));
  });
});
