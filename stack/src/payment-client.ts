import { setTimeout as pause } from 'node:timers/promises';

export interface Answer<T> {
  status: number;
  body: T;
  /** True when the outcome was there already, from an earlier request with the same key. */
  replayed: boolean;
}

const undecidedWithinMs = 60_000;

/**
 * Sends a write and waits for its outcome. While the API answers that the outcome is still open, or that it
 * cannot take the request now, the same key makes it safe to ask again; after a minute of that it throws.
 */
export async function write<T>(
  baseUrl: string,
  path: string,
  idempotencyKey: string,
  body: object,
): Promise<Answer<T>> {
  const deadline = performance.now() + undecidedWithinMs;
  for (;;) {
    const response = await fetch(baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey, prefer: 'wait=10' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as T;
    const undecided = response.status === 202 || response.status === 503;
    if (!undecided) {
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { status: response.status, body: answer, replayed };
    }
    if (performance.now() > deadline)
      throw new Error(`POST ${path} is still undecided after a minute (${response.status})`);
    // 202 has waited already; 503 says when to come back.
    const seconds = Number(response.headers.get('retry-after') ?? (response.status === 503 ? 1 : 0));
    await pause(seconds * 1000);
  }
}

/** Reads a resource; throws when the answer is not 200. */
export async function read<T>(baseUrl: string, path: string): Promise<T> {
  const response = await fetch(baseUrl + path);
  if (response.status !== 200)
    throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
