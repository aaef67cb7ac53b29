import { connect } from 'node:net';

/**
 * Whether the broker at this address is up and knows of at least one live broker (itself): only then can topics
 * be made. Asked with one Metadata request of the Kafka protocol, by hand, since a client library would
 * retry and complain while the broker starts.
 *
 * @param address host:port
 */
export function kafkaIsReady(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host: host ?? '', port: Number(port), timeout: 2_000 });
    const settle = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    let answer = Buffer.alloc(0);
    socket.once('connect', () => socket.write(metadataRequest));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      // Size, correlation id and number of brokers, four bytes each.
      if (answer.length >= 12) settle(answer.readInt32BE(8) > 0);
    });
    for (const failure of ['error', 'timeout', 'close']) socket.once(failure, () => settle(false));
  });
}

const metadataRequest = ((): Buffer => {
  const body = Buffer.alloc(14);
  body.writeInt16BE(3, 0); // Metadata
  body.writeInt16BE(1, 2); // version
  body.writeInt32BE(0, 4); // correlation id
  body.writeInt16BE(-1, 8); // no client id
  body.writeInt32BE(0, 10); // no topics
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
})();
