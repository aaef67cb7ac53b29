import type { CrashPoint } from '../faults/crash-points';
import type { Installation } from '../installation';
import type { Violation } from './invariants';

/** Where the first replay is killed, one after the other: it goes on from what it has committed each time. */
const KILLED_AT: CrashPoint[] = ['L5', 'L4', 'L2'];

/** Records at once, until it is killed. */
const KILLED_BATCH = 3;

const BATCHES = [1, 17, 1_000];

/**
 * What the product's own replay of so many records finds otherwise than in the ledger, at three batch sizes; the first is killed
 * again and again in its middle.
 */
export async function violationsOfReplays(installation: Installation, records: number): Promise<Violation[]> {
  const found: Violation[] = [];
  const databases = BATCHES.map((_, at) => `replayed_${at + 1}`) as [string, ...string[]];
  for (const name of databases) await installation.createDatabase(name);
  // A part of all batches before each kill, however few there are: a slow machine makes a short run.
  const batches = Math.floor(records / KILLED_BATCH / (KILLED_AT.length + 1));
  for (const point of KILLED_AT) {
    installation.arm(point, 'SIGKILL', Math.max(1, batches));
    const { code, output } = await installation.replay(databases[0], KILLED_BATCH);
    if (code !== null)
      found.push({ invariant: 'I0', what: `a replay was over before it could be killed at ${point}` });
    if (code === 1) found.push({ invariant: 'I10', what: inOneLine(output) });
    installation.disarm();
  }
  for (const [at, name] of databases.entries()) {
    const batch = BATCHES[at]!;
    const { code, output } = await installation.replay(name, batch);
    if (code !== 0) found.push({ invariant: 'I10', what: `replayed ${batch} at once: ${inOneLine(output)}` });
  }
  return found;
}

const inOneLine = (output: string): string => output.trim().replaceAll('\n', '; ');
