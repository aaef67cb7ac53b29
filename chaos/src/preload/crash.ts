import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { armedFolder, firedFolder } from './config';

/** Whether the point is armed, and armed for us: of all processes that reach it the first takes it. */
export function claim(point: string): boolean {
  const armed = join(armedFolder, point);
  if (!existsSync(armed)) return false;
  try {
    renameSync(armed, join(firedFolder, `${point}.${process.pid}`));
    return true;
  } catch {
    return false;
  }
}

/** Ends this process as a power cut would. */
export const crash = (): void => void process.kill(process.pid, 'SIGKILL');

export function crashAt(point: string): void {
  if (claim(point)) crash();
}
