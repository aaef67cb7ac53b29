import { until } from '@pacioli/stack/until';
import { Merchant, type Answer } from './merchant.testing';
import { Product } from './product.testing';

const MIB = 1024 * 1024;
const LARGE = 60;
const SMALL = 200;
/** The longest names that accounts may have. */
const [DEBIT, CREDIT] = [`assets:${'a'.repeat(193)}`, `liabilities:${'l'.repeat(188)}`];

/** The largest entry that there is, 1,000 postings and every text as long as it may be, in a body of exactly 1 MiB. */
function largestBody(): string {
  const posting = (account: string, direction: string) => ({
    account,
    direction,
    amount: '1',
    currency: 'GBP',
  });
  const text = (characters: number) => '€'.repeat(characters);
  const body = JSON.stringify({
    postings: Array.from({ length: 500 }, () => [posting(DEBIT, 'DEBIT'), posting(CREDIT, 'CREDIT')]).flat(),
    description: text(500),
    reference: text(100),
    metadata: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i + 10}${text(38)}`, text(500)])),
  });
  return body + ' '.repeat(MIB - Buffer.byteLength(body));
}

describe('Bodies of 1 MiB', () => {
  let product: Product;
  let url: string;

  beforeAll(async () => {
    product = await Product.open();
    // However slow the machine is, nobody is refused for having waited.
    ({ url } = await product.startReplica('payment-api', { QUEUE_WAIT_MS: '60000' }));
  }, 180_000);
  afterAll(() => product?.close());

  it('are posted, many at once on one book, and so are the small ones between them', async () => {
    const merchant = new Merchant(url, 'large');
    await merchant.open();
    for (const [name, type] of [
      [DEBIT, 'asset'],
      [CREDIT, 'liability'],
    ])
      await merchant.insist(() =>
        merchant.post(
          '/v1/books/large/accounts',
          name!.slice(0, 9),
          { name, type, currency: 'GBP' },
          { prefer: 'wait=30' },
        ),
      );

    const body = largestBody();
    const large = Array.from({ length: LARGE }, (_, i) => sendLarge(`large-${i}`, body));
    const small = Array.from({ length: SMALL }, (_, i) => merchant.transfer(`small-${i}`, '1', {}));
    const answers = await Promise.all([...large, ...small]);

    expect(answers.map(({ status }) => status)).toEqual(Array(LARGE + SMALL).fill(202));
    for (const { headers } of answers) expect(await outcomeOf(headers.get('location')!)).toBe('posted');
    expect(await merchant.posted('assets:psp')).toBe(BigInt(SMALL));
    expect(await merchant.posted(DEBIT)).toBe(BigInt(LARGE * 500));
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);

    async function outcomeOf(operation: string): Promise<unknown> {
      let answer: Answer | undefined;
      await until(
        async () => {
          answer = await merchant.get(operation, { prefer: 'wait=30' });
          return answer.body['status'] !== 'pending';
        },
        { withinMs: 120_000 },
      );
      return answer?.body['status'];
    }
  }, 300_000);

  async function sendLarge(key: string, body: string): Promise<{ status: number; headers: Headers }> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(`${url}/v1/books/large/journal-entries`, { method: 'POST', headers, body });
    await answer.text();
    return answer;
  }
});
