import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Probe } from './probe';

const BOOKS = { names: ['book'], accountsPerBook: 2 };

describe('The probe', () => {
  let server: Server;
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const problem =
    (status: number, code: string): RequestListener =>
    (_, response) =>
      response.writeHead(status).end(JSON.stringify({ code }));

  it.each<[string, RequestListener, { accepted: number; unknown: number }]>([
    ['knows what was accepted', problem(202, 'none'), { accepted: 15, unknown: 0 }],
    ['knows that a refusal recorded nothing', problem(503, 'unavailable'), { accepted: 0, unknown: 0 }],
    ['counts what nobody knows', problem(503, 'outcome_unknown'), { accepted: 0, unknown: 1 }],
    ['counts what is not answered', (request) => request.socket.destroy(), { accepted: 0, unknown: 1 }],
  ])('%s', async (_, answer, counts) => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const probe = new Probe((server.address() as AddressInfo).port, BOOKS);
    await probe.medianMs().catch(() => undefined);
    expect({ accepted: probe.accepted, unknown: probe.unknown }).toEqual(counts);
  });
});
