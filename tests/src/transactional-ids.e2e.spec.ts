import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import { leaveTransactionOpen } from '@pacioli/kafka/harmed-topic.testing';
import { ProducerFenced, TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { setTimeout as pause } from 'node:timers/promises';
import { Merchant } from './merchant.testing';
import { Product } from './product.testing';

/** The ids of payment-api's lanes are the same after every start: so a restart ends what its predecessor left open. */
describe('The transactional id of a lane', () => {
  const PARTITIONS = 6;
  let product: Product;
  let merchant: Merchant;
  let lane: string;
  let topic: string;
  const partition = partitionOf('lanes', PARTITIONS);

  beforeAll(async () => {
    product = await Product.open({ TOPIC_PARTITIONS: PARTITIONS });
    lane = `${product.prefix}payment-api-0-0`;
    topic = paymentEventsTopic(product.prefix);
    merchant = new Merchant(product.url, 'lanes');
    await merchant.open();
  }, 120_000);
  afterAll(() => product?.close());

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await pause(20);
  }
  const pidOfApi = () => {
    try {
      return product.pidOf('payment-api');
    } catch {
      return undefined;
    }
  };

  it('fault 8: ends at a restart what was left open, which the ledger has shown meanwhile', async () => {
    const readiness = () => product.page('ledger-service', '/health/ready');
    const heldBack = async () =>
      Number(
        new RegExp(`^ledger_held_back_seconds{partition="${partition}"} (.*)$`, 'm').exec(
          await product.page('ledger-service', '/metrics'),
        )?.[1],
      );
    await leaveTransactionOpen(product.kafka, lane, { topic, partition });
    await until(async () => (await readiness()).includes(`"partition ${partition}, for `));
    expect(await heldBack()).toBeGreaterThan(0);
    // The broker would wait for a quarter of an hour.
    product.signal('payment-api', 'SIGKILL');
    await until(async () => !(await readiness()).includes('heldBack'));
    expect(await heldBack()).toBe(0);
    const answer = await merchant.insist(() => merchant.transfer('behind it', '1'));
    expect(answer.status).toBe(201);
  }, 120_000);

  it('fault 9: ends a process that lost it to another, which loses it to the next, and nothing is doubled', async () => {
    const before = await merchant.posted('assets:psp');
    const twin = new TransactionalProducer(product.kafka, lane);
    let sent = 0;
    for (let round = 0; round < 3; round += 1) {
      await until(async () => pidOfApi() !== undefined);
      const loser = pidOfApi();
      await twin.open();
      while (pidOfApi() === loser) {
        sent += 1;
        const key = `twin-${sent}`;
        expect(await merchant.insist(() => merchant.transfer(key, '1'))).toMatchObject({ status: 201 });
      }
    }
    await until(async () => (await product.page('payment-api', '/health/ready')).includes('"status":"ok"'));
    const record = { topic, partition, key: 'lanes', value: '{}', headers: {} };
    await expect(twin.publish([record])).rejects.toThrow(ProducerFenced);
    expect(await merchant.posted('assets:psp')).toBe(before + BigInt(sent));
    const { code, output } = await product.reconcile();
    expect(`${output}\nexit code ${code}`).toMatch(/exit code 0$/);
  }, 180_000);
});
