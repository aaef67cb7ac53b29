import { Socket, connect } from 'node:net';
import { nextRequest } from '../payment-request';
import { ResponseReader, statusOf } from '../response-reader';
import { percentile } from '../statistics';
import type { OpenLoopOrder, OpenLoopReport } from './open-loop-order';

/**
 * The generator of a load that does not wait: a closed loop sends less the slower it is answered, and so never shows what
 * happens to a service that is asked for more than it can do.
 */
process.once('message', (order: OpenLoopOrder) => {
  void new OpenLoop(order).run().then((report) => process.send!(report, () => process.exit()));
});
process.once('disconnect', () => process.exit());
// Ctrl-C reaches the whole foreground group at once; the benchmark stops in order.
process.on('SIGINT', () => undefined);

const TICK_MS = 5;
const RETRY_AFTER = /\r\nretry-after: *\d+\r\n/i;
const CODE = /"code":"(\w+)"/;

class OpenLoop {
  private readonly idle: Connection[] = [];
  private readonly open = new Set<Connection>();
  private readonly latencies = { accepted: [] as number[], refused: [] as number[] };
  private readonly report: OpenLoopReport = {
    ...{ offered: 0, notSent: 0, accepted: 0, refused: {}, wrong: {}, timedOut: 0, notLetIn: 0 },
    ...{ acceptedP50Ms: 0, acceptedP99Ms: 0, refusedP50Ms: 0 },
  };

  constructor(private readonly order: OpenLoopOrder) {}

  async run(): Promise<OpenLoopReport> {
    const { perSecond, seconds } = this.order;
    await everyTick((elapsedMs) => {
      this.giveUp();
      const due = Math.floor((Math.min(elapsedMs, seconds * 1000) * perSecond) / 1000);
      while (this.report.offered < due) this.offer();
      return elapsedMs < seconds * 1000;
    });
    await everyTick(() => {
      this.giveUp();
      return [...this.open].some(({ isWaiting }) => isWaiting);
    });
    for (const connection of this.open) connection.close();
    const sorted = (values: number[]) => Float64Array.from(values).sort();
    const [accepted, refused] = [sorted(this.latencies.accepted), sorted(this.latencies.refused)];
    return {
      ...this.report,
      acceptedP50Ms: percentile(accepted, 50),
      acceptedP99Ms: percentile(accepted, 99),
      refusedP50Ms: percentile(refused, 50),
    };
  }

  private offer(): void {
    this.report.offered += 1;
    const connection = this.idle.pop() ?? this.another();
    if (connection === undefined) this.report.notSent += 1;
    else connection.send(nextRequest({ books: this.order.books, mode: 'accepted' }));
  }

  private another(): Connection | undefined {
    if (this.open.size >= this.order.connections) return undefined;
    const connection: Connection = new Connection(
      this.order.port,
      (answer, ms) => {
        this.count(answer, ms);
        this.idle.push(connection);
      },
      (error) => {
        this.forget(connection);
        if (!connection.isWaiting) return;
        if (error === 'ECONNRESET' && connection.isUntried) this.report.notLetIn += 1;
        else this.wrong(error);
      },
    );
    this.open.add(connection);
    return connection;
  }

  private count(answer: string, ms: number): void {
    const status = statusOf(answer);
    if (status === 202) {
      this.report.accepted += 1;
      this.latencies.accepted.push(ms);
    } else if (status === 503 && RETRY_AFTER.test(answer)) {
      const code = CODE.exec(answer)?.[1] ?? 'none';
      this.report.refused[code] = (this.report.refused[code] ?? 0) + 1;
      this.latencies.refused.push(ms);
    } else this.wrong(String(status));
  }

  private wrong(what: string): void {
    this.report.wrong[what] = (this.report.wrong[what] ?? 0) + 1;
  }

  private giveUp(): void {
    const since = performance.now() - this.order.patienceMs;
    for (const connection of this.open) {
      if (!connection.isWaiting || connection.sentAt > since) continue;
      this.report.timedOut += 1;
      this.forget(connection);
      connection.close();
    }
  }

  private forget(connection: Connection): void {
    this.open.delete(connection);
    const at = this.idle.indexOf(connection);
    if (at >= 0) this.idle.splice(at, 1);
  }
}

/** Calls until it is told to stop, with the milliseconds since the first call. */
function everyTick(next: (elapsedMs: number) => boolean): Promise<void> {
  const began = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (next(performance.now() - began)) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}

/** One request at a time; it is sent as soon as the connection stands. */
class Connection {
  isWaiting = false;
  /** Nothing was answered over it yet. */
  isUntried = true;
  /** On the clock of performance.now(). */
  sentAt = 0;
  private readonly socket: Socket;
  private readonly reader = new ResponseReader();

  constructor(
    port: number,
    private readonly answered: (answer: string, ms: number) => void,
    private readonly broken: (error: string) => void,
  ) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.receive(chunk));
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.end(error.code ?? error.message));
    this.socket.on('close', () => this.end('closed without an answer'));
  }

  send(request: string): void {
    this.isWaiting = true;
    this.sentAt = performance.now();
    this.socket.write(request, 'latin1');
  }

  close(): void {
    this.socket.removeAllListeners().on('error', () => undefined);
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const answer = this.reader.push(chunk);
    if (answer === null) return;
    this.isWaiting = false;
    this.isUntried = false;
    this.answered(answer, performance.now() - this.sentAt);
  }

  private end(error: string): void {
    this.close();
    this.broken(error);
  }
}
