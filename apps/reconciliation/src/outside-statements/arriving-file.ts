import type { Readable } from 'node:stream';
import { Problem } from '@pacioli/service/http/problem';

/** How long the next bytes of a file may be waited for: what was read of it is in a transaction meanwhile. */
const GOES_ON_WITHIN_MS = 30_000;

/**
 * The bytes of a file, read only as fast as somebody asks for them. What comes after nobody asks any more is read and dropped, so
 * that a client that is still sending hears its answer. Throws the problem `request_timeout`.
 */
export async function* arriving(body: Readable): AsyncGenerator<Uint8Array> {
  const parts = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const part = await inTime(parts.next());
      if (part.done === true) return;
      yield part.value;
    }
  } finally {
    // As long as the iterator listens, nothing flows. What it waits for may never come, and nobody is to wait for that.
    const drop = () => void body.resume();
    void parts.return!().then(drop, drop);
  }
}

async function inTime<T>(next: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(tooLittleComes()), GOES_ON_WITHIN_MS);
  });
  try {
    return await Promise.race([next, timeout]);
  } finally {
    clearTimeout(late);
  }
}

const tooLittleComes = () =>
  new Problem('request_timeout', `Nothing of the file came for ${GOES_ON_WITHIN_MS / 1000} seconds.`);
