import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import pino from 'pino';
import { createServer } from './server';
import { mayTakeLong } from './streamed-body';

const PATH = '/v1/books/acme/imports';
const NDJSON = 'application/x-ndjson';

/** Over HTTP, on the server of our services. */
describe('A body that is streamed', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** A server that answers with what it was sent; `timeOut` is what Node does when a request is not whole in time. */
  async function open(mediaType: string | null = NDJSON, connectionIs = 'close') {
    const streamed = { pattern: '/v1/books/:book/imports', mediaType };
    const server = createServer(pino({ level: 'silent' }), { streamed }).adapter.getInstance();
    const echo = async (request: { body: unknown }) => `heard ${await text(request.body as Readable)}`;
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    server.post('/v1/books/:book/imports', (request, reply) => {
      mayTakeLong(request);
      begun();
      void reply.header('connection', connectionIs);
      return echo(request);
    });
    server.post('/other', () => 'other');
    const connection = once(server.server, 'connection');
    await server.listen({ port: 0, host: '127.0.0.1' });
    closing.push(() => void server.close());
    const { port } = server.server.address() as AddressInfo;
    const expired = Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    const timeOut = async () => {
      const [socket] = (await connection) as [Socket];
      server.server.emit('clientError', expired, socket);
    };
    return { port, hasBegun, timeOut };
  }

  async function begin(port: number, path: string, type: string, length: number) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\nab`,
    );
    return { socket, answer: text(socket) };
  }

  it('may take as long as it takes, and any other may not', async () => {
    const slow = await open();
    const { socket, answer } = await begin(slow.port, PATH, NDJSON, 4);
    await slow.hasBegun;
    await slow.timeOut();
    socket.end('cd');
    expect(await answer).toMatch(/^HTTP\/1.1 200 [^]*heard abcd$/);

    const other = await open();
    const refused = await begin(other.port, '/other', 'application/json', 4);
    await other.timeOut();
    expect(await refused.answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('leaves the next request of its connection as little time as any other', async () => {
    const { port, timeOut } = await open(NDJSON, 'keep-alive');
    const { socket, answer } = await begin(port, PATH, NDJSON, 4);
    socket.write('cd');
    await once(socket, 'readable');
    socket.write('POST /other HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab');
    await timeOut();
    expect(await answer).toMatch(/^HTTP\/1.1 200 [^]*heard abcd[^]*HTTP\/1.1 408 /);
  });

  it.each([
    [PATH, 'application/json', 'application/x-ndjson'],
    [PATH, 'text/plain', 'application/x-ndjson'],
    ['/other', NDJSON, 'application/json'],
  ])('is of one type at its route alone: %s refuses %s', async (path, type, asked) => {
    const { port } = await open();
    const { socket, answer } = await begin(port, path, type, 2);
    socket.end();
    expect(await answer).toMatch(/^HTTP\/1.1 415 /);
    expect(await answer).toMatch(`Send the body as ${asked}.`);
  });

  it.each([NDJSON, 'application/json', 'text/csv', 'application/octet-stream'])(
    'may be of any type, as %s, where the route asks for none',
    async (type) => {
      const { port } = await open(null);
      const { socket, answer } = await begin(port, PATH, type, 2);
      socket.end();
      expect(await answer).toMatch(/^HTTP\/1.1 200 [^]*heard ab$/);
    },
  );
});
