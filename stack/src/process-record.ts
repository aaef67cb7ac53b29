import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until';

/**
 * What is remembered of a process in `<run folder>/<name>.pid`, so that a later start can end what an earlier
 * one left behind. A pid alone is not enough, since the system gives it to another process sooner or later.
 */
export interface ProcessRecord {
  name: string;
  pid: number;
  /** When the process was started, in the system's own terms: with the pid it is unique. */
  birth: string;
  stopSignal: NodeJS.Signals;
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; null for a process that is only a zombie. */
export function birthFromStat(stat: string): string | null {
  // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  return state === undefined || state === 'Z' || state === 'X' || ticks === undefined ? null : ticks;
}

/** When the process with this pid was started, or null when there is none. */
export function birthOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const ticks = birthFromStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return ticks === null ? null : `${bootId()}/${ticks}`;
    }
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown-boot';
  }
}

export function isAlive(record: Pick<ProcessRecord, 'pid' | 'birth'>): boolean {
  return birthOf(record.pid) === record.birth;
}

export function writeRecord(runDirectory: string, record: ProcessRecord): void {
  mkdirSync(runDirectory, { recursive: true });
  writeFileSync(recordPath(runDirectory, record.name), JSON.stringify(record) + '\n');
}

export function removeRecord(runDirectory: string, name: string): void {
  rmSync(recordPath(runDirectory, name), { force: true });
}

/** Every record in the folder; one that cannot be read (a crash while it was written) is left out. */
export function readRecords(runDirectory: string): ProcessRecord[] {
  let names: string[];
  try {
    names = readdirSync(runDirectory).filter((name) => name.endsWith('.pid'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(runDirectory, name), 'utf8')) as ProcessRecord];
    } catch {
      return [];
    }
  });
}

function recordPath(runDirectory: string, name: string): string {
  return join(runDirectory, `${name}.pid`);
}

/**
 * Asks a process to stop, and kills it together with its process group when it has not obeyed in time.
 * Answers false when there was no such process any more.
 */
export async function endProcess(record: ProcessRecord, withinMs: number): Promise<boolean> {
  if (!isAlive(record)) return false;
  signal(record.pid, record.stopSignal);
  // One that is frozen hears of it only when it goes on.
  signal(record.pid, 'SIGCONT');
  if (await until(() => !isAlive(record), { withinMs, everyMs: 25 })) return true;
  signal(-record.pid, 'SIGKILL');
  if (await until(() => !isAlive(record), { withinMs: 10_000, everyMs: 25 })) return true;
  throw new Error(`Process ${record.pid} (${record.name}) cannot be ended; end it by hand`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
