import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';
import type { Attempt, Call, Read } from './call';
import { asOfBatch } from './import-answer';
import { isImport, methodOf, urlOf, type WriteRequest } from './request';
import type { Workload } from './workload';

/** Longer than any answer takes that the API means to give. */
const ANSWER_MS = 20_000;
/** A client whose request is still open after so many attempts goes on with the next: the outcome stays unknown. */
const MOST_ATTEMPTS = 4;

/** In which most files are posted, so that some who break off leave a file behind that is, and some one that is not. */
const MOST_PATIENCE_MS = 100;
/** How long a file stays without its rest: what there is of it has arrived then. */
const UNTIL_CUT_MS = 10;

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
      const attempt = isImport(request) ? await this.import(request) : await this.attempt(request);
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

  /** Sends a file; some break off while it is sent, and some before it is answered. */
  private async import(request: WriteRequest): Promise<Attempt> {
    const { random } = this;
    const { body, key } = request;
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': key };
    const isCut = random.chance(0.2);
    const attempt = await this.send(
      urlOf(request),
      {
        ...{ method: methodOf(request), headers, duplex: 'half' },
        body: isCut ? cutOff(body, random.below(body.length + 1)) : body,
      },
      random.chance(0.2) ? random.below(MOST_PATIENCE_MS) : ANSWER_MS,
    );
    return asOfBatch(attempt);
  }

  private async send(path: string, init: RequestInit, withinMs = ANSWER_MS): Promise<Attempt> {
    const began = performance.now();
    try {
      const url = this.random.pick(this.urls) + path;
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(withinMs) });
      const text = await response.text();
      return { began, ended: performance.now(), status: response.status, text };
    } catch (error) {
      const { message, cause } = error as Error;
      const text = cause instanceof Error ? `${message}: ${cause.message}` : message;
      return { began, ended: performance.now(), status: null, text };
    }
  }
}

/** A file of which only the beginning comes before the connection breaks. */
async function* cutOff(file: string, length: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(file).subarray(0, length);
  await pause(UNTIL_CUT_MS);
  throw new Error('The connection breaks');
}
