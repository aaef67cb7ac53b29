import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation';

/** Replays of the topic, each into a database of its own: as many records at once, and killed after so many milliseconds. */
const REPLAYS = [
  { into: 'replayed_1', batch: 1, killAfterMs: 1_500 },
  { into: 'replayed_2', batch: 17, killAfterMs: null },
  { into: 'replayed_3', batch: 1_000, killAfterMs: null },
] as const;

/** What the product's own replay finds otherwise than in the ledger. */
export async function differencesOfReplays(installation: Installation): Promise<string[]> {
  const found: string[] = [];
  for (const { into, batch, killAfterMs } of REPLAYS) {
    if (killAfterMs !== null) {
      const killed = await installation.replay(into, batch);
      await pause(killAfterMs);
      killed.kill();
      await killed.ended;
    }
    const { ended } = await installation.replay(into, killAfterMs === null ? batch : 7);
    const { code, output } = await ended;
    if (code !== 0) found.push(`replayed ${batch} at once: ${output.trim().replaceAll('\n', '; ')}`);
  }
  return found;
}
