import { readFileSync, readdirSync } from 'node:fs';

/** What a process uses, its children included: Postgres is a process for each connection. */
export interface ProcessUsage {
  /** Since it was started. */
  cpuSeconds: number;
  /** Resident set; of a process with children the proportional set, in which memory that they share counts once. */
  memoryMb: number;
}

/** Linux counts in ticks of 10 ms, whatever the machine. */
const ticksPerSecond = 100;
const kbPerMb = 1024;

/** Reads /proc; throws when there is no such process. */
export function usageOf(pid: number): ProcessUsage {
  const family = [pid, ...childrenOf(pid)];
  const ticks = family.map((member) => ticksFromStat(statOf(member) ?? ''));
  return {
    cpuSeconds: ticks.reduce((sum, own) => sum + own, 0) / ticksPerSecond,
    memoryMb:
      family.length === 1 ? residentMb(pid) : family.reduce((sum, member) => sum + proportionalMb(member), 0),
  };
}

/** The largest resident set that the process has had. */
export function peakMemoryMb(pid: number): number {
  return kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM') / kbPerMb;
}

/** Seconds of processor that the whole machine has used since it was started, those that its host took from it included. */
export function machineCpuSeconds(): number {
  return machineTicksFromStat(readFileSync('/proc/stat', 'utf8')) / ticksPerSecond;
}

/** The first line: user, nice, system, idle, waiting for a disk, interrupts of both kinds, stolen by the host. */
export function machineTicksFromStat(stat: string): number {
  const [user, nice, system, , , hard, soft, stolen] = stat
    .split('\n', 1)[0]!
    .split(/ +/)
    .slice(1)
    .map(Number);
  return [user, nice, system, hard, soft, stolen].reduce<number>((sum, ticks) => sum + (ticks ?? 0), 0);
}

/** User and system time of a process, and of those of its children that have ended; 0 for what is no such line. */
export function ticksFromStat(stat: string): number {
  return fieldsOf(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
}

/** The fields from the third on: the second is the program's name in parentheses, which may itself contain both. */
const fieldsOf = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && Number(fieldsOf(statOf(pid) ?? '')[1]) === parent);
}

/** Null when it has ended. */
function statOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}

function residentMb(pid: number): number {
  return kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') / kbPerMb;
}

function proportionalMb(pid: number): number {
  try {
    return kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss') / kbPerMb;
  } catch {
    return 0;
  }
}

function kilobytes(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`bug: no ${name} in what /proc says`);
  return Number(found);
}
