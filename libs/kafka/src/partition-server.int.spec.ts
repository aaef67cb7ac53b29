import { testKafka } from './test-kafka.testing';
import type { Log } from '@pacioli/service/log';
import pino from 'pino';
import { kafkaClient } from './kafka-settings';
import type { RecordBatch } from './partition-feed';
import { PartitionServer, type PartitionOwner } from './partition-server';
import { deleteRecordsBefore, groupOffset, leaveTransactionOpen } from './harmed-topic.testing';
import { LosingProxy } from './losing-proxy.testing';
import { testTopic } from './test-topic.testing';
import { TopicReader, type Fetch } from './topic-reader';
import { TransactionalProducer } from './transactional-producer';

const log: Log = pino({ level: 'silent' });
/** An owner that keeps its positions in memory, and what was handled from each. */
class MemoryOwner implements PartitionOwner {
  readonly positions = new Map<number, bigint>();
  readonly handled: string[] = [];
  readonly taken: number[] = [];
  failures = new Map<string, number>();
  /** Makes the partition be taken anew. */
  fail: (error: Error) => void = () => undefined;
  private waiters: (() => void)[] = [];

  take(partition: number, _: TopicReader, fail: (error: Error) => void): Promise<bigint> {
    this.taken.push(partition);
    if (partition === 0) this.fail = fail;
    return Promise.resolve(this.positions.get(partition) ?? 0n);
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }

