import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { DocumentedApi } from './documented-api.testing';
import { documentedRequests, type DocumentedRequest } from './documented-requests.testing';
import { highWatermarksOf } from './high-watermarks.testing';
import { Product } from './product.testing';

/** What no field may hold: PostgreSQL can not store it, or it has no bound. */
const BAD = {
  NUL: '\u0000',
  'a first half': '\ud800',
  'a second half': '\udc00',
  'too much': 'x'.repeat(2_000),
};

/** The places that take text are those that the served document declares. */
describe('Text that can not be kept', () => {
  let product: Product;
  let api: DocumentedApi;
  let topic: TopicReader;
  let requests: DocumentedRequest[];

  beforeAll(async () => {
    product = await Product.open();
    api = await DocumentedApi.open(product.url);
    topic = await product.paymentEvents();
    requests = documentedRequests(api.document);
  }, 180_000);
  afterAll(async () => {
    await topic?.close();
    await product?.close();
  });

  let before: bigint[];
  beforeEach(async () => (before = await highWatermarksOf(topic)));
  afterEach(async () => expect(await highWatermarksOf(topic)).toEqual(before));

  const json = { 'content-type': 'application/json', 'idempotency-key': 'bad' };
  const writes = () => requests.filter(({ body }) => body !== undefined);

  /** What is wrong with the answer to a request; nothing when it is a problem document that names the place. */
  async function faults(
    { method, body }: DocumentedRequest,
    path: string,
    sent: unknown,
    what: string,
    pointer: string | undefined,
  ): Promise<string[]> {
    const rest = body === undefined ? {} : { headers: json, body: JSON.stringify(sent) };
    const answer = await api.send(method, path, rest);
    const { errors = [] } = answer.body as { errors?: { pointer: string }[] };
    const named = pointer === undefined || errors.some((error) => error.pointer.startsWith(pointer));
    const isRight = [400, 414].includes(answer.status) && named;
    return isRight
      ? []
      : [`${what} in ${method} ${path.slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 300)}`];
  }

  it('is refused in every field of every body, which the answer names', async () => {
    expect(writes().flatMap(({ bodyFields }) => bodyFields).length).toBeGreaterThan(30);
    const found: string[] = [];
    for (const request of writes()) {
      for (const field of request.bodyFields) {
        for (const [what, bad] of Object.entries(BAD)) {
          const sent = field.with(field.valid + bad);
          found.push(
            ...(await faults(request, request.path(), sent, `${what} in ${field.pointer}`, field.pointer)),
          );
        }
      }
    }
    expect(found).toEqual([]);
  });

  it('is refused as the name of a field that nobody knows', async () => {
    const found: string[] = [];
    for (const request of writes()) {
      for (const [what, bad] of Object.entries(BAD)) {
        const sent = { ...(request.body as object), [`name${bad}`]: 'x' };
        found.push(...(await faults(request, request.path(), sent, `a name with ${what}`, '/name')));
      }
    }
    expect(found).toEqual([]);
  });

  it('is refused in every parameter of every path and query', async () => {
    const found: string[] = [];
    for (const request of requests) {
      for (const [what, bad] of Object.entries(BAD)) {
        for (const { name, valid } of request.pathParameters) {
          const path = request.path({ [name]: valid + bad });
          found.push(...(await faults(request, path, request.body, `${what} in {${name}}`, undefined)));
        }
        for (const { name, valid } of request.query) {
          const path = request.path({}, { [name]: valid + bad });
          found.push(...(await faults(request, path, request.body, `${what} in ?${name}`, undefined)));
        }
      }
    }
    expect(found).toEqual([]);
  });

  describe('in a header', () => {
    /** Sends a request whose header holds these bytes as they are, which no client would; answers all that comes back. */
    async function sendBytes(asked: DocumentedRequest, name: string, value: Buffer) {
      const { method, path, body, contentType } = asked;
      const content = body === undefined ? '' : JSON.stringify(body);
      const socket = connect(Number(new URL(product.url).port), '127.0.0.1');
      const others = Object.entries({
        ...{ ...json, 'content-type': contentType },
        ...{ connection: 'close', 'content-length': `${content.length}` },
      });
      const headers = others.filter(([other]) => other !== name.toLowerCase()).map((pair) => pair.join(': '));
      const head = [`${method} ${path()} HTTP/1.1`, 'host: 127.0.0.1', ...headers, `${name}: `].join('\r\n');
      socket.write(Buffer.concat([Buffer.from(head), value, Buffer.from(`\r\n\r\n${content}`)]));
      const answer = await text(socket);
      return { status: Number(answer.slice(9, 12)), answer };
    }
    const bytes = (name: keyof typeof BAD): Buffer =>
      name === 'a first half' ? Buffer.from([0xed, 0xa0, 0x80]) : Buffer.from(BAD[name]);

    it('is refused as a key, and as the header of any name when it is NUL', async () => {
      const found: string[] = [];
      for (const request of requests) {
        for (const name of [...request.headers, 'x-unknown']) {
          const kinds =
            name === 'Idempotency-Key' ? (Object.keys(BAD) as (keyof typeof BAD)[]) : (['NUL'] as const);
          for (const what of kinds) {
            const { status, answer } = await sendBytes(request, name, bytes(what));
            if (status !== 400 || !answer.includes('application/problem+json'))
              found.push(
                `${what} in ${name} of ${request.method} ${request.path()}: ${answer.slice(0, 300)}`,
              );
          }
        }
      }
      expect(found).toEqual([]);
    });

    it.each(['X-Request-Id', 'traceparent'])('is left out of %s, which then is ours', async (name) => {
      const read = requests.find(({ method, query }) => method === 'GET' && query.length === 0)!;
      for (const what of ['a first half', 'too much'] as const) {
        const { status, answer } = await sendBytes(read, name, bytes(what));
        expect(status).toBe(404);
        expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m);
      }
    });
  });
});
