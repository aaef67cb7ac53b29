import { availableParallelism } from 'node:os';
import { type ProcessUsage, machineCpuSeconds, usageOf } from './process-usage';

export const processNames = ['api', 'ledger', 'postgres', 'kafka', 'load'] as const;
export type ProcessName = (typeof processNames)[number];
/** A figure for each process; null where it is not known, in a container. */
export type PerProcess<T> = Record<ProcessName, T | null>;

export function perProcess<T>(of: (name: ProcessName) => T | null): PerProcess<T> {
  return Object.fromEntries(processNames.map((name) => [name, of(name)])) as PerProcess<T>;
}

/** What the processes of one system use, and the machine as a whole. */
export interface Reading {
  at: number;
  usage: PerProcess<ProcessUsage>;
  machineCpuSeconds: number;
}

export function readMeter(pids: PerProcess<number>): Reading {
  const usage = perProcess((name) => (pids[name] === null ? null : usageOf(pids[name])));
  return { at: performance.now(), usage, machineCpuSeconds: machineCpuSeconds() };
}

function cpuSecondsBetween(from: Reading, to: Reading): PerProcess<number> {
  return perProcess((name) => {
    const [before, after] = [from.usage[name], to.usage[name]];
    return before === null || after === null ? null : after.cpuSeconds - before.cpuSeconds;
  });
}

/** Microseconds of processor for each payment. */
export function cpuPerPayment(from: Reading, to: Reading, payments: number): PerProcess<number> {
  const seconds = cpuSecondsBetween(from, to);
  return perProcess((name) => (seconds[name] === null ? null : (seconds[name] * 1_000_000) / payments));
}

/** The share of the machine that programs took which are not measured; null unless it is known of all that are. */
export function shareOfOthers(from: Reading, to: Reading, measured: readonly ProcessName[]): number | null {
  const seconds = cpuSecondsBetween(from, to);
  const own = measured.map((name) => seconds[name]).filter((known) => known !== null);
  if (own.length < measured.length) return null;
  const others = to.machineCpuSeconds - from.machineCpuSeconds - own.reduce((sum, more) => sum + more, 0);
  return others / (((to.at - from.at) / 1000) * availableParallelism());
}
