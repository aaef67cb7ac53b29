import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';
import type { Attempt, Call, Read } from './call';
import { methodOf, urlOf, type WriteRequest } from './request';
import type { Workload } from './workload';

/** Longer than any answer takes that the API means to give. */
const ANSWER_MS = 20_000;
/** A client whose request is still open after so many attempts goes on with the next: the outcome stays unknown. */
const MOST_ATTEMPTS = 4;

/** Sends requests one after the other, and writes down whatever it hears. */
export class Client {
  readonly calls: Call[] = [];
  readonly reads: Read[] = [];

  constructor(
    private readonly urls: readonly string[],
    private readonly random: Random,
  ) {}

  async sendUntil(stopped: AbortSignal, workload: Workload): Promise<void> {
    while (!stopped.aborted) {
      // Who gives up at once shows what became of a request that nobody repeats.
      const most = this.random.chance(0.2) ? 1 : MOST_ATTEMPTS;
      const { request } = await this.call(workload.next(), stopped, most);
      if (this.random.chance(0.1)) await this.read(request.book);
      if (this.random.chance(0.02))
        await pause(this.random.below(200), undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  /** Sends one request until its outcome is known, or it has been tried often enough. */
  async call(request: WriteRequest, stopped?: AbortSignal, most = MOST_ATTEMPTS): Promise<Call> {
    const call: Call = { request, attempts: [] };
    this.calls.push(call);
    while (call.attempts.length < most && !stopped?.aborted) {
      const attempt = await this.attempt(request);
      call.attempts.push(attempt);
      const { status } = attempt;
      if (status !== null && status < 500 && status !== 202) break;
      await pause(20 + this.random.below(400), undefined, stopped && { signal: stopped }).catch(
        () => undefined,
      );
    }
    return call;
  }

  private async read(book: string): Promise<void> {
    this.reads.push({ book, answer: await this.send(`/v1/books/${book}/trial-balance`, {}) });
  }

  private attempt(request: WriteRequest): Promise<Attempt> {
    const waits = this.random.chance(0.5);
    return this.send(urlOf(request), {
      method: methodOf(request),
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': request.key },
        ...(waits && { prefer: 'wait=10' }),
        ...(request.ifMatch !== undefined && { 'if-match': `"${request.ifMatch}"` }),
      },
      body: request.body,
    });
  }

  private async send(path: string, init: RequestInit): Promise<Attempt> {
    const began = performance.now();
    try {
      const url = this.random.pick(this.urls) + path;
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
      const text = await response.text();
      return { began, ended: performance.now(), status: response.status, text };
    } catch (error) {
      const { message, cause } = error as Error;
      const text = cause instanceof Error ? `${message}: ${cause.message}` : message;
      return { began, ended: performance.now(), status: null, text };
    }
  }
}
