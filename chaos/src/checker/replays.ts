import type { CrashPoint } from '../faults/crash-points';
import type { Installation } from '../installation';

/** Where the first replay is killed, one after the other: it goes on from what it has committed each time. */
const KILLED_AT: CrashPoint[] = ['L5', 'L4', 'L2'];

/**
 * What the product's own replay finds otherwise than in the ledger, at three batch sizes; the first is killed again and again
 * in its middle.
 */
export async function differencesOfReplays(installation: Installation): Promise<string[]> {
  const found: string[] = [];
  for (const point of KILLED_AT) {
    installation.arm(point, 'SIGKILL');
    const { code, output } = await installation.replay('replayed_1', 7);
    if (code !== null) found.push(`a replay was not killed at ${point}: ${inOneLine(output)}`);
    installation.disarm();
  }
  for (const [at, batch] of [1, 17, 1_000].entries()) {
    const { code, output } = await installation.replay(`replayed_${at + 1}`, batch);
    if (code !== 0) found.push(`replayed ${batch} at once: ${inOneLine(output)}`);
  }
  return found;
}

const inOneLine = (output: string): string => output.trim().replaceAll('\n', '; ');
