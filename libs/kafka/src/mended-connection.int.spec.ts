import './mended-connection';
import Connection from 'kafkajs/src/network/connection';
import Encoder from 'kafkajs/src/protocol/encoder';
import net from 'node:net';

const quiet = { namespace: () => quiet, debug() {}, info() {}, warn() {}, error() {} };

const requestOf = (apiName: string, requestTimeout?: number) => ({
  request: { apiKey: 3, apiName, apiVersion: 0, encode: () => Promise.resolve(new Encoder()) },
  ...{ response: {}, requestTimeout },
});
const request = requestOf('Metadata');

describe('a connection of kafkajs', () => {
  /** Takes requests and never answers. */
  let broker: net.Server;
  let accepted: net.Socket[];
  let connection: Connection;

  beforeEach(async () => {
    accepted = [];
    broker = net.createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket.resume()));
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

  const outcomeOf = (answer: Promise<unknown>) =>
    answer.then(
      () => 'answered',
      (error: Error) => error.name,
    );

  it.each([...Array(12).keys()])(
    'leaves no request waiting that comes in while it closes, %i microtasks before (fault 31)',
    async (microtasks) => {
      await connection.connect();
      const answer = outcomeOf(connection.send(request));
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

  it('is closed when an answer is overdue, and whoever else waits on it is told (fault 30)', async () => {
    await connection.connect();
    const overdue = outcomeOf(connection.send(request));
    const other = outcomeOf(connection.send(requestOf('Metadata', 60_000)));
    expect(await overdue).toBe('KafkaJSRequestTimeoutError');
    expect(await other).toBe('KafkaJSConnectionError');
    expect(connection.isConnected()).toBe(false);
  });

  it.each([
    ['behind one that may take longer', 'Metadata', 60_000],
    ['to a producer, whose next request must not overtake it', 'AddPartitionsToTxn', undefined],
  ])('stays when an answer is overdue %s (fault 30)', async (_, apiName, longer) => {
    await connection.connect();
    const first =
      longer === undefined ? undefined : outcomeOf(connection.send(requestOf('JoinGroup', longer)));
    expect(await outcomeOf(connection.send(requestOf(apiName)))).toBe('KafkaJSRequestTimeoutError');
    expect(connection.isConnected()).toBe(true);
    accepted[0]!.destroy();
    expect(await first).toBe(first && 'KafkaJSConnectionClosedError');
  });

  it('outlives the socket that it had before (fault 32)', async () => {
    await connection.connect();
    await connection.disconnect();
    await connection.connect();
    accepted[0]!.end();
    // It would be told at once that the connection was closed.
    expect(await outcomeOf(connection.send(request))).toBe('KafkaJSRequestTimeoutError');
    expect(accepted).toHaveLength(2);
  });

  it('tells whoever waits for it to open when it is closed meanwhile', async () => {
    const opened = outcomeOf(connection.connect());
    await connection.disconnect();
    expect(await opened).toBe('KafkaJSConnectionError');
    await connection.connect();
    expect(connection.isConnected()).toBe(true);
  });
});
