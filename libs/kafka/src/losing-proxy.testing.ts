import net from 'node:net';

/** API keys of Kafka's protocol. */
export const PRODUCE = 0;
export const FETCH = 1;
export const END_TXN = 26;

/**
 * Every connection to the broker goes through it. An answer that is to be lost it does not pass on: it cuts the connection
 * instead, or after half of the answer, or says nothing at all on it from then on.
 */
export class LosingProxy {
  private lost: { apiKey: number; how: 'whole' | 'torn' | 'silent' } | undefined;
  losses = 0;
  private readonly server = net.createServer((client) => this.join(client));
  private readonly sockets = new Set<net.Socket>();
  private readonly connect = net.connect.bind(net);
  private readonly broker: { host: string; port: number };

  /** The broker's host:port. */
  constructor(address: string) {
    const [host, port] = address.split(':');
    this.broker = { host: host!, port: Number(port) };
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as net.AddressInfo;
    jest
      .spyOn(net, 'connect')
      .mockImplementation(((options: object, onConnect: () => void) =>
        this.connect({ ...options, port } as net.NetConnectOpts, onConnect)) as typeof net.connect);
  }

  async close(): Promise<void> {
    jest.restoreAllMocks();
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Ends every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** From now on answers to this API key are lost; the requests reach the broker. */
  lose(apiKey: number, how: 'whole' | 'torn' | 'silent' = 'whole'): void {
    this.lost = { apiKey, how };
  }

  heal(): void {
    this.lost = undefined;
  }

  private join(client: net.Socket): void {
    const broker = this.connect(this.broker);
    const apiKeys = new Map<number, number>();
    const cut = () => {
      client.destroy();
      broker.destroy();
    };
    frames(client, (frame) => {
      apiKeys.set(frame.readInt32BE(8), frame.readInt16BE(4));
      broker.write(frame);
    });
    let silent = false;
    frames(broker, (frame) => {
      if (silent) return;
      const apiKey = apiKeys.get(frame.readInt32BE(4));
      if (apiKey === undefined || apiKey !== this.lost?.apiKey) return client.write(frame);
      this.losses += 1;
      if (this.lost.how === 'whole') return cut();
      silent = true;
      if (this.lost.how === 'torn') client.end(frame.subarray(0, frame.length / 2));
    });
    for (const socket of [client, broker]) {
      this.sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
  }
}

/** Kafka's frames: four bytes of length, then so many bytes. */
function frames(socket: net.Socket, onFrame: (frame: Buffer) => unknown): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      onFrame(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
}
