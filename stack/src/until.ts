import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Give up after this many milliseconds. */
  withinMs: number;
  everyMs?: number;
  /** Aborting it ends the wait at once, with the answer false. */
  signal?: AbortSignal;
}

/**
 * Asks again and again whether a condition holds. Answers true as soon as it does, false when the time is up.
 * A condition that throws counts as not (yet) holding.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 100, signal }: Patience,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!signal?.aborted) {
    if (await holds(condition)) return true;
    if (performance.now() >= deadline) return false;
    await pause(everyMs, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
  return false;
}

async function holds(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
