import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { armedFolder, firedFolder } from './config';

/** What happens to the process that reaches an armed point: a power cut, or a stop after which it goes on as if nothing was. */
type Fate = () => void;

/** What is in store for us at this point, if anything: of all processes that reach an armed point the first takes it. */
export function claim(point: string): Fate | undefined {
  const armed = join(armedFolder, point);
  if (!existsSync(armed)) return undefined;
  const fired = join(firedFolder, `${point}.${process.pid}`);
  try {
    renameSync(armed, fired);
  } catch {
    return undefined;
  }
  const signal = readFileSync(fired, 'utf8') as NodeJS.Signals;
  return () => void process.kill(process.pid, signal);
}

export const crashAt = (point: string): void => claim(point)?.();
