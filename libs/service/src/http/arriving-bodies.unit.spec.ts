import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import pino from 'pino';
import { createServer } from './server';

const MOST = 10_000;

@Controller()
class Echo {
  stopWaiting = () => {};
  private readonly waited = new Promise<void>((resolve) => (this.stopWaiting = resolve));

  @Get('waits')
  wait(): Promise<void> {
    return this.waited;
  }

  @Post('echo')
  echo(@Req() { body }: FastifyRequest): unknown {
    return { heard: body };
  }
}

@Module({ controllers: [Echo] })
class EchoModule {}

/** Over HTTP, on the server of our services, which holds no more than 10,000 bytes of all bodies. */
describe('Bodies that arrive', () => {
  let app: NestFastifyApplication;
  let port: number;
  let sockets: Socket[];

  beforeEach(async () => {
    const { adapter, filter } = createServer(pino({ level: 'silent' }), { mostBodiesBytes: MOST });
    app = await NestFactory.create(EchoModule, adapter, { logger: false, bodyParser: false });
    app.useGlobalFilters(filter);
    await app.listen(0, '127.0.0.1');
    ({ port } = app.getHttpServer().address() as AddressInfo);
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await app.close();
  });

  /** Begins a request, whose answer is all that the server says on its connection. */
  function begin(framing: string, body: string) {
    // Its own side stays open when the server's ends.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    let said = '';
    socket.setEncoding('utf8').on('data', (more: string) => (said += more));
    const answer = once(socket, 'end').then(() => said);
    answer.catch(() => undefined);
    socket.write(
      `POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n${framing}\r\n\r\n${body}`,
    );
    return { socket, answer };
  }
  const send = (body: string) => begin(`content-length: ${body.length}`, body).answer;
  const half = `"${'x'.repeat(5_998)}"`;
  const isTaken = async () => (await send(half)).startsWith('HTTP/1.1 201');
  /** One of which all has come but the end. */
  async function beginHalf() {
    const first = begin('content-length: 6000', half.slice(0, -1));
    while (await isTaken());
    return first;
  }

  it('are refused beyond a number of bytes of all together, with a time to try again, until others have come', async () => {
    expect(await isTaken()).toBe(true);
    const { socket, answer } = await beginHalf();
    expect(await send(half)).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n[^]*"code":"overloaded"/);
    expect(await send('"small"')).toMatch(/^HTTP\/1.1 201 [^]*{"heard":"small"}$/);
    socket.write('"');
    expect(await answer).toMatch(/^HTTP\/1.1 201 /);
    for (let i = 0; i < 10; i += 1) expect(await isTaken()).toBe(true);
  });

  it('make room when their client goes', async () => {
    const { socket } = await beginHalf();
    socket.destroy();
    while (!(await isTaken()));
  });

  it('make room when they have not come in time, even if their client stays', async () => {
    const connection = once(app.getHttpServer(), 'connection');
    const { answer } = await beginHalf();
    const [socket] = (await connection) as [Socket];
    const expired = Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    app.getHttpServer().emit('clientError', expired, socket);
    while (!(await isTaken()));
    expect(await answer).toMatch(/^HTTP\/1.1 408 /);
  });

  const LARGE = 32 * 1024 * 1024;
  it.each([
    [`content-length: ${LARGE}`, 413, 'body_too_large', 'x'.repeat(LARGE)],
    [
      'transfer-encoding: chunked',
      503,
      'overloaded',
      `${LARGE.toString(16)}\r\n${'x'.repeat(LARGE)}\r\n0\r\n\r\n`,
    ],
  ])(
    'are answered, with %s, to a client that reads only after it has sent all',
    async (framing, status, code, body) => {
      const socket = connect(port, '127.0.0.1').pause();
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.on('error', reject);
        socket.write(
          `POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`,
        );
        socket.write(body, () => resolve());
      });
      const [answer] = (await once(socket.resume(), 'data')) as [Buffer];
      expect(answer.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*"code":"${code}"`));
    },
  );

  it('are read and forgotten where nobody asks for them, and not kept for as long as the answer takes', async () => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(`GET /waits HTTP/1.1\r\nhost: a\r\ncontent-length: ${LARGE}\r\n\r\n`);
    await new Promise<void>((resolve) => socket.write('x'.repeat(LARGE), () => resolve()));
    app.get(Echo).stopWaiting();
    expect((await answer).toString()).toMatch(/^HTTP\/1.1 200 /);
  });
});
