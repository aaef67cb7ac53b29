import { until } from '@pacioli/stack/until';
import type { Books } from './books';
import type { LoadGenerator } from './load-generator';
import { type PerProcess, cpuPerPayment, perProcess, processNames, readMeter, shareOfOthers } from './meter';
import type { Mode } from './options';
import type { Profiler } from './profiler';
import type { Servers } from './servers';
import { median } from './statistics';
import type { System } from './system';

export interface Measurement {
  /** Answers a second in the measured time: 202, or 201 in the mode `posted`. */
  acceptedPerSecond: number;
  /** Payments a second that came into the ledger in the measured time. */
  postedPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Microseconds a payment, over the whole run, until all of it is posted. */
  cpuMicros: PerProcess<number>;
  /** At the end of the run. */
  memoryMb: PerProcess<number>;
  /** Answers that were not what the mode asks for. */
  refused: number;
  /** The share of the machine that was taken by programs that are not measured; null where that is not known. */
  othersShare: number | null;
}

export interface Bench {
  servers: Servers;
  load: LoadGenerator;
  books: Books;
  profiler: Profiler | null;
}

export interface RunOrder {
  system: System;
  mode: Mode;
  clients: number;
  seconds: number;
}

const warmUpMs = 1_500;
const postedWithinMs = 120_000;

/**
 * One run: sends the load, waits until all that was accepted is posted, and counts it. Throws when the ledger does not
 * hold exactly what was accepted, or a process died.
 */
export async function measure(
  bench: Bench,
  { system, mode, clients, seconds }: RunOrder,
): Promise<Measurement> {
  const { load, books, profiler, servers } = bench;
  const pids = pidsOf(bench, system);
  const postedBefore = await system.countPosted();
  const before = readMeter(pids);
  const samples: Promise<{ at: number; posted: number }>[] = [];
  const sample = (): void =>
    void samples.push(system.posted().then((posted) => ({ at: performance.now(), posted })));
  const order = { port: system.port, mode, clients, books, warmUpMs, measureMs: seconds * 1000 };
  const report = await load.send(order, {
    begun: () => {
      sample();
      profiler?.start([system.api.spec.name, system.ledger.spec.name]);
    },
    ended: () => {
      sample();
      profiler?.stop(`${mode}-${clients}`);
    },
  });
  await profiler?.written;
  await allPosted(system, postedBefore + report.answered);
  const after = readMeter(pids);
  const payments = (await system.countPosted()) - postedBefore;
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  assertCounted(system.name, payments, report.answered, refused);
  if (JSON.stringify(pidsOf(bench, system)) !== JSON.stringify(pids)) {
    throw new Error(
      `A process of the ${system.name} died in the run; read ${servers.supervisor.folders.log}`,
    );
  }
  const [from, to] = (await Promise.all(samples)) as [
    { at: number; posted: number },
    { at: number; posted: number },
  ];
  return {
    acceptedPerSecond: report.perSecond,
    postedPerSecond:
      mode === 'posted' ? report.perSecond : ((to.posted - from.posted) / (to.at - from.at)) * 1000,
    p50Ms: report.p50Ms,
    p99Ms: report.p99Ms,
    cpuMicros: cpuPerPayment(before, after, payments),
    memoryMb: perProcess((name) => after.usage[name]?.memoryMb ?? null),
    refused,
    othersShare: shareOfOthers(before, after, processNames),
  };
}

function pidsOf({ servers, load }: Bench, { api, ledger }: System): PerProcess<number> {
  const servicePids = { api: api.pid, ledger: ledger.pid, load: load.pid };
  return { ...servicePids, postgres: servers.pidOf('postgres'), kafka: servers.pidOf('kafka') };
}

async function allPosted(system: System, expected: number): Promise<void> {
  const done = async (): Promise<boolean> =>
    (await system.posted()) >= expected && (await system.isSettled());
  if (await until(done, { withinMs: postedWithinMs, everyMs: 50 })) return;
  throw new Error(
    `The ${system.name} has posted ${await system.posted()} of ${expected} payments after ${postedWithinMs / 1000} s`,
  );
}

/**
 * Throws unless the ledger holds what was answered as accepted. What was refused may have been posted all the same: a 503
 * can say that its outcome is not known.
 */
export function assertCounted(name: string, payments: number, answered: number, refused: number): void {
  if (payments >= answered && payments <= answered + refused) return;
  throw new Error(
    `The ${name} answered ${answered} payments as accepted (and ${refused} as refused), and its ledger holds ${payments}`,
  );
}

/** The median of each figure. */
export function medianOf(runs: Measurement[]): Measurement {
  const figure = (of: (run: Measurement) => number): number => median(runs.map(of));
  const each = (of: (run: Measurement) => PerProcess<number>): PerProcess<number> =>
    perProcess((name) => medianOrNull(runs.map((run) => of(run)[name])));
  return {
    acceptedPerSecond: figure((run) => run.acceptedPerSecond),
    postedPerSecond: figure((run) => run.postedPerSecond),
    p50Ms: figure((run) => run.p50Ms),
    p99Ms: figure((run) => run.p99Ms),
    cpuMicros: each((run) => run.cpuMicros),
    memoryMb: each((run) => run.memoryMb),
    refused: runs.reduce((sum, run) => sum + run.refused, 0),
    othersShare: medianOrNull(runs.map((run) => run.othersShare)),
  };
}

function medianOrNull(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
