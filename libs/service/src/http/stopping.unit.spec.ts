import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import pino from 'pino';
import { createServer } from './server';

/** Over HTTP, on the server of the API itself. */
describe('A server that is stopping', () => {
  const agents: Agent[] = [];
  afterEach(() => {
    for (const agent of agents.splice(0)) agent.destroy();
  });

  async function open() {
    const server = createServer(pino({ level: 'silent' })).adapter.getInstance();
    let answer = () => {};
    server.get('/slow', () => new Promise((resolve) => (answer = () => resolve({ slow: true }))));
    let asked = () => {};
    const inHand = new Promise<void>((resolve) => (asked = resolve));
    server.addHook('preHandler', async ({ url }) => {
      if (url === '/slow') asked();
    });
    server.get('/fast', () => ({ fast: true }));
    await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    return { server, port, inHand, answerSlow: () => answer() };
  }

  /** A client with one connection, which it keeps. */
  function client(port: number) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    return (path: string) =>
      new Promise<{ status: number; headers: IncomingHttpHeaders; body: unknown }>((resolve, reject) => {
        const sent = get({ port, host: '127.0.0.1', path, agent }, (response) => {
          const { statusCode: status, headers } = response;
          json(response).then((body) => resolve({ status: status!, headers, body }), reject);
        });
        sent.on('error', reject);
      });
  }

  it('answers what it has in hand, and tells everybody else to go, over old connections and new ones', async () => {
    const { server, port, inHand, answerSlow } = await open();
    const [busy, kept] = [client(port), client(port)];
    const slow = busy('/slow');
    await inHand;
    expect(await kept('/fast')).toMatchObject({ status: 200, headers: { connection: 'keep-alive' } });

    const closed = server.close();
    // The hook runs in its turn; a server that did not keep the connection would refuse one of these.
    let refused = await kept('/fast');
    while (refused.status === 200) refused = await kept('/fast');
    for (const answer of [refused, await client(port)('/fast')]) {
      expect(answer).toMatchObject({
        status: 503,
        headers: {
          ...{ connection: 'close', 'retry-after': '1', 'content-type': 'application/problem+json' },
          'x-request-id': expect.any(String) as string,
        },
        body: { code: 'unavailable', status: 503 },
      });
    }
    answerSlow();
    expect(await slow).toMatchObject({ status: 200, headers: { connection: 'close' }, body: { slow: true } });
    await closed;
    await expect(client(port)('/fast')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('does not wait for those who keep a connection and say nothing', async () => {
    const { server, port } = await open();
    await client(port)('/fast');
    await server.close();
    await expect(client(port)('/fast')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
