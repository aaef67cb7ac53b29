import './mended-connection';
import Connection from 'kafkajs/src/network/connection';
import Encoder from 'kafkajs/src/protocol/encoder';
import net from 'node:net';

const quiet = { namespace: () => quiet, debug() {}, info() {}, warn() {}, error() {} };

const request = {
  request: {
    apiKey: 3,
    apiName: 'Metadata',
    apiVersion: 0,
    encode: () => Promise.resolve(new Encoder()),
  },
  response: {},
};

describe('a connection of kafkajs', () => {
  /** Takes requests and never answers. */
  let broker: net.Server;
  let accepted: net.Socket[];
  let connection: Connection;

  beforeEach(async () => {
    accepted = [];
    broker = net.createServer((socket) => accepted.push(socket.resume()));
    await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
    const { port } = broker.address() as net.AddressInfo;
    connection = new Connection({
      host: '127.0.0.1',
      port,
      logger: quiet,
      socketFactory: (options: { host: string; port: number; onConnect: () => void }) =>
        net.connect({ host: options.host, port: options.port }, options.onConnect),
      requestTimeout: 500,
      connectionTimeout: 10_000,
    });
  });
  afterEach(async () => {
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => broker.close(resolve));
  });

  it.each([...Array(12).keys()])(
    'leaves no request waiting that comes in while it closes, %i microtasks before (fault 31)',
    async (microtasks) => {
      await connection.connect();
      const answer = connection.send(request).then(
        () => 'answered',
        (error: Error) => error.name,
      );
      for (let i = 0; i < microtasks; i += 1) await Promise.resolve();
      await connection.disconnect();
      expect(await answer).toMatch(/^KafkaJS(Request|Connection)/);
      expect(connection.isConnected()).toBe(false);
    },
  );

  it('is opened once, however many ask for it at the same time', async () => {
    await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
    await connection.send(request).catch(() => undefined);
    expect(accepted).toHaveLength(1);
  });
});
