import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Merchant, type Answer } from './merchant.testing';
import { startPacioli } from './pacioli.testing';
import { Product } from './product.testing';

/** A Kafka or a Postgres that is down is the caller's 503, never a 500, and passes by itself. */
describe('While a server is down', () => {
  let product: Product;
  let merchant: Merchant;

  beforeAll(async () => {
    product = await Product.openAlone();
    merchant = new Merchant(product.url, 'steady');
    await merchant.open();
  }, 180_000);
  afterAll(() => product?.close());

  function expectProblem(answer: Answer, codes: string[]): void {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.headers.get('retry-after')).toMatch(/^[0-9]+$/);
    expect(codes).toContain(answer.body['code']);
  }

  async function untilLedgerSays(what: string): Promise<void> {
    const says = async () => (await fetch(`${product.urlOf('ledger-service')}/health/ready`)).text();
    while (!(await says()).includes(what)) await pause(100);
  }

  it('Kafka: writes get a problem document, reads and dry runs go on, and the same keys succeed afterwards', async () => {
    product.signal('kafka', 'SIGSTOP');
    const attempts = await Promise.all([1, 2, 3].map((i) => merchant.transfer(`kafka-${i}`, '10', {})));
    for (const answer of attempts) expectProblem(answer, ['unavailable', 'outcome_unknown', 'overloaded']);
    expect(await merchant.posted('assets:psp')).toBe(0n);
    expect((await merchant.dryRun('10')).body).toMatchObject({ as_of: '3', answer: { number: '1' } });
    await untilLedgerSays('nothing can be fetched');
    product.signal('kafka', 'SIGCONT');
    await untilLedgerSays('"status":"ok"');
    for (const i of [1, 2, 3]) {
      const answer = await merchant.insist(() => merchant.transfer(`kafka-${i}`, '10'));
      expect(answer.status).toBe(201);
    }
    expect(await merchant.posted('assets:psp')).toBe(30n);
  }, 180_000);

  it('Kafka killed and started again: nothing is lost or doubled', async () => {
    const before = await merchant.posted('assets:psp');
    product.signal('kafka', 'SIGKILL');
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((i) => merchant.insist(() => merchant.transfer(`killed-${i}`, '1'))),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(await merchant.posted('assets:psp')).toBe(before + 5n);
  }, 180_000);

  it('Kafka killed: a tail that follows goes on by itself, and shows each record once', async () => {
    const tail = startPacioli(product, 'tail', 'payment-events', '--follow', '--book', 'steady');
    const shown: string[] = [];
    const troubles: string[] = [];
    createInterface(tail.stdout!).on('line', (line) => shown.push(line.split(/ +/)[1]!));
    createInterface(tail.stderr!).on('line', (line) => troubles.push(line));
    for (let at = 0; shown.length === 0; at += 1)
      await merchant.insist(() => merchant.transfer(`tail-${at}`, '1'));
    product.signal('kafka', 'SIGKILL');
    while (troubles.length === 0) await pause(50);
    await merchant.insist(() => merchant.transfer('tailed', '1'));
    const reader = await product.paymentEvents();
    const [partition = 0, from = 0] = shown[0]!.split('-').map(Number);
    const { lastStable } = await reader.range(partition);
    const places: string[] = [];
    for await (const records of reader.read(partition, BigInt(from), lastStable))
      places.push(...records.map(({ offset }) => `${partition}-${offset}`));
    await reader.close();
    while (shown.at(-1) !== places.at(-1)) await pause(50);
    expect(shown).toEqual(places);
    tail.kill('SIGINT');
    expect(await once(tail, 'exit')).toEqual([0, null]);
  }, 180_000);

  it('Postgres killed: reads and writes get a problem document, and all goes on by itself', async () => {
    const before = await merchant.posted('assets:psp');
    product.signal('postgres', 'SIGKILL');
    const read = await merchant.get('/v1/books/steady');
    if (read.status !== 200) expectProblem(read, ['unavailable']);
    const dryRun = await merchant.dryRun('1');
    if (dryRun.status !== 200) expectProblem(dryRun, ['unavailable']);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((i) => merchant.insist(() => merchant.transfer(`postgres-${i}`, '1'))),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(await merchant.posted('assets:psp')).toBe(before + 5n);
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 180_000);

  it('and no request became a dead letter by it', async () => {
    const deadLetters = await product.deadLetters();
    for (const partition of deadLetters.partitions()) {
      expect(await deadLetters.range(partition)).toMatchObject({ highWatermark: 0n });
    }
    await deadLetters.close();
  });
});
