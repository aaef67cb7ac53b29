import { once } from 'node:events';
import { Socket, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadMessage, LoadOrder, LoadReport } from './load-order';
import type { Mode } from './options';
import { nextRequest } from './payment-request';
import { ResponseReader, statusOf } from './response-reader';
import { percentile } from './statistics';

/**
 * The load generator, a process of its own: its clients each keep one connection and send the next payment as soon as the
 * last is answered. It writes and reads HTTP by hand, since what it takes of the processor is missing from what it measures.
 */
const expectedStatus: Record<Mode, number> = { accepted: 202, posted: 201 };
/** Bounds the memory of the latencies, and with it a run. */
const mostMeasured = 500_000;

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => tell({ kind: 'report', report }),
    (error: Error) => tell({ kind: 'failed', reason: error.message }),
  );
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole foreground group at once; the benchmark stops in order.
process.on('SIGINT', () => undefined);

function tell(message: LoadMessage): void {
  process.send?.(message);
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const sockets = await Promise.all(Array.from({ length: order.clients }, () => open(order.port)));
  const tally = new Tally(order);
  try {
    await Promise.all([...sockets.map((socket) => sendUntilOver(socket, order, tally)), tally.ended]);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return tally.report();
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

/** What came of the requests, and when the measured time is. */
class Tally {
  private readonly began = performance.now();
  private readonly from: number;
  private readonly until: number;
  private readonly latencies = new Float64Array(mostMeasured);
  private measured = 0;
  private last = 0;
  private answered = 0;
  private readonly refused: Record<number, number> = {};
  private readonly expected: number;
  /** Resolves when the measured time is over, and that has been told. */
  readonly ended: Promise<void>;

  constructor({ warmUpMs, measureMs, mode }: LoadOrder) {
    this.from = this.began + warmUpMs;
    this.until = this.from + measureMs;
    this.expected = expectedStatus[mode];
    setTimeout(() => tell({ kind: 'begun' }), warmUpMs);
    this.ended = pause(warmUpMs + measureMs).then(() => tell({ kind: 'ended' }));
  }

  /** Counts an answer, and says whether its client is to go on. */
  add(status: number, sentAt: number): boolean {
    const now = performance.now();
    if (status === this.expected) this.answered += 1;
    else this.refused[status] = (this.refused[status] ?? 0) + 1;
    if (now >= this.until || this.measured === mostMeasured) return false;
    if (now >= this.from && status === this.expected) {
      this.latencies[this.measured] = now - sentAt;
      this.measured += 1;
      this.last = now;
    }
    return true;
  }

  report(): LoadReport {
    const sorted = this.latencies.subarray(0, this.measured).sort();
    const full = this.measured === mostMeasured;
    const { answered, refused } = this;
    return {
      ...{ answered, refused },
      perSecond: (this.measured / ((full ? this.last : this.until) - this.from)) * 1000,
      p50Ms: percentile(sorted, 50),
      p99Ms: percentile(sorted, 99),
    };
  }
}

function sendUntilOver(socket: Socket, order: LoadOrder, tally: Tally): Promise<void> {
  const reader = new ResponseReader();
  return new Promise((resolve, reject) => {
    let sentAt = performance.now();
    const send = (): void => {
      sentAt = performance.now();
      socket.write(nextRequest(order), 'latin1');
    };
    socket.on('data', (chunk) => {
      const answer = reader.push(chunk);
      if (answer === null) return;
      if (tally.add(statusOf(answer), sentAt)) send();
      else resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The service closed a connection that was in use')));
    send();
  });
}
