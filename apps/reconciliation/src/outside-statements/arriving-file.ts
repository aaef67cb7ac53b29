import type { Readable } from 'node:stream';
import { Problem } from '@pacioli/service/http/problem';

/** What was read of a file is in a transaction while more of it is waited for. */
const LIMITS = {
  /** How long the next bytes may be waited for. */
  goesOnWithinMs: 30_000,
  /** How long all of it may take, though something always comes. */
  wholeWithinMs: 15 * 60_000,
};

/**
 * The bytes of a file, read only as fast as somebody asks for them. What comes after nobody asks any more is read and dropped, so
 * that a client that is still sending hears its answer. Throws the problems `request_timeout` and, where its sender hangs up,
 * `malformed_request`.
 */
export async function* arriving(
  body: Readable,
  { goesOnWithinMs, wholeWithinMs } = LIMITS,
): AsyncGenerator<Uint8Array> {
  const parts = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const deadline = performance.now() + wholeWithinMs;
  try {
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0) throw late('Not all of the file came', wholeWithinMs);
      const part = await inTime(parts.next(), Math.min(left, goesOnWithinMs));
      if (part.done === true) return;
      yield part.value;
    }
  } finally {
    // As long as the iterator listens, nothing flows. What it waits for may never come, and nobody is to wait for that.
    const drop = () => void body.resume();
    void parts.return!().then(drop, drop);
  }
}

async function inTime<T>(next: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late('Nothing of the file came', withinMs)), withinMs);
  });
  try {
    return await Promise.race([next.catch(brokenOff), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const brokenOff = (cause: unknown): never => {
  throw new Problem('malformed_request', 'The connection ended before the file did.', {}, cause);
};

const late = (what: string, withinMs: number) =>
  new Problem('request_timeout', `${what} for ${Math.ceil(withinMs / 1000)} seconds.`);
