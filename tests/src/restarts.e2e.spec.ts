import { answersReady } from '@pacioli/stack/services';
import { until } from '@pacioli/stack/until';
import { KeptConnection } from './kept-connection.testing';
import { Merchant, TRANSFER } from './merchant.testing';
import { Product } from './product.testing';

/** Longer than anything takes that is waited for here, so that a test fails by what it says and not by its time. */
const PATIENCE = { withinMs: 60_000 };
/** What a supervisor leaves to a process that is told to stop. */
const STOP_WITHIN_MS = 15_000;

describe('A process that is told to stop', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open();
  }, 180_000);
  // A test that has failed leaves nobody frozen to the next.
  afterEach(() => product.signal('ledger-service', 'SIGCONT'));
  afterAll(() => product?.close());

  const ended = (name: string) => product.said.findLast((line) => line.startsWith(`${name} died`));
  const isReady = (url: string) => answersReady(Number(new URL(url).port));

  it('answers what it has in hand, sends the rest elsewhere, and leaves nothing open', async () => {
    const merchant = new Merchant(product.url, 'stopping');
    await merchant.open();
    const { name, url } = await product.startReplica('payment-api');
    const topic = await product.paymentEvents();
    const ranges = () => Promise.all(topic.partitions().map((partition) => topic.range(partition)));
    const given = async () => (await ranges()).reduce((sum, { highWatermark }) => sum + highWatermark, 0n);
    const before = await given();

    // Nothing is decided as long as the ledger stands still, so these wait in the hands of the API.
    product.signal('ledger-service', 'SIGSTOP');
    const other = new Merchant(url, 'stopping');
    const payments = Array.from({ length: 20 }, (_, i) => `payment-${i}`);
    const inHand = Promise.all(payments.map((key) => other.transfer(key, '1')));
    expect(await until(async () => (await given()) >= before + BigInt(payments.length), PATIENCE)).toBe(true);
    const kept = Array.from({ length: 5 }, () => new KeptConnection(url));
    for (const connection of kept)
      expect(await connection.get('/health/live')).toMatchObject({ status: 200 });

    product.signal(name, 'SIGTERM');
    const refused = await Promise.all(
      kept.map(async (connection) => {
        for (;;) {
          const answer = await connection.get('/v1/books/stopping');
          if (answer.status !== 200) return answer;
        }
      }),
    );
    for (const { status, headers, body } of refused) {
      expect({ status, body }).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(headers).toMatchObject({ connection: 'close', 'retry-after': '1' });
    }
    const late = await new KeptConnection(url).get('/v1/books/stopping').catch((error: Error) => error);
    expect(late).toMatchObject(late instanceof Error ? { code: 'ECONNREFUSED' } : { status: 503 });
    const answers = await inHand;
    for (const { status, headers } of answers) {
      expect([status, headers.get('connection')]).toEqual([202, 'close']);
    }

    expect(await until(() => ended(name) !== undefined, { withinMs: STOP_WITHIN_MS })).toBe(true);
    expect(ended(name)).toMatch('(exit code 0)');
    const isSettled = async () =>
      (await ranges()).every(({ lastStable, highWatermark }) => lastStable === highWatermark);
    expect(await until(isSettled, PATIENCE)).toBe(true);
    product.signal('ledger-service', 'SIGCONT');
    for (const { headers } of answers) {
      const operation = await merchant.get(headers.get('location')!, { prefer: 'wait=30' });
      expect(operation.body).toMatchObject({ status: 'posted' });
    }
    expect(await merchant.posted('assets:psp')).toBe(BigInt(payments.length));
    await topic.close();
  }, 180_000);

  it('lets no client down: all of them stop in turn, two of each, and every payment is posted once', async () => {
    const merchant = new Merchant(product.url, 'rolling');
    await merchant.open();
    const ledger = await product.startReplica('ledger-service');
    const api = await product.startReplica('payment-api');
    const services = ['payment-api', 'ledger-service', 'reconciliation'] as const;
    const urls = new Map<string, string>([
      ...services.map((service) => [service, product.urlOf(service)] as const),
      ...[ledger, api].map(({ name, url }) => [name, url] as const),
    ]);

    const stopped = new AbortController();
    const clients = Array.from(
      { length: 8 },
      (_, i) => new LoyalClient(`client-${i}`, [product.url, api.url]),
    );
    const work = Promise.all(clients.map((client) => client.payUntil(stopped.signal)));
    const posted = () => clients.map((client) => client.posted);
    for (const [name, url] of urls) {
      const pid = product.pidOf(name);
      const soFar = posted();
      product.signal(name, 'SIGTERM');
      expect(await until(async () => product.pidOf(name) !== pid && (await isReady(url)), PATIENCE)).toBe(
        true,
      );
      // The next one stops only when every client has come further, with this one back.
      expect(await until(() => posted().every((count, i) => count > soFar[i]! + 1), PATIENCE)).toBe(true);
      expect(ended(name)).toMatch('(exit code 0)');
    }
    stopped.abort();
    await work;

    expect(clients.flatMap(({ letDown }) => letDown)).toEqual([]);
    const total = posted().reduce((sum, count) => sum + count, 0);
    expect(await merchant.posted('assets:psp')).toBe(BigInt(total));
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 300_000);
});

/** A client that stays with one address as long as it is served there, and goes to the other when it is sent away. */
class LoyalClient {
  posted = 0;
  /** Answers that no client should see, and connections that ended without one. */
  readonly letDown: string[] = [];
  private readonly connections: KeptConnection[];

  constructor(
    private readonly name: string,
    urls: string[],
  ) {
    this.connections = urls.map((url) => new KeptConnection(url));
  }

  async payUntil(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) await this.pay(`${this.name}-${this.posted}`);
    for (const connection of this.connections) connection.close();
  }

  /** Sends one payment until it is posted. */
  private async pay(key: string): Promise<void> {
    for (;;) {
      const connection = this.connections[0]!;
      const answer = await connection
        .post('/v1/books/rolling/transfers', key, { ...TRANSFER, amount: '1' }, { prefer: 'wait=10' })
        .catch((error: NodeJS.ErrnoException) => error);
      if (answer instanceof Error) {
        if (answer.code !== 'ECONNREFUSED') this.letDown.push(`${key}: ${answer.code ?? answer.message}`);
        this.connections.reverse();
      } else if (answer.status === 503) {
        this.connections.reverse();
      } else if (answer.status === 201) {
        this.posted += 1;
        return;
      } else if (answer.status !== 202) {
        this.letDown.push(`${key}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    }
  }
}