  handle({ partition, records, next }: RecordBatch): Promise<void> {
    for (const { offset, value } of records) {
      const text = value!.toString();
      const left = this.failures.get(text) ?? 0;
      if (left > 0) {
        this.failures.set(text, left - 1);
        return Promise.reject(new Error(`cannot handle ${text} yet`));
      }
      this.handled.push(text);
      this.positions.set(partition, offset + 1n);
    }
    this.positions.set(partition, next);
    for (const wake of this.waiters) wake();
    return Promise.resolve();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}

describe('PartitionServer', () => {
  let topic: string;
  let owner: MemoryOwner;
  let server: PartitionServer;

  beforeEach(async () => {
    topic = await testTopic(testKafka, 2);
    owner = new MemoryOwner();
    server = serverOf(owner);
  });
  afterEach(() => server.close());

  function serverOf(partitionOwner: MemoryOwner): PartitionServer {
    const made = new PartitionServer({
      ...{ kafka: testKafka, groupId: topic, topic, pattern: 'records', owner: partitionOwner, log },
      onFailed: (error) => {
        throw error;
      },
    });
    made.addHandler('records', (batch: RecordBatch) => partitionOwner.handle(batch), true);
    return made;
  }

  const listen = (one: PartitionServer) =>
    new Promise<void>((resolve, reject) =>
      one.listen((error?: unknown) => (error instanceof Error ? reject(error) : resolve())),
    );

  async function send(partition: number, ...values: string[]): Promise<void> {
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    await producer.send({ topic, messages: values.map((value) => ({ value, partition })) });
    await producer.disconnect();
  }

  it('hands over every record once, in order, from the position that the owner gives', async () => {
    await send(0, 'a', 'b', 'c');
    owner.positions.set(0, 1n);
    await listen(server);
    await owner.until(() => owner.handled.length === 2);
    await send(0, 'd');
    await owner.until(() => owner.handled.length === 3);
    expect(owner.handled).toEqual(['b', 'c', 'd']);
  });

  it('takes the partition anew after a failure, while others go on', async () => {
    owner.failures.set('bad', 2);
    await listen(server);
    await send(0, 'bad');
    await send(1, 'x');
    await send(1, 'y');
    await owner.until(() => owner.handled.includes('y'));
    await owner.until(() => owner.handled.includes('bad'));
    expect(owner.handled.filter((text) => text === 'bad')).toHaveLength(1);
    expect(owner.taken.filter((partition) => partition === 0)).toHaveLength(3);
    expect(owner.taken.filter((partition) => partition === 1)).toHaveLength(1);
  });

  it('takes the partition anew when the broker may have been another one between its taking and its first fetch', async () => {
    const proxy = new LosingProxy(testKafka.brokers[0]!);
    await proxy.open();
    const take = owner.take.bind(owner);
    // kafkajs connects again without a word.
    jest.spyOn(owner, 'take').mockImplementationOnce(async (...parameters) => {
      const position = await take(...parameters);
      proxy.cut();
      return position;
    });
    await send(0, 'a');
    await send(1, 'b');
    await listen(server);
    await owner.until(() => owner.handled.includes('a') && owner.handled.includes('b'));
    await server.close();
    await proxy.close();
    const [first] = owner.taken;
    expect(owner.taken.filter((partition) => partition === first).length).toBeGreaterThan(1);
    expect(owner.handled.sort()).toEqual(['a', 'b']);
  });

  it('ends when it is closed while a partition is being taken', async () => {
    const take = owner.take.bind(owner);
    let letGo = () => {};
    const closing = new Promise<void>((resolve) => (letGo = resolve));
    jest.spyOn(owner, 'take').mockImplementation(async (...parameters) => {
      const position = await take(...parameters);
      await closing;
      return position;
    });
    await listen(server);
    await untilAssigned(() => owner.taken.length > 0);
    const closed = server.close();
    letGo();
    await closed;
    expect(owner.handled).toEqual([]);
  });

  it('fault 20: hands over nothing that was fetched before the owner gave another position', async () => {
    await send(0, 'a', 'b', 'c');
    // The broker's first answer with records is on its way for so long that the partition is taken anew meanwhile.
    // eslint-disable-next-line @typescript-eslint/unbound-method -- It is called with its own reader below.
    const fetch = TopicReader.prototype.fetch;
    let arrive: (() => void) | undefined;
    jest.spyOn(TopicReader.prototype, 'fetch').mockImplementation(async function (
      this: TopicReader,
      ...parameters
    ): Promise<Fetch> {
      const answer = await fetch.apply(this, parameters);
      const isLate = arrive === undefined && answer.fetched.some(({ count }) => count > 0);
      if (isLate) await new Promise<void>((resolve) => (arrive = resolve));
      return answer;
    });
    await listen(server);
    await untilAssigned(() => arrive !== undefined);
    const taken = owner.taken.length;
    owner.positions.set(0, 2n);
    owner.fail(new Error('taken elsewhere meanwhile'));
    await untilAssigned(() => owner.taken.length > taken && !server.waiting.has(0));
    arrive!();
    await owner.until(() => owner.handled.includes('c'));
    jest.restoreAllMocks();
    expect(owner.handled).toEqual(['c']);
  });

  it("fault 21: waits and says why when its position is deleted, and leaves the group's offset alone", async () => {
    await send(0, 'a', 'b');
    await listen(server);
    await owner.until(() => owner.handled.length === 2);
    await server.close();
    expect(await groupOffset(testKafka, topic, topic, 0)).toBe(2n);
    await send(0, 'lost');
    await deleteRecordsBefore(testKafka, topic, { partition: 0, offset: 3n });
    await send(0, 'behind it');

    server = serverOf(owner);
    await listen(server);
    await send(1, 'another');
    await owner.until(() => owner.handled.includes('another'));
    const tries = owner.taken.length + 3;
    await untilAssigned(() => owner.taken.length > tries);
    await untilAssigned(() => /has no offset 2 .* truncated/.test(server.waiting.get(0) ?? ''));
    expect(owner.handled).toEqual(['a', 'b', 'another']);
    expect(await groupOffset(testKafka, topic, topic, 0)).toBe(2n);
    await server.close();
    expect(await groupOffset(testKafka, topic, topic, 0)).toBe(2n);

    server = serverOf(owner);
  });

  it('shares partitions with a second server, and takes them back when it leaves', async () => {
    await listen(server);
    const other = new MemoryOwner();
    other.positions.set(0, 0n);
    const second = serverOf(other);
    await listen(second);
    await untilAssigned(() => server.assigned.length === 1 && second.assigned.length === 1);
    expect([...server.assigned, ...second.assigned].sort()).toEqual([0, 1]);
    await untilAssigned(() => server.lag.size === 1);
    expect([...server.lag.keys()]).toEqual(server.assigned);
    await second.close();
    await untilAssigned(() => server.assigned.length === 2);
    await send(0, 'zero');
    await send(1, 'one');
    await owner.until(() => owner.handled.length === 2);
  });

  it('says that an orphaned transaction holds back a partition, until its id is taken again', async () => {
    await listen(server);
    await untilAssigned(() => server.assigned.length === 2);
    await leaveTransactionOpen(testKafka, `${topic}-id`, { topic, partition: 0 });
    await send(0, 'behind it');
    await untilAssigned(() => (server.heldBackFor.get(0) ?? 0) > 0);
    expect(server.heldBackFor.has(1)).toBe(false);
    expect(owner.handled).toEqual([]);
    await untilAssigned(() => (server.lag.get(0) ?? 0n) >= 2n);
    expect(server.lag.get(1)).toBe(0n);
    const heir = new TransactionalProducer(testKafka, `${topic}-id`);
    await heir.open();
    await owner.until(() => owner.handled.length > 0);
    expect(owner.handled).toEqual(['behind it']);
    await untilAssigned(() => !server.heldBackFor.has(0));
    await untilAssigned(() => server.lag.get(0) === 0n);
    await heir.close();
  });

  it('says how far a partition lags that can not be handled', async () => {
    owner.failures.set('bad', Number.MAX_SAFE_INTEGER);
    await send(0, 'good');
    await listen(server);
    await owner.until(() => owner.handled.length === 1);
    await send(0, 'bad', 'behind it');
    await untilAssigned(() => server.lag.get(0) === 2n);
    owner.failures.clear();
    await untilAssigned(() => server.lag.get(0) === 0n);
  });

  async function untilAssigned(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }
});
