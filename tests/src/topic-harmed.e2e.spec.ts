import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import {
  addPartitions,
  deleteRecordsBefore,
  deleteTopic,
  groupOffset,
} from '@pacioli/kafka/harmed-topic.testing';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { createTopics } from '@pacioli/kafka/topics';
import { setTimeout as pause } from 'node:timers/promises';
import { Merchant, type Answer } from './merchant.testing';
import { Product } from './product.testing';

const PARTITIONS = 6;

/** A book whose events lie on a partition. */
function bookOn(partition: number): string {
  for (let i = 0; ; i += 1) if (partitionOf(`book-${i}`, PARTITIONS) === partition) return `book-${i}`;
}

/**
 * What the ledger says once it has compared the topic with what it decided, and has told the API. Before that, it may say
 * that its position is not there any more, and the API finds out by a record that it publishes.
 */
const madeAnew = (partition: number) =>
  new RegExp(`partition ${partition} waits: [^;]* was decided\\. Was the topic made anew`);

describe('When the topic of payment events is harmed under running services', () => {
  let product: Product;
  let topic: string;
  let reader: TopicReader;
  let harmed: Merchant;
  let sound: Merchant;

  beforeEach(async () => {
    product = await Product.open({ TOPIC_PARTITIONS: PARTITIONS });
    topic = paymentEventsTopic(product.prefix);
    reader = await product.paymentEvents();
    harmed = new Merchant(product.url, bookOn(1));
    sound = new Merchant(product.url, bookOn(2));
    for (const merchant of [harmed, sound]) {
      await merchant.open();
      expect(await merchant.transfer('before', '10')).toMatchObject({ status: 201 });
    }
  }, 120_000);
  afterEach(async () => {
    await reader?.close();
    await product?.close();
  });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await pause(50);
  }
  const untilLedgerSays = (what: RegExp) =>
    until(async () => what.test(await product.page('ledger-service', '/health/ready')));

  function expectRefused(answer: Answer): void {
    expect(answer).toMatchObject({ status: 503, body: { code: 'ledger_stopped' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toMatch(/^[0-9]+$/);
  }

  it('records that were not decided are deleted: the partition stops, the API refuses it, others go on', async () => {
    const group = `${product.prefix}ledger-service`;
    await until(async () => (await groupOffset(product.kafka, group, topic, 1)) > 0n);
    const reported = await groupOffset(product.kafka, group, topic, 1);
    product.signal('ledger-service', 'SIGSTOP');
    // A fetch that waits at the broker is answered with the first of these, and none is sent for the second.
    for (const key of ['read', 'lost']) {
      expect(await harmed.transfer(key, '5', {})).toMatchObject({ status: 202 });
      await until(async () => {
        const { lastStable, highWatermark } = await reader.range(1);
        return lastStable === highWatermark;
      });
    }
    const { highWatermark } = await reader.range(1);
    await deleteRecordsBefore(product.kafka, topic, { partition: 1, offset: highWatermark });
    product.signal('ledger-service', 'SIGCONT');

    await untilLedgerSays(/partition 1 waits: .* begins at .*Were records deleted/);
    expect(await product.page('ledger-service', '/metrics')).toContain(
      'ledger_partition_waiting{partition="1"} 1',
    );
    expectRefused(await harmed.transfer('refused', '7'));
    expect((await reader.range(1)).highWatermark).toBe(highWatermark);
    // What was decided is answered for ever.
    expect(await harmed.transfer('before', '10')).toMatchObject({ status: 201 });
    expect([10n, 15n]).toContain(await harmed.posted('assets:psp'));
    expect(await sound.transfer('after', '1')).toMatchObject({ status: 201 });
    expect(await groupOffset(product.kafka, group, topic, 1)).toBe(reported);
  }, 120_000);

  it('it is made anew: what was decided from stops and is refused, also by a ledger that starts', async () => {
    await deleteTopic(product.kafka, topic);
    await createTopics(product.kafka, product.prefix, PARTITIONS);
    await untilLedgerSays(madeAnew(1));
    await untilLedgerSays(madeAnew(2));
    await reader.refresh();
    for (const merchant of [harmed, sound]) expectRefused(await merchant.transfer('refused', '7'));
    product.signal('ledger-service', 'SIGKILL');
    await untilLedgerSays(madeAnew(1));
    for (const merchant of [harmed, sound]) {
      expectRefused(await merchant.transfer('refused', '7'));
      expect(await merchant.posted('assets:psp')).toBe(10n);
    }
    for (const partition of [1, 2]) expect((await reader.range(partition)).highWatermark).toBe(0n);
    // From a partition that held nothing yet, nothing is missing.
    const other = new Merchant(product.url, bookOn(3));
    await other.insist(() => other.open().then(() => other.transfer('after', '1')));
    expect(await other.posted('assets:psp')).toBe(1n);
  }, 120_000);

  it('partitions are added: books stay where they are, and no service starts again on it', async () => {
    await expect(product.install({ TOPIC_PARTITIONS: 5 })).rejects.toThrow(
      `${topic} has 6 partitions, configured are 5`,
    );
    await addPartitions(product.kafka, topic, 7);
    await until(async () =>
      (await product.page('payment-api', '/health/ready')).includes('has 7 partitions, configured are 6'),
    );
    for (const merchant of [harmed, sound])
      expect(await merchant.insist(() => merchant.transfer('after', '1'))).toMatchObject({ status: 201 });
    for (const [merchant, partition] of [
      [harmed, 1],
      [sound, 2],
    ] as const) {
      const { lastStable } = await reader.range(partition);
      const keys = new Set<string>();
      let count = 0;
      for await (const records of reader.read(partition, 0n, lastStable)) {
        count += records.length;
        for (const { key } of records) keys.add(key!.toString());
      }
      expect([count, [...keys]]).toEqual([5, [merchant.book]]);
      expect(await merchant.posted('assets:psp')).toBe(11n);
    }
    product.signal('ledger-service', 'SIGKILL');
    await until(async () => product.logOf('ledger-service').includes('has 7 partitions, configured are 6'));
  }, 120_000);
});
