import { once } from 'node:events';
import { connect } from 'node:net';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { DocumentedApi, transfer } from './documented-api.testing';
import { highWatermarksOf } from './high-watermarks.testing';
import { Product } from './product.testing';

/** Nothing that a client sends gives a 500 or reaches the topic, and every answer is as the served document says. */
describe('Bad input', () => {
  const book = '/v1/books/book';
  const PERIOD = 'from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z';
  let product: Product;
  let api: DocumentedApi;
  let topic: TopicReader;

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    topic = await product.paymentEvents();
  }, 180_000);
  afterAll(async () => {
    await topic?.close();
    await product?.close();
  });

  const json = { 'content-type': 'application/json', 'idempotency-key': 'bad' };
  const valid = JSON.stringify(transfer('1'));
  const changed = (rest: object) => JSON.stringify(transfer('1', rest));
  const withMetadata = (metadata: string) => valid.replace('}', `,"metadata":${metadata}}`);

  const bodies: [string, number, string | Buffer, Record<string, string>?][] = [
    ['is not JSON', 400, '{"amount":'],
    ['is empty', 400, ''],
    ['is null', 400, 'null'],
    ['is a list', 400, '[]'],
    ['is nested too deeply to be anything', 400, '['.repeat(100_000)],
    ['is not UTF-8', 400, Buffer.from([0x7b, 0xff, 0x7d])],
    ['reaches for a prototype', 400, valid.replace('{', '{"__proto__":{"amount":"1"},')],
    ['reaches for a prototype in metadata', 400, withMetadata('{"\\u005f_proto__":"x"}')],
    ['has a field that nobody knows', 400, changed({ dry: true })],
    ['lacks a field', 400, '{"debit":"a","credit":"b","amount":"1"}'],
    ['has NUL in a text', 400, changed({ description: 'a\u0000b' })],
    ['has half a character in a text', 400, withMetadata('{"a":"\\ud800"}')],
    ['has half a character in a name', 400, withMetadata('{"\\ud800":"a"}')],
    ['has an unknown currency', 400, changed({ currency: 'ZZZ' })],
    ['has a day that does not exist', 400, changed({ effective_at: '2026-02-30T00:00:00Z' })],
    ['has an account name that is none', 400, changed({ debit: 'Assets' })],
    ['expects a version that is no text', 400, changed({ expected_versions: { 'assets:psp': 7 } })],
    [
      'has too much metadata',
      400,
      changed({ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [i, ''])) }),
    ],
    ['is a megabyte too large', 413, `{"description":"${'x'.repeat(2 * 1024 * 1024)}"}`],
    ['is said to be text', 415, valid, { 'content-type': 'text/plain' }],
    ['is said to be a form', 415, valid, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['is said to be nonsense', 415, valid, { 'content-type': ';;' }],
    ['comes without a key', 400, valid, { 'idempotency-key': '' }],
    ['comes with a key of 256 characters', 400, valid, { 'idempotency-key': 'k'.repeat(256) }],
    ['comes with a key half in quotes', 400, valid, { 'idempotency-key': '"k' }],
    ...['0', '-1', '+1', '1.0', '1e3', '01', ' 1', '', '1234567890123456789'].map(
      (amount): [string, number, string] => [
        `has the amount ${JSON.stringify(amount)}`,
        400,
        changed({ amount }),
      ],
    ),
    ...[1, 1.5, null, true, ['1'], { value: '1' }].map((amount): [string, number, string] => [
      `has the amount ${JSON.stringify(amount)}, which is no text`,
      400,
      changed({ amount }),
    ]),
  ];

  it.each(bodies)(
    'a body that %s is refused with %i, and nothing is published',
    // The default keeps Jest from taking the fourth parameter for its own callback where a row has three.
    async (_, status, body, headers = {}) => {
      const before = await highWatermarksOf(topic);
      const answer = await api.send('POST', `${book}/transfers`, {
        headers: { ...json, ...headers },
        body,
      });
      expect(answer.status).toBe(status);
      expect(await highWatermarksOf(topic)).toEqual(before);
    },
  );

  it.each([
    ['POST', '/v1/books/Not-A-Book/transfers', 400],
    ['POST', '/v1/books/acme/transfers?dry_runs=true', 400],
    ['GET', '/v1/books/%00', 400],
    ['GET', '/v1/books/%zz', 400],
    ['GET', '/v1/books/%ff', 400],
    ['GET', `/v1/books/${'a'.repeat(1_000)}`, 414],
    ['GET', '/v1/books/nobody', 404],
    ['GET', '/v1/books/nobody/accounts', 404],
    ['GET', '/v1/books/nobody/accounts/a', 404],
    ['GET', '/v1/books/nobody/accounts/a/postings', 404],
    ['GET', '/v1/books/nobody/journal-entries', 404],
    ['GET', `/v1/books/nobody/journal-entries/je_${'0'.repeat(32)}`, 404],
    ['GET', '/v1/books/nobody/trial-balance', 404],
    ['GET', `/v1/books/nobody/general-ledger?${PERIOD}`, 404],
    ['GET', `/v1/books/nobody/accounts/a/statement?${PERIOD}`, 404],
    ['GET', '/v1/books/nobody/balances', 404],
    ['GET', '/v1/books/nobody/reconciliation/reports', 404],
    ['GET', '/v1/books/nobody/reconciliation/reports/latest', 404],
    ['GET', '/v1/books/nobody/operations?key=k', 404],
    ['GET', '/v1/books/nobody/operations', 400],
    ['GET', '/v1/books/nobody/operations/op_1', 400],
    ['GET', '/v1/books/nobody/journal-entries/17', 400],
    ['GET', '/v1/books/nobody/accounts/Assets', 400],
    ['GET', '/v1/books/nobody/accounts?limit=0', 400],
    ['GET', '/v1/books/nobody/accounts?limit=201', 400],
    ['GET', '/v1/books/nobody/accounts?limit=1&limit=2', 400],
    ['GET', '/v1/books/nobody/accounts?cursor=nonsense', 400],
    ['GET', '/v1/books/nobody/accounts?page=2', 400],
    ['GET', '/v1/books/nobody/accounts/a?at=yesterday', 400],
    ['GET', '/v1/books/nobody/trial-balance?at=2026-02-30T00:00:00Z', 400],
    ['GET', '/v1/books/nobody/general-ledger?from=2026-01-01T00:00:00Z', 400],
    ['GET', `/v1/books/nobody/general-ledger?${PERIOD}&limit=0`, 400],
    ['GET', '/v1/books/nobody/balances?depth=-1', 400],
    ['GET', '/nothing', 404],
    ['GET', '/v1/books/', 404],
    ['POST', '/nothing', 404],
    ['GET', '/v1/books', 405],
    ['DELETE', '/v1/books/acme', 405],
    ['PUT', '/v1/books/acme/accounts', 405],
    ['OPTIONS', '/v1/books/acme/transfers', 405],
  ])('%s %s is answered %i', async (method, path, status) => {
    const rest = method === 'POST' ? { headers: json, body: valid } : {};
    const answer = await api.send(method, path, rest);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('allow') !== null).toBe(status === 405);
  });

  it('a body that is too large is answered to a client that reads only after it has sent all of it', async () => {
    const body = Buffer.alloc(32 * 1024 * 1024, ' ');
    const head = `POST ${book}/transfers HTTP/1.1\r\nhost: 127.0.0.1\r\nidempotency-key: bad\r\ncontent-type: application/json`;
    const socket = connect(Number(new URL(product.url).port), '127.0.0.1').pause();
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.write(body, () => resolve());
    });
    const [answer] = (await once(socket.resume(), 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 [^]*"code":"body_too_large"/);
  });

  it('a body that comes byte by byte is read, in bounded memory', async () => {
    const pid = product.pidOf('payment-api');
    const socket = connect(Number(new URL(product.url).port), '127.0.0.1');
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(
      `POST ${book}/batches HTTP/1.1\r\nhost: 127.0.0.1\r\nidempotency-key: bad\r\ncontent-type: application/json\r\n`,
    );
    socket.write(`transfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(4 * 1024 * 1024)}0\r\n\r\n`);
    expect((await answer).toString()).toMatch(/^HTTP\/1.1 400 [^]*"code":"malformed_json"/);
    socket.destroy();
    expect(product.pidOf('payment-api')).toBe(pid);
  });

  it('a time zone that does not exist is refused', async () => {
    const { status, body } = await api.post('/v1/books', 'mars', {
      id: 'mars',
      name: 'Mars',
      time_zone: 'Mars/Olympus',
    });
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ pointer: '/time_zone' }] } });
  });
});
