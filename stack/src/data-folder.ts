import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf, isAlive } from './process-record';
import { Supervisor } from './supervisor';

interface Holder {
  pid: number;
  birth: string;
}

/**
 * Makes this process the only one that works in a data folder, and ends what a killed one left running there.
 * Throws when another live process has the folder.
 */
export async function openDataFolder(
  dataDirectory: string,
  say: (line: string) => void,
): Promise<Supervisor> {
  takeLock(dataDirectory);
  const supervisor = new Supervisor(dataDirectory, say);
  mkdirSync(supervisor.folders.log, { recursive: true });
  const ended = await supervisor.endLeftovers();
  if (ended.length > 0) say(`Ended what was still running from before: ${ended.join(', ')}`);
  return supervisor;
}

/** Gives the folder free, once everything in it has been stopped. */
export function closeDataFolder(dataDirectory: string): void {
  rmSync(lockFile(dataDirectory), { force: true });
}

function takeLock(dataDirectory: string): void {
  mkdirSync(join(dataDirectory, 'run'), { recursive: true });
  const holder = holderOf(dataDirectory);
  if (holder !== null) {
    throw new Error(
      `${dataDirectory} is in use: process ${holder} runs already. Stop it first (Ctrl-C there, or kill ${holder}), ` +
        'or set PACIOLI_DATA to another folder and the PACIOLI_..._PORT variables to other ports.',
    );
  }
  rmSync(lockFile(dataDirectory), { force: true });
  const own: Holder = { pid: process.pid, birth: birthOf(process.pid) ?? '' };
  writeFileSync(lockFile(dataDirectory), JSON.stringify(own), { flag: 'wx' });
}

/** The pid of the live process that has the folder, or null. The lock of a process that is gone counts for nothing. */
export function holderOf(dataDirectory: string): number | null {
  try {
    const holder = JSON.parse(readFileSync(lockFile(dataDirectory), 'utf8')) as Holder;
    return isAlive(holder) ? holder.pid : null;
  } catch {
    return null;
  }
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'run', 'supervisor.lock');
}
