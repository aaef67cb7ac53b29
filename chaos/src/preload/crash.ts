import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { armedFolder, firedFolder } from './config';

/** What happens to the process that reaches an armed point: a power cut, or a stop after which it goes on as if nothing was. */
type Fate = () => void;

/** How often each point was reached while it was armed. */
const reached = new Map<string, number>();

/** What is in store for us at this point, if anything: of all processes that reach an armed point the first takes it. */
export function claim(point: string): Fate | undefined {
  const armed = join(armedFolder, point);
  if (!existsSync(armed)) return undefined;
  const times = (reached.get(point) ?? 0) + 1;
  reached.set(point, times);
  const fired = join(firedFolder, `${point}.${process.pid}`);
  let signal: NodeJS.Signals;
  try {
    const [name, needed] = readFileSync(armed, 'utf8').split(' ');
    if (times < Number(needed)) return undefined;
    renameSync(armed, fired);
    signal = name as NodeJS.Signals;
  } catch {
    // Another has taken it at this moment.
    return undefined;
  }
  return () => void process.kill(process.pid, signal);
}

export const crashAt = (point: string): void => claim(point)?.();
