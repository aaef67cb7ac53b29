import { testKafka } from './test-kafka.testing';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaClient } from './kafka-settings';
import { FETCH, LosingProxy } from './losing-proxy.testing';
import { testTopic } from './test-topic.testing';
import { OffsetOutOfRange, TopicReader } from './topic-reader';

const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

/** A transaction that a test opens, fills and ends step by step. */
async function transaction(topic: string, transactionalId: string) {
  const producer = kafkaClient(testKafka).producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  const open = await producer.transaction();
  return {
    /** In one record batch. */
    send: (...values: string[]) =>
      open.send({ topic, messages: values.map((value) => ({ key: 'book', value, partition: 0 })) }),
    commit: () => open.commit().finally(() => producer.disconnect()),
    abort: () => open.abort().finally(() => producer.disconnect()),
  };
}

describe('TopicReader', () => {
  let topic: string;
  let reader: TopicReader;

  beforeEach(async () => {
    topic = await testTopic(testKafka);
    reader = await TopicReader.open(testKafka, topic);
  });
  afterEach(async () => {
    await reader.close();
  });

  /** Everything committed, once every transaction of the test has been settled by the broker. */
  async function committed(): Promise<string[]> {
    let range = await reader.range(0);
    while (range.lastStable !== range.highWatermark) {
      await pause(20);
      range = await reader.range(0);
    }
    const values: string[] = [];
    for await (const records of reader.read(0, 0n, range.lastStable)) {
      values.push(...records.map(({ value }) => value!.toString()));
    }
    return values;
  }

  /** A and B are open together; B is aborted first; C is committed behind them. */
  async function overlappingAborts(): Promise<void> {
    const a = await transaction(topic, `${topic}-a`);
    const b = await transaction(topic, `${topic}-b`);
    await a.send('a1');
    await b.send('b1');
    await a.send('a2');
    await b.abort();
    // An abort is answered before its marker is written, and the order of the markers is what this is about.
    while ((await reader.range(0)).highWatermark < 4n) await pause(20);
    await a.send('a3');
    await a.abort();
    const c = await transaction(topic, `${topic}-c`);
    await c.send('c1');
    await c.commit();
  }

  it('fault 1: leaves out aborted records when aborted transactions overlap', async () => {
    await overlappingAborts();
    expect(await committed()).toEqual(['c1']);
  });

  it('fault 1, kafkajs alone: its filter passes records of overlapping aborted transactions', async () => {
    await overlappingAborts();
    const passed: string[] = [];
    const consumer = kafkaClient(testKafka).consumer({ groupId: topic, readUncommitted: false });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachMessage: async ({ message }) => {
          passed.push(message.value!.toString());
          if (passed.at(-1) === 'c1') resolve();
        },
      });
    });
    await consumer.disconnect();
    expect(passed).toEqual(expect.arrayContaining([expect.stringMatching(/^[ab]/), 'c1']));
  });

  it('fault 1: leaves out aborted records when reading begins inside their transaction', async () => {
    const a = await transaction(topic, `${topic}-a`);
    await a.send('a1');
    await a.send('a2');
    await a.abort();
    const c = await transaction(topic, `${topic}-c`);
    await c.send('c1');
    await c.commit();
    await committed();
    const { lastStable } = await reader.range(0);
    const values: string[] = [];
    for await (const records of reader.read(0, 1n, lastStable)) {
      values.push(...records.map(({ value }) => value!.toString()));
    }
    expect(values).toEqual(['c1']);
  });

  it('says how many offsets of a partition are markers, and how many aborted, so that none is unaccounted for', async () => {
    const a = await transaction(topic, `${topic}-a`);
    await a.send('a1', 'a2', 'a3');
    await a.abort();
    const c = await transaction(topic, `${topic}-c`);
    await c.send('c1', 'c2');
    await c.commit();
    await committed();
    const survey = async (from: bigint) => {
      const [values, sums] = [[] as string[], { markers: 0, aborted: 0 }];
      for await (const { records, markers, aborted } of reader.survey(0, from, 7n)) {
        values.push(...records.map(({ value }) => value!.toString()));
        sums.markers += markers;
        sums.aborted += aborted;
      }
      return { values, ...sums };
    };
    expect((await reader.range(0)).lastStable).toBe(7n);
    expect(await survey(0n)).toEqual({ values: ['c1', 'c2'], markers: 2, aborted: 3 });
    expect(await survey(1n)).toEqual({ values: ['c1', 'c2'], markers: 2, aborted: 2 });
    expect(await survey(5n)).toEqual({ values: ['c2'], markers: 1, aborted: 0 });
  });

  it('fault 15: takes no ordinary record for a marker, whatever its key', async () => {
    const producer = kafkaClient(testKafka).producer({ transactionalId: `${topic}-a`, idempotent: true });
    await producer.connect();
    const open = await producer.transaction();
    const abortKey = Buffer.from([0, 0, 0, 0]);
    await open.send({ topic, messages: [{ key: abortKey, value: 'a1', partition: 0 }] });
    await open.send({ topic, messages: [{ key: 'book', value: 'a2', partition: 0 }] });
    await open.abort();
    await producer.disconnect();
    expect(await committed()).toEqual([]);
  });

  it('gives every record as it was written: any header, any bytes, or none', async () => {
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    const headers = { constructor: 'c', ['__proto__']: 'p', empty: '', ümlaut: Buffer.from([0, 255]) };
    const messages = [
      { key: 'book', value: 'v', headers, partition: 0 },
      { key: null, value: null, partition: 0 },
      { key: '', value: Buffer.alloc(100_000, 7), partition: 0 },
    ];
    await producer.send({ topic, messages });
    await producer.disconnect();
    const records: TopicRecord[] = [];
    for await (const some of reader.read(0, 0n, 3n)) records.push(...some);
    expect(records.map(({ key, value }) => [key?.toString() ?? null, value?.length ?? null])).toEqual([
      ['book', 1],
      [null, null],
      ['', 100_000],
    ]);
    const [first, second, third] = records.map((record) => Object.entries(record.headers));
    expect(first).toEqual([
      ['constructor', Buffer.from('c')],
      ['__proto__', Buffer.from('p')],
      ['empty', Buffer.alloc(0)],
      ['ümlaut', Buffer.from([0, 255])],
    ]);
    expect([second, third]).toEqual([[], []]);
  });

  it('opens one connection for each use when the first requests come at the same time', async () => {
    const before = sockets();
    const fresh = await TopicReader.open(testKafka, topic);
    const [leader] = [...(await fresh.leaders([0])).keys()];
    const fetch = () => fresh.fetch(leader!, [{ partition: 0, offset: 0n }], 50);
    await Promise.all([fetch(), fetch(), fresh.range(0), fetch(), fresh.range(0)]);
    await fresh.close();
    while (sockets() > before) await pause(20);
  });

  it.each([
    ['was lost in the middle of an answer (fault 29)', 'torn'],
    ['says nothing any more (fault 30)', 'silent'],
  ] as const)('reads over a new connection when one %s', async (_, how) => {
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: Buffer.alloc(100_000, 7), partition: 0 }] });
    await producer.disconnect();
    const proxy = new LosingProxy(testKafka.brokers[0]!);
    await proxy.open();
    const far = await TopicReader.open(testKafka, topic);
    try {
      const [leader] = [...(await far.leaders([0])).keys()];
      const fetch = () => far.fetch(leader!, [{ partition: 0, offset: 0n }], 50);
      proxy.lose(FETCH, how);
      await expect(fetch()).rejects.toThrow();
      proxy.heal();
      expect((await fetch()).fetched).toMatchObject([{ count: 1 }]);
    } finally {
      proxy.cut();
      await far.close();
      await proxy.close();
    }
  });

  it('does not read what is not decided yet', async () => {
    const a = await transaction(topic, `${topic}-a`);
    await a.send('a1');
    const [leader] = [...(await reader.leaders([0])).keys()];
    const [fetched] = (await reader.fetch(leader!, [{ partition: 0, offset: 0n }], 50)).fetched;
    expect(fetched).toMatchObject({ count: 0, next: 0n, lastStable: 0n, highWatermark: 1n });
    await a.commit();
    expect(await committed()).toEqual(['a1']);
  });

  it('fault 21: says that a position is out of range instead of going somewhere else', async () => {
    const [leader] = [...(await reader.leaders([0])).keys()];
    const { fetched, failed } = await reader.fetch(leader!, [{ partition: 0, offset: 17n }], 50);
    expect(fetched).toEqual([]);
    expect(failed.get(0)).toBeInstanceOf(OffsetOutOfRange);
  });

  it('reads the other partitions while one can not be read', async () => {
    const wide = await testTopic(testKafka, 2);
    const other = await TopicReader.open(testKafka, wide);
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    await producer.send({ topic: wide, messages: [{ value: 'x', partition: 1 }] });
    await producer.disconnect();
    const [leader] = [...(await other.leaders([0])).keys()];
    const positions = [0, 1].map((partition) => ({ partition, offset: partition === 0 ? 17n : 0n }));
    const { fetched, failed } = await other.fetch(leader!, positions, 1_000);
    await other.close();
    expect([...failed.keys()]).toEqual([0]);
    expect(fetched.map(({ partition, count }) => [partition, count])).toEqual([[1, 1]]);
  });

  it('says so when a partition ends before what is to be read', async () => {
    const reading = reader.read(0, 0n, 5n);
    await expect(reading.next()).rejects.toThrow(/ends at 0, before 5/);
  });

  it('begins exactly where it is told to, within a batch too, and passes markers', async () => {
    const a = await transaction(topic, `${topic}-a`);
    await a.send('a1');
    await a.send('a2');
    await a.commit();
    await committed();
    const [leader] = [...(await reader.leaders([0])).keys()];
    const [fetched] = (await reader.fetch(leader!, [{ partition: 0, offset: 1n }], 1_000)).fetched;
    expect(fetched!.records().map(({ offset, value }) => [offset, value!.toString()])).toEqual([[1n, 'a2']]);
    expect(fetched!.next).toBe(3n);
  });

  it('takes the time of a record from the broker (fault 24)', async () => {
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'x', partition: 0, timestamp: '1000' }] });
    await producer.disconnect();
    for await (const records of reader.read(0, 0n, 1n))
      expect(records[0]!.timestamp).toBeGreaterThan(1_700_000_000_000);
  });

  it('finds the first record since a time', async () => {
    const producer = kafkaClient(testKafka).producer();
    await producer.connect();
    const times: number[] = [];
    // The clock of the broker has to move on between two of them.
    while (new Set(times).size < 3) {
      await producer.send({ topic, messages: [{ value: 'x', partition: 0 }] });
      for await (const records of reader.read(0, BigInt(times.length), BigInt(times.length) + 1n))
        times.push(...records.map(({ timestamp }) => timestamp));
    }
    await producer.disconnect();
    const [first = 0, second = 0] = [...new Set(times)];
    expect(await reader.offsetSince(0, first - 1)).toBe(0n);
    expect(await reader.offsetSince(0, first + 1)).toBe(BigInt(times.indexOf(second)));
    expect(await reader.offsetSince(0, times.at(-1)! + 3_600_000)).toBe(BigInt(times.length));
  });

  it('finds the last committed record behind aborted ones and markers', async () => {
    const c = await transaction(topic, `${topic}-c`);
    await c.send('c1');
    await c.commit();
    for (let i = 0; i < 40; i += 1) {
      const a = await transaction(topic, `${topic}-a`);
      await a.send('aborted');
      await a.abort();
    }
    await committed();
    const { lastStable } = await reader.range(0);
    expect((await reader.lastBefore(0, lastStable))?.value?.toString()).toBe('c1');
    expect(await reader.lastBefore(0, 0n)).toBeUndefined();
  });
});
