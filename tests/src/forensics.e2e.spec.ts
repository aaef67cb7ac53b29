import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { paymentEventHeaders } from '@pacioli/contracts/payment-event';
import { ledgerEventsTopic, partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import { deleteRecordsBefore, groupOffset } from '@pacioli/kafka/harmed-topic.testing';
import { withAdmin } from '@pacioli/kafka/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { database } from '@pacioli/postgres/database';
import { DocumentedApi, transfer } from './documented-api.testing';
import { DocumentedBook, made } from './documented-book.testing';
import { pacioli, pacioliJson, startPacioli } from './pacioli.testing';
import { Product } from './product.testing';

const PARTITIONS = 6;
const BOOK = 'forensics';
const OTHER_BOOK = 'another';
const PARTITION = partitionOf(BOOK, PARTITIONS);
/** A partition on which no book of these is. */
const EMPTY = [0, 1, 2].find((one) => one !== PARTITION && one !== partitionOf(OTHER_BOOK, PARTITIONS))!;

/** The commands of `pacioli` that read a topic or a balance, on the product as it runs. */
describe('Forensics', () => {
  let product: Product;
  let book: DocumentedBook;
  let api: DocumentedApi;
  let producer: TransactionalProducer;

  beforeAll(async () => {
    product = await Product.open({ TOPIC_PARTITIONS: PARTITIONS });
    api = await DocumentedApi.open(product.url);
    book = await DocumentedBook.open(api, BOOK);
    await DocumentedBook.open(api, OTHER_BOOK);
    producer = new TransactionalProducer(product.kafka, `${product.prefix}test`);
  }, 180_000);
  afterAll(async () => {
    await producer?.close();
    await product?.close();
  });

  const linesOf = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await pacioli(product, ...args);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.split('\n').slice(0, -1);
  };

  describe('balance', () => {
    interface BalanceAt {
      account: Record<string, unknown>;
      made_by: { number: string; id: string; operation: string } | null;
    }
    const NAME = 'liabilities:m42';
    const balance = (...args: string[]) => pacioliJson<BalanceAt>(product, 'balance', BOOK, NAME, ...args);

    it('is what the API answers, now and as of any moment, with the entry that made it', async () => {
      const entries: Record<string, unknown>[] = [];
      for (const [amount, effective_at] of [
        ['100', '2026-01-31T00:00:00.000Z'],
        ['20', '2026-02-28T00:00:00.000Z'],
        ['3', '2025-12-31T00:00:00.000Z'],
      ] as const)
        entries.push(await made(book.post('/transfers', transfer(amount, { effective_at }))));
      for (const entry of entries) {
        const at = entry['recorded_at'] as string;
        const found = await balance('--at', at);
        expect(found.account).toEqual(await book.account(`?at=${at}`));
        // Several may be recorded in one millisecond: the newest of them made the balance.
        const newest = entries.filter((one) => (one['recorded_at'] as string) <= at).at(-1)!;
        expect(found.made_by).toMatchObject({ id: newest['id'], operation: newest['operation'] });
      }
      expect((await balance()).account).toEqual(await book.account());
      const effective = await balance('--at', '2026-02-01T00:00:00Z', '--effective');
      expect(effective.account).toEqual(await book.account('?effective_at=2026-02-01T00:00:00Z'));
      expect(effective.account['balances']).toMatchObject({ posted: '103' });
      // The newest entry is another one: it was recorded later and took effect before.
      expect(effective.made_by).toBeNull();
      const args = [BOOK, NAME, '--at', '2026-02-01T00:00:00Z', '--effective'];
      expect((await linesOf('balance', ...args)).filter((line) => /version|made by/.test(line))).toEqual([]);
      const lines = await linesOf('balance', BOOK, NAME);
      expect(lines).toContain('posted     1.23 GBP');
      expect(lines).toContain(`made by    entry 3, ${entries[2]!['id'] as string}`);
    }, 60_000);

    it('says what is not there', async () => {
      for (const [args, said] of [
        [['nobody', NAME], 'There is no book nobody in the ledger.\n'],
        [[BOOK, 'assets:none'], `There is no account assets:none in book ${BOOK}.\n`],
        [
          [BOOK, NAME, '--at', '2020-01-01T00:00:00Z'],
          `There is no account ${NAME} in book ${BOOK}, or it was opened after 2020-01-01T00:00:00.000Z.\n`,
        ],
      ] as const) {
        const { code, stderr } = await pacioli(product, 'balance', ...args);
        expect([code, stderr]).toEqual([1, said]);
      }
    }, 60_000);
  });

  describe('tail', () => {
    const topic = () => paymentEventsTopic(product.prefix);

    it('shows the records that are asked for, and no others', async () => {
      const { operation } = await made(api.post(`/v1/books/${BOOK}/transfers`, 'tailed', transfer('1050')));
      const id = operation as string;
      const [line, ...others] = await linesOf('tail', 'payment-events', '--key', 'tailed', '--book', BOOK);
      expect([line, others]).toEqual([
        expect.stringMatching(/^20\d\d-.*Z  \d-\d+ +forensics +transfer\.requ/),
        [],
      ]);
      expect(line).toMatch(new RegExp(`  ${id}  10\\.50 GBP$`));
      expect(await linesOf('tail', 'payment-events', '--operation', id)).toEqual([line]);
      const [at, place] = line!.split(/ +/);
      expect(await linesOf('tail', 'payment-events', '--from', place!, '--limit', '1')).toEqual([line]);
      expect(await linesOf('tail', 'payment-events', '--from', at!, '--key', 'tailed')).toEqual([line]);
      const opened = await linesOf('tail', 'payment-events', '--type', 'account');
      expect(opened.map((one) => one.split(/ +/).slice(2, 4))).toEqual([
        ...[
          ['forensics', 'account.requested.v1'],
          ['forensics', 'account.requested.v1'],
        ],
        ...[
          ['another', 'account.requested.v1'],
          ['another', 'account.requested.v1'],
        ],
      ]);
      const all = (await linesOf('tail', 'payment-events')).map((one) => one.split(' ')[0]!);
      expect(all).toEqual([...all].sort());
      expect(all.length).toBeGreaterThan(6);

      const { stdout } = await pacioli(product, 'tail', 'payment-events', '--operation', id, '--json');
      expect(JSON.parse(stdout)).toEqual({
        ...{ topic: topic(), partition: PARTITION, offset: place!.split('-')[1], appended_at: at, key: BOOK },
        headers: expect.objectContaining({ ce_id: id, ce_idempotencykey: 'tailed' }) as object,
        value: transfer('1050'),
      });
    }, 60_000);

    it('shows outcomes, of a key too, which they do not tell', async () => {
      const answer = await made(api.post(`/v1/books/${BOOK}/transfers`, 'outcome', transfer('7')));
      const shown = async () => linesOf('tail', 'ledger-events', '--key', 'outcome', '--book', BOOK);
      let lines = await shown();
      while (lines.length === 0) lines = await shown();
      expect(lines).toEqual([expect.stringContaining(`transfer.posted.v1`)]);
      expect(lines[0]).toMatch(new RegExp(`${answer['operation'] as string}  0\\.07 GBP$`));
    }, 60_000);

    it('goes on with what comes until it is told to end, and joins no group', async () => {
      const group = `${product.prefix}ledger-service`;
      const groups = () =>
        withAdmin(product.kafka, async (admin) => {
          const { groups: all } = await admin.listGroups();
          const own = all.map(({ groupId }) => groupId).filter((id) => id.startsWith(product.prefix));
          const { groups: described } = await admin.describeGroups(own);
          return described.map(({ groupId, state, members }) => ({
            ...{ groupId, state, members: members.map(({ memberId }) => memberId) },
          }));
        });
      const before = await groups();
      expect(before).toMatchObject([{ groupId: group, state: 'Stable' }]);
      const tail = startPacioli(product, 'tail', 'payment-events', '--follow', '--book', BOOK);
      const shown: string[] = [];
      createInterface(tail.stdout!).on('line', (line) => shown.push(line));
      for (let at = 0; shown.length < 3; at += 1) {
        await made(api.post(`/v1/books/${BOOK}/transfers`, `followed-${at}`, transfer('2')));
        await pause(50);
      }
      const reader = await product.paymentEvents();
      const { lastStable } = await reader.range(PARTITION);
      await reader.close();
      // The group reports what the ledger has decided, a moment later.
      while ((await groupOffset(product.kafka, group, topic(), PARTITION)) < lastStable) await pause(50);
      expect(await groups()).toEqual(before);
      tail.kill('SIGINT');
      expect(await once(tail, 'exit')).toEqual([0, null]);
      expect(await groups()).toEqual(before);
      expect(await groupOffset(product.kafka, group, topic(), PARTITION)).toBe(lastStable);
    }, 60_000);

    it('ends when whoever reads has enough', async () => {
      const tail = startPacioli(product, 'tail', 'payment-events', '--follow', '--from', 'beginning');
      await once(createInterface(tail.stdout!), 'line');
      tail.stdout!.destroy();
      const ended = once(tail, 'exit');
      const isOver = async () => (await Promise.race([ended, pause(50)])) !== undefined;
      for (let at = 0; !(await isOver()); at += 1)
        await made(api.post(`/v1/books/${BOOK}/transfers`, `unread-${at}`, transfer('2')));
      expect(await ended).toEqual([0, null]);
    }, 60_000);
  });

  describe('topic verify', () => {
    interface Verified {
      topic: string;
      partitions: { partition: number; records: number; finding_count: number; findings: object[] }[];
    }
    async function verified(...args: string[]): Promise<{ code: number | null; topics: Verified[] }> {
      const { code, stdout } = await pacioli(product, 'topic', 'verify', ...args, '--json');
      return { code, topics: JSON.parse(stdout) as Verified[] };
    }
    const findingsOf = ({ partitions }: Verified) => partitions.flatMap(({ findings }) => findings);

    it('finds nothing wrong where nothing is', async () => {
      const { code, topics } = await verified();
      expect([code, topics.flatMap(findingsOf)]).toEqual([0, []]);
      expect(topics.map(({ topic }) => topic)).toEqual([
        paymentEventsTopic(product.prefix),
        ledgerEventsTopic(product.prefix),
      ]);
      const [records] = topics.map(({ partitions }) => partitions[PARTITION]!.records);
      expect(records).toBe((await linesOf('tail', 'payment-events', '--book', BOOK)).length);
      const { stdout } = await pacioli(product, 'topic', 'verify', 'payment-events');
      expect(stdout).toContain('0.0 % of what was written was aborted.\nNothing is wrong.');
    }, 60_000);

    it('finds a record that the ledger can not decide', async () => {
      const topic = paymentEventsTopic(product.prefix);
      const rogue = { topic, partition: PARTITION, key: BOOK, value: '{}', headers: {} };
      const [at] = await producer.publish([rogue]);
      const { code, topics } = await verified('payment-events');
      expect([code, topics.map(findingsOf)]).toEqual([
        1,
        [
          [
            {
              at: `${PARTITION}-${at}`,
              what: expect.stringContaining('headers_invalid: one of ce_type') as string,
            },
          ],
        ],
      ]);
      const { code: again, stdout } = await pacioli(product, 'topic', 'verify', 'payment-events');
      expect([again, stdout]).toEqual([
        1,
        expect.stringContaining(`  ${PARTITION}-${at}  headers_invalid: one of`),
      ]);
    }, 60_000);

    it('finds an event on the partition of other books', async () => {
      const value = JSON.stringify(transfer('1'));
      const keyId = keyIdOf('http', BOOK, 'lost');
      const operation = operationIdOf(keyId, fingerprintOf('transfer.requested.v1', value));
      const headers = paymentEventHeaders('transfer.requested.v1', operation, new Date(), {
        ...{ source: 'http', idempotencyKey: 'lost', actorType: 'unauthenticated' },
        ...{ actorId: null, requestId: null, traceparent: null },
      });
      const topic = paymentEventsTopic(product.prefix);
      const [at] = await producer.publish([{ topic, partition: EMPTY, key: BOOK, value, headers }]);
      const { code, topics } = await verified('payment-events');
      const finding = { at: `${EMPTY}-${at}`, what: `book ${BOOK} belongs on partition ${PARTITION}` };
      expect([code, topics.flatMap(findingsOf)]).toEqual([1, expect.arrayContaining([finding])]);
    }, 60_000);

    it('finds events that answer nothing, and bodies that their types do not have', async () => {
      const topic = ledgerEventsTopic(product.prefix);
      const headers = { ce_type: 'transfer.rejected.v1', ce_id: `${BOOK}/1`, ce_sourceoffset: '999999' };
      const value = JSON.stringify({ operation: 'op', code: 'bad_luck', detail: '' });
      const [first, second] = await producer.publish([
        { topic, partition: EMPTY, key: BOOK, value, headers },
        { topic, partition: EMPTY, key: BOOK, value, headers: {} },
      ]);
      const { code, topics } = await verified('ledger-events');
      const place = `${EMPTY}-${first}`;
      expect([code, topics.map(findingsOf)]).toEqual([
        1,
        [
          [
            { at: place, what: `book ${BOOK} belongs on partition ${PARTITION}` },
            { at: place, what: '/code is none that this release knows' },
            { at: place, what: 'the ledger has no outcome of the request at 999999' },
            {
              at: `${EMPTY}-${second}`,
              what: 'it has no offset of a request: somebody else has written it',
            },
          ],
        ],
      ]);
    }, 60_000);

    it('finds an outcome that is not on ledger-events', async () => {
      const { adminDatabaseUrl } = product.settings.addresses;
      const { databaseName } = product.settings;
      const url = Object.assign(new URL(adminDatabaseUrl), { pathname: `/${databaseName}` });
      const source = await database({ url: url.href, applicationName: 'test', poolSize: 1 }).initialize();
      // At the marker behind the first record of the partition.
      await source.query(
        `insert into ledger.outcome (key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, status, hash)
         values (gen_random_uuid(), $1, 9999, $2, 1, now(), now(), 'done', '')`,
        [BOOK, PARTITION],
      );
      await source.destroy();
      const { code, topics } = await verified('ledger-events');
      const what = `before it the outcome ${BOOK}/9999 of the request at 1 is missing`;
      expect([code, topics.flatMap(findingsOf)]).toEqual([
        1,
        expect.arrayContaining([expect.objectContaining({ what })]),
      ]);
    }, 60_000);

    it('finds that records were deleted', async () => {
      const topic = paymentEventsTopic(product.prefix);
      await deleteRecordsBefore(product.kafka, topic, { partition: PARTITION, offset: 2n });
      const { code, topics } = await verified('payment-events');
      const finding = { at: `${PARTITION}-0`, what: 'the partition begins at 2: records were deleted' };
      expect([code, topics.flatMap(findingsOf)]).toEqual([1, expect.arrayContaining([finding])]);
    }, 60_000);
  });
});
