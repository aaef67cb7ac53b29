import { type ProcessUsage, usageOf } from './process-usage';

export const processNames = ['api', 'ledger', 'postgres', 'kafka', 'load'] as const;
export type ProcessName = (typeof processNames)[number];
/** A figure for each process; null where it is not known, in a container. */
export type PerProcess<T> = Record<ProcessName, T | null>;

export function perProcess<T>(of: (name: ProcessName) => T | null): PerProcess<T> {
  return Object.fromEntries(processNames.map((name) => [name, of(name)])) as PerProcess<T>;
}

/** Reads what the processes of one system use. */
export class Meter {
  constructor(private readonly pids: PerProcess<number>) {}

  read(): PerProcess<ProcessUsage> {
    return perProcess((name) => {
      const pid = this.pids[name];
      return pid === null ? null : usageOf(pid);
    });
  }
}

/** Microseconds of processor for each payment, from two readings. */
export function cpuPerPayment(
  before: PerProcess<ProcessUsage>,
  after: PerProcess<ProcessUsage>,
  payments: number,
): PerProcess<number> {
  return perProcess((name) => {
    const [from, to] = [before[name], after[name]];
    return from === null || to === null ? null : ((to.cpuSeconds - from.cpuSeconds) * 1_000_000) / payments;
  });
}
