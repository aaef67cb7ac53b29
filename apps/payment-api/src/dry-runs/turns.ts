import { Problem } from '@pacioli/service/http/problem';

/** What may be under way at once, and what may wait: so many bytes of requests, and for how long each. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly waitingBytes: number;
  readonly waitMs: number;
}

/** Dry runs take turns: first come, first served, a few at once, and what waits is bounded in bytes and in time. */
export class Turns {
  private running = 0;
  private waitingBytes = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly limits: TurnLimits) {}

  /** Does the work for a request of so many bytes once its turn has come. Throws the problem `overloaded` if it does not. */
  async take<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.atOnce) this.running += 1;
    else await this.handedOn(bytes);
    try {
      return await work();
    } finally {
      this.handOn();
    }
  }

  /** Resolves when another's turn is handed on to this one. */
  private handedOn(bytes: number): Promise<void> {
    if (this.waitingBytes + bytes > this.limits.waitingBytes) return Promise.reject(overloaded());
    this.waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      const begin = () => {
        leave();
        resolve();
      };
      const leave = () => {
        clearTimeout(timer);
        this.waiting.delete(begin);
        this.waitingBytes -= bytes;
      };
      const timer = setTimeout(() => {
        leave();
        reject(overloaded());
      }, this.limits.waitMs);
      this.waiting.add(begin);
    });
  }

  private handOn(): void {
    const [next] = this.waiting;
    if (next === undefined) this.running -= 1;
    else next();
  }
}

const overloaded = () => new Problem('overloaded', 'Too many dry runs wait. Try again.');
