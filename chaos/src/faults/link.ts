import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way from one kind of service to one server, on which things can go wrong: a TCP proxy. */
export class Link {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private isCut = false;
  private isStalled = false;
  private tears = false;
  private resumed: (() => void)[] = [];
  /** How many connections were ended or refused, and pieces held up, since the link was last mended. */
  private harm = 0;
  /** How many milliseconds every piece takes longer, in either direction. */
  delay = 0;

  private constructor(private readonly target: number) {
    this.server = createServer((near) => this.join(near));
  }

  /** Opens a way to a port of 127.0.0.1. */
  static async open(target: number): Promise<Link> {
    const link = new Link(target);
    await new Promise<void>((resolve) => link.server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections go over it now. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Ends every connection by a reset. */
  reset(): void {
    this.harm += this.sockets.size;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Refuses new connections until `mend`, and resets those that there are. */
  cut(): void {
    this.isCut = true;
    this.reset();
  }

  /** Passes nothing on until `mend`, and tells neither side: a half-open connection. */
  stall(): void {
    this.isStalled = true;
  }

  /** Of each piece that comes back it passes on the first half, and ends the connection, until `mend`. */
  tear(): void {
    this.tears = true;
  }

  /** Whether anything was in the way of the harm since the link was last mended. */
  get isHarmed(): boolean {
    return this.harm > 0;
  }

  /** Makes everything pass again. */
  mend(): void {
    this.isCut = false;
    this.isStalled = false;
    this.tears = false;
    this.delay = 0;
    for (const resume of this.resumed.splice(0)) resume();
    this.harm = 0;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket): void {
    if (this.isCut) {
      this.harm += 1;
      return void near.resetAndDestroy();
    }
    const far = connect(this.target, '127.0.0.1');
    this.forward(near, far);
    this.forward(far, near, (piece) => (this.tears ? this.tearInHalf(near, piece) : near.write(piece)));
  }

  private tearInHalf(near: Socket, answer: Buffer): void {
    this.harm += 1;
    near.end(answer.subarray(0, answer.length / 2));
  }

  private forward(from: Socket, to: Socket, write = (piece: Buffer): unknown => to.write(piece)): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    let passed: Promise<void> = Promise.resolve();
    const pass = (what: () => void) => {
      passed = passed.then(() => this.takeTime()).then(what);
    };
    from.on('data', (piece: Buffer) => pass(() => void (to.writable && write(piece))));
    from.on('end', () => pass(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }

  private async takeTime(): Promise<void> {
    if (this.isStalled || this.delay > 0) this.harm += 1;
    if (this.isStalled) await new Promise<void>((resolve) => this.resumed.push(resolve));
    if (this.delay > 0) await pause(this.delay);
  }
}
