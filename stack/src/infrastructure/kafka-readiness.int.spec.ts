import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts } from '../ports';
import { kafkaIsReady } from './kafka-readiness';

describe('a broker', () => {
  it('is ready when it answers with a live broker', async () => {
    const [broker = ''] = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
    expect(await kafkaIsReady(broker)).toBe(true);
  });

  it('is not ready when nothing listens', async () => {
    const [port] = await freePorts(1);
    expect(await kafkaIsReady(`127.0.0.1:${port}`)).toBe(false);
  });

  it('is not ready while it knows of no live broker', async () => {
    const [port] = await freePorts(1);
    const fenced = createServer((socket) => {
      // Twelve bytes: the size, the correlation id, and zero brokers.
      socket.once('data', () => socket.end(Buffer.from([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0])));
    });
    fenced.listen(port, '127.0.0.1');
    await once(fenced, 'listening');
    expect(await kafkaIsReady(`127.0.0.1:${port}`)).toBe(false);
    fenced.close();
  });
});
