import { MAX_MESSAGE_BYTES } from '@pacioli/contracts/topics';
import { deleteTopic } from '@pacioli/kafka/harmed-topic.testing';
import { END_TXN, LosingProxy } from '@pacioli/kafka/losing-proxy.testing';
import { createTopics } from '@pacioli/kafka/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { setTimeout as pause } from 'node:timers/promises';
import { LedgerDatabase } from '../ledger-database';
import type { Problem } from '@pacioli/service/http/problem';
import { LedgerStand } from '../ledger-stand.testing';
import { OutcomesStore } from '../outcomes/outcomes-store';
import { Publisher, type Published, type PublisherSettings } from './publisher';

const MIB = 1024 * 1024;
const codeOf = (error: Problem) => error.code;
const positionOf = (published: Published) => ('position' in published ? published.position : undefined);

describe('Publisher', () => {
  const stand = new LedgerStand();
  const opened: Publisher[] = [];

  beforeAll(() => stand.open());
  afterEach(async () => {
    for (const publisher of opened.splice(0)) await publisher.onApplicationShutdown();
  });
  afterAll(() => stand.close());

  const settings = (lanes: string[], rest: Partial<PublisherSettings> = {}): PublisherSettings => ({
    kafka: stand.kafka,
    transactionalIds: lanes.map((lane) => `${stand.prefix}${lane}`),
    ...{ lingerMs: 5, queue: { records: 1_000, bytes: 1_000_000 }, waitMs: 60_000, fencesMs: 0 },
    ...rest,
  });

  async function open(rest: Partial<PublisherSettings> = {}, database = stand.database): Promise<Publisher> {
    const publisher = new Publisher(new OutcomesStore(database), settings(['a', 'b'], rest));
    await publisher.onApplicationBootstrap();
    opened.push(publisher);
    return publisher;
  }

  it('says where each record stands', async () => {
    const publisher = await open();
    const values = Array.from({ length: 300 }, (_, i) => `{"i":${i}}`);
    const published = await Promise.all(
      values.map((value, i) =>
        publisher.publish(stand.publication(`many-${i}`, { value, partition: i % 2 })),
      ),
    );
    for (const partition of [0, 1]) {
      const own = published.map(positionOf).filter((position) => position?.partition === partition);
      expect(new Set(own.map((position) => position?.offset)).size).toBe(150);
      const there = (await stand.published(partition)).filter((value) => value.startsWith('{"i"'));
      expect(there.sort()).toEqual(values.filter((_, i) => i % 2 === partition).sort());
    }
  });

  it('publishes what comes twice in a batch once, and answers both', async () => {
    const publisher = await open({ lingerMs: 100, transactionalIds: [`${stand.prefix}a`] });
    const twice = stand.publication('twice', { value: '{"twice":1}' });
    const other = stand.publication('twice', { value: '{"twice":2}' });
    const [first, second, third] = (
      await Promise.all([twice, twice, other].map((one) => publisher.publish(one)))
    ).map(positionOf);
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    expect((await stand.published()).filter((value) => value.includes('twice'))).toEqual([
      '{"twice":1}',
      '{"twice":2}',
    ]);
  });

  it('answers what was decided before with what was decided, and does not publish it again', async () => {
    const publisher = await open();
    const decided = stand.publication('decided', { value: '{"decided":1}' });
    await stand.decide(decided, positionOf(await publisher.publish(decided))!);
    const [same, other, fresh] = await Promise.all([
      publisher.publish(decided),
      publisher.publish(stand.publication('decided', { value: '{"decided":2}' })),
      publisher.publish(stand.publication('fresh', { value: '{"fresh":1}' })),
    ]);
    expect(same).toEqual({
      earlier: expect.objectContaining({ keyId: decided.keyId, status: 'posted' }) as unknown,
    });
    expect(other).toEqual(same);
    expect(positionOf(fresh)).toBeDefined();
    expect((await stand.published()).filter((value) => /decided/.test(value))).toEqual(['{"decided":1}']);
  });

  it('publishes large records and small ones of one partition, though together they exceed what the broker takes', async () => {
    const publisher = await open({
      queue: { records: 1_000, bytes: 64 * MIB },
      transactionalIds: [`${stand.prefix}a`],
    });
    const large = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({ large: i, text: 'x'.repeat(MIB / 2) }),
    );
    const small = Array.from({ length: 200 }, (_, i) => `{"small":${i}}`);
    // All of them are there before the first batch is taken.
    const published = await Promise.all(
      small.flatMap((value, i) => [
        publisher.publish(stand.publication(`small-${i}`, { value })),
        ...large
          .slice(i, i + 1)
          .map((text) =>
            publisher.publish(stand.publication(`large-${i}`, { value: text, bytes: text.length })),
          ),
      ]),
    );
    expect(large.join('').length).toBeGreaterThan(MAX_MESSAGE_BYTES.paymentEvents);
    expect(new Set(published.map((one) => positionOf(one)?.offset)).size).toBe(240);
    const there = (await stand.published()).filter((value) => /^{"(large|small)"/.test(value));
    expect(there.sort()).toEqual([...large, ...small].sort());
  });

  it('refuses what its queue does not hold, and publishes nothing of it', async () => {
    const publisher = await open({ queue: { records: 2, bytes: 1_000_000 }, lingerMs: 100 });
    const attempts = await Promise.allSettled(
      [1, 2, 3].map((i) => publisher.publish(stand.publication(`full-${i}`, { value: `{"full":${i}}` }))),
    );
    expect(attempts.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((attempts[2] as PromiseRejectedResult).reason).toMatchObject({ code: 'overloaded', status: 503 });
    expect(await stand.published()).not.toContain('{"full":3}');
  });

  it('lets nobody join a queue whose first has waited for half of the longest wait, and keeps that one', async () => {
    // No lane was opened, so nothing is taken.
    const queue = { records: 1_000_000, bytes: 1_000_000_000 };
    const publisher = new Publisher(
      new OutcomesStore(stand.database),
      settings([], { waitMs: 10_000, queue }),
    );
    opened.push(publisher);
    const settled: unknown[] = [];
    const settle = (reason: unknown) => void settled.push(reason);
    const began = performance.now();
    void publisher.publish(stand.publication('first')).catch(settle);
    let later = 0;
    while (settled.length === 0 && performance.now() - began < 30_000) {
      later += 1;
      void publisher.publish(stand.publication(`later-${later}`)).catch(settle);
      await pause(20);
    }
    expect(performance.now() - began).toBeGreaterThan(5_000);
    // Those before it wait on, as does the first: only the last to come was refused.
    expect(settled).toEqual([expect.objectContaining({ code: 'overloaded', status: 503 })]);
  });

  it('refuses what has waited too long for a lane', async () => {
    // No lane was opened, so nothing is taken.
    const publisher = new Publisher(new OutcomesStore(stand.database), settings([], { waitMs: 1 }));
    await publisher.onApplicationBootstrap();
    opened.push(publisher);
    await expect(publisher.publish(stand.publication('late'))).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('does not let a request wait for a transaction that does not end, which may commit all the same', async () => {
    const publisher = await open({ waitMs: 100 });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- It is called with its own producer below.
    const published = TransactionalProducer.prototype.publish;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow = jest.spyOn(TransactionalProducer.prototype, 'publish').mockImplementation(async function (
      this: TransactionalProducer,
      records,
    ) {
      await held;
      return await published.call(this, records);
    });
    const request = publisher.publish(stand.publication('slow', { value: '{"slow":1}' }));
    await expect(request).rejects.toMatchObject({ code: 'outcome_unknown', status: 503 });
    letGo();
    while (!(await stand.published()).includes('{"slow":1}')) await pause(20);
    slow.mockRestore();
  });

  it('fault 6: does not know what became of a commit that is not answered, and the key makes asking again safe', async () => {
    const proxy = new LosingProxy(stand.kafka.brokers[0]!);
    await proxy.open();
    const publisher = await open({ transactionalIds: [`${stand.prefix}unanswered`] });
    const asked = stand.publication('unanswered', { value: '{"unanswered":1}' });
    proxy.lose(END_TXN);
    await expect(publisher.publish(asked)).rejects.toMatchObject({
      ...{ code: 'outcome_unknown', status: 503, details: { operation: asked.operationId } },
    });
    expect(proxy.losses).toBeGreaterThan(0);
    proxy.heal();
    const again = await publisher.publish(asked);
    await proxy.close();
    // It was committed both times; the ledger decides the first, and that is what the key meets from then on.
    const there = (await stand.published()).filter((value) => value.includes('unanswered'));
    expect(there).toEqual(['{"unanswered":1}', '{"unanswered":1}']);
    await stand.decide(asked, positionOf(again)!);
    expect(await publisher.publish(asked)).toMatchObject({ earlier: { keyId: asked.keyId } });
  });

  it('publishes nothing while the database can not say what was decided', async () => {
    const lost = await LedgerDatabase.open(stand.urlOf('pacioli_api'), 'test', 4);
    const publisher = await open({}, lost);
    await lost.onApplicationShutdown();
    await expect(publisher.publish(stand.publication('lost', { value: '{"lost":1}' }))).rejects.toThrow();
    expect(await stand.published()).not.toContain('{"lost":1}');
  });

  it('publishes nothing where nothing is decided, and goes on by itself once it is', async () => {
    const publisher = await open();
    const decided = stand.publication('before', { value: '{"before":1}' });
    await stand.decide(decided, positionOf(await publisher.publish(decided))!);
    const refused = stand.publication('refused', { value: '{"refused":1}' });
    await stand.stop(0, 'The topic was made anew.');
    await expect(publisher.publish(refused)).rejects.toMatchObject({ code: 'ledger_stopped', status: 503 });
    expect(await publisher.publish(decided)).toMatchObject({ earlier: { keyId: decided.keyId } });
    const elsewhere = stand.publication('elsewhere', { partition: 1 });
    expect(positionOf(await publisher.publish(elsewhere))).toMatchObject({ partition: 1 });
    expect(await stand.published()).not.toContain('{"refused":1}');
    await stand.stop(0, null);
    await publisher.publish(refused);
    expect(await stand.published()).toContain('{"refused":1}');
  });

  it('accepts nothing in a topic that has lost its end, not even what comes to stand behind the fence', async () => {
    const publisher = await open({ transactionalIds: [`${stand.prefix}a`] });
    const asked = (key: string) => stand.publication(key, { value: `{"${key}":1}`, partition: 1 });
    const end = positionOf(await publisher.publish(asked('kept')))!;
    // Three records that were decided are gone.
    await stand.decide(asked('gone'), { partition: 1, offset: end.offset + 5n });
    const keys = Array.from({ length: 12 }, (_, at) => `foreign-${at}`);
    const refused = await Promise.all(keys.map((key) => publisher.publish(asked(key)).catch(codeOf)));
    expect(refused).toEqual(keys.map(() => 'outcome_unknown'));
    for (const key of ['foreign-0', 'refused'])
      expect(await publisher.publish(asked(key)).catch(codeOf)).toBe('ledger_stopped');
    expect(await stand.published(1)).not.toContain('{"refused":1}');

    await stand.verify(1);
    expect(positionOf(await publisher.publish(asked('after')))).toMatchObject({
      partition: 1,
    });
  });

  it('knows a topic that was made anew by what it had accepted, of which nothing was decided', async () => {
    const other = new LedgerStand();
    await other.open();
    const ids = { kafka: other.kafka, transactionalIds: [`${other.prefix}a`] };
    const publisher = await open(ids, other.database);
    for (let i = 0; i < 5; i += 1) await publisher.publish(other.publication(`kept-${i}`));
    await deleteTopic(other.kafka, other.topic);
    await createTopics(other.kafka, other.prefix, 2);
    let code: string | undefined = 'unavailable';
    // The producer knows the topic that is gone.
    for (let i = 0; code === 'unavailable'; i += 1) {
      code = await publisher.publish(other.publication(`foreign-${i}`)).then(() => 'accepted', codeOf);
    }
    expect(code).toBe('outcome_unknown');
    const publish = () => publisher.publish(other.publication('refused')).then(() => 'accepted', codeOf);
    expect(await publish()).toBe('ledger_stopped');
    // The ledger compares what it has decided, which is nothing.
    await other.stop(0, null);
    await other.verify(0);
    expect(await publish()).toBe('ledger_stopped');
    await other.stop(0, 'The topic was made anew.');
    expect(await publish()).toBe('ledger_stopped');
    await other.verify(0);
    expect(await publish()).toBe('accepted');
    await other.close();
  });

  it('accepts again in a topic that was restored without what had been accepted, where the ledger was seen stopped', async () => {
    const other = new LedgerStand();
    await other.open();
    const ids = { kafka: other.kafka, transactionalIds: [`${other.prefix}a`] };
    const publisher = await open(ids, other.database);
    const publish = (key: string) => publisher.publish(other.publication(key)).then(() => 'accepted', codeOf);
    for (const key of ['0', '1', '2']) expect(await publish(key)).toBe('accepted');
    await other.stop(0, 'The topic has lost its end.');
    expect(await publish('refused')).toBe('ledger_stopped');
    // It is restored without any of them.
    await deleteTopic(other.kafka, other.topic);
    await createTopics(other.kafka, other.prefix, 2);
    await other.verify(0);
    let code: string | undefined = 'unavailable';
    // The producer knows the topic that is gone.
    while (code === 'unavailable') code = await publish('restored');
    expect([code, await publish('after')]).toEqual(['accepted', 'accepted']);
    await other.close();
  });

  it('answers what is in hand before it ends', async () => {
    const publisher = await open({ lingerMs: 100 });
    const published = publisher.publish(stand.publication('last', { value: '{"last":1}' }));
    await publisher.onApplicationShutdown();
    expect(positionOf(await published)).toBeDefined();
    opened.splice(0);
  });

  it('is ended by whoever takes its transactional id', async () => {
    const publisher = new Publisher(new OutcomesStore(stand.database), settings(['taken']));
    await publisher.onApplicationBootstrap();
    const successor = new TransactionalProducer(stand.kafka, `${stand.prefix}taken`);
    await successor.open();
    void publisher.publish(stand.publication('fenced', { value: '{"fenced":1}' })).catch(() => undefined);
    await expect(publisher.onApplicationShutdown()).rejects.toThrow('Another process publishes as');
    expect(await stand.published()).not.toContain('{"fenced":1}');
    await successor.close();
  });
});
