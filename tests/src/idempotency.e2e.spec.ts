import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { paymentEventHeaders } from '@pacioli/contracts/payment-event';
import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { DocumentedApi, transfer, type DocumentedAnswer } from './documented-api.testing';
import { Product } from './product.testing';

interface Operation {
  id: string;
  status: string;
  code: string | null;
  journal_entry: string | null;
}
interface Entries {
  data: { id: string }[];
}
interface Account {
  balances: { posted: string };
}

describe('An idempotency key', () => {
  let product: Product;
  let api: DocumentedApi;
  let books = 0;
  let id: string;
  let book: string;

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
  }, 180_000);
  afterAll(() => product?.close());
  beforeEach(async () => {
    books += 1;
    id = `keys-${books}`;
    book = `/v1/books/${id}`;
    await api.post('/v1/books', 'open', { id, name: 'A book' });
    for (const [name, type] of [
      ['assets:psp', 'asset'],
      ['liabilities:m42', 'liability'],
    ]) {
      expect(await api.post(`${book}/accounts`, name!, { name, type, currency: 'GBP' })).toMatchObject({
        status: 201,
      });
    }
  });

  const posted = async () => (await api.get<Account>(`${book}/accounts/assets:psp`)).balances.posted;
  const entries = async () => (await api.get<Entries>(`${book}/journal-entries?limit=200`)).data;
  const asEntry = (amount: string) => ({
    postings: [
      { account: 'assets:psp', direction: 'DEBIT', amount, currency: 'GBP' },
      { account: 'liabilities:m42', direction: 'CREDIT', amount, currency: 'GBP' },
    ],
  });

  describe('that is in flight with two requests at once', () => {
    const KEYS = Array.from({ length: 20 }, (_, i) => `key-${i}`);
    const PAIRS = {
      'two transfers': [
        ['transfers', transfer('1')],
        ['transfers', transfer('2')],
      ],
      'two journal entries': [
        ['journal-entries', asEntry('1')],
        ['journal-entries', asEntry('2')],
      ],
      'a transfer and a journal entry': [
        ['transfers', transfer('1')],
        ['journal-entries', asEntry('1')],
      ],
    } as const;

    /** Both requests of each key at once, all keys together, and those first that came second for the key before. */
    const race = (pair: (typeof PAIRS)[keyof typeof PAIRS], prefer: string): Promise<DocumentedAnswer[][]> =>
      Promise.all(
        KEYS.map((key, at) => {
          const inTurn = at % 2 === 0 ? pair : [...pair].reverse();
          return Promise.all(
            inTurn.map(([route, body]) => api.post(`${book}/${route}`, key, body, { prefer })),
          );
        }),
      );

    it.each(Object.entries(PAIRS))('posts one of %s, and answers the other 422', async (_, pair) => {
      for (const answers of await race(pair, 'wait=30')) {
        expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
        const [made, refused] = answers.sort((a, b) => a.status - b.status) as [
          DocumentedAnswer,
          DocumentedAnswer,
        ];
        expect(refused.body).toMatchObject({ code: 'idempotency_key_reused' });
        expect(await entries()).toContainEqual(made.body);
      }
      expect(await entries()).toHaveLength(KEYS.length);
    });

    it.each(Object.entries(PAIRS))(
      'posts one of %s, and its operation says so of the other, when nobody waits',
      async (_, pair) => {
        for (const answers of await race(pair, '')) {
          const operations = await Promise.all(answers.map(operationOf));
          expect(operations.map(({ status }) => status).sort()).toEqual(['posted', 'rejected']);
          expect(operations.find(({ status }) => status === 'rejected')).toMatchObject({
            ...{ code: 'idempotency_key_reused', journal_entry: null },
          });
        }
        expect(await entries()).toHaveLength(KEYS.length);
      },
    );

    /** What became of a request that was answered 202, or 422 when the other one was decided before it came. */
    async function operationOf({ status, headers, body }: DocumentedAnswer): Promise<Operation> {
      expect([202, 422]).toContain(status);
      const { operation } = body as { operation: string };
      const where = headers.get('location') ?? `${book}/operations/${operation}`;
      return (await api.send('GET', where, { headers: { prefer: 'wait=30' } })).body as Operation;
    }
  });

  describe("that is a scheduler's too", () => {
    let producer: TransactionalProducer;
    beforeAll(() => (producer = new TransactionalProducer(product.kafka, `scheduler-${process.pid}`)));
    afterAll(() => producer.close());

    /** Publishes a transfer as another source of events would, and returns its operation's id. */
    async function schedule(key: string, amount: string): Promise<string> {
      const { TOPIC_PARTITIONS: partitions, INSTALLATION_PREFIX: prefix } = product.settings.config;
      const type = 'transfer.requested.v1';
      const value = `{"amount":"${amount}","credit":"liabilities:m42","currency":"GBP","debit":"assets:psp"}`;
      const operation = operationIdOf(keyIdOf('scheduler', id, key), fingerprintOf(type, value));
      const headers = paymentEventHeaders(type, operation, new Date(), {
        ...{ source: 'scheduler', idempotencyKey: key, actorType: 'system', actorId: 'scheduler' },
        ...{ requestId: null, traceparent: null },
      });
      const topic = paymentEventsTopic(prefix);
      await producer.publish([{ topic, partition: partitionOf(id, partitions), key: id, value, headers }]);
      return operation;
    }
    const outcome = async (operation: string) =>
      (await api.send('GET', `${book}/operations/${operation}`, { headers: { prefer: 'wait=30' } }))
        .body as Operation;

    it.each(['5', '7'])('is another key: the client asks for 5, the scheduler for %s', async (amount) => {
      const before = await schedule('client-second', amount);
      expect(await outcome(before)).toMatchObject({ status: 'posted' });
      const second = await api.post(`${book}/transfers`, 'client-second', transfer('5'));
      const first = await api.post(`${book}/transfers`, 'client-first', transfer('5'));
      const after = await schedule('client-first', amount);
      expect(await outcome(after)).toMatchObject({ status: 'posted' });

      for (const [key, answer, other] of [
        ['client-first', first, after],
        ['client-second', second, before],
      ] as const) {
        expect(answer).toMatchObject({ status: 201, body: { postings: [{ amount: '5' }, { amount: '5' }] } });
        expect(answer.headers.get('idempotency-replayed')).toBeNull();
        const { operation, id: entry } = answer.body as { operation: string; id: string };
        const own = await api.get<Operation>(`${book}/operations?key=${key}`);
        expect(own).toMatchObject({ id: operation, status: 'posted', journal_entry: entry });
        const theirs = await outcome(other);
        expect(theirs).toMatchObject({ id: other, actor: { type: 'system', id: 'scheduler' } });
        expect(theirs.journal_entry).not.toBe(entry);
        const again = await api.post(`${book}/transfers`, key, transfer('5'));
        expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([answer.text, 'true']);
      }
      expect(await entries()).toHaveLength(4);
      expect(await posted()).toBe(String(2 * (5 + Number(amount))));
    });
  });
});
