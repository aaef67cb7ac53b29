import { type Column, renderTable } from '@pacioli/service/terminal-table';
import type { Comparison } from './comparison';
import { type Drain, drained } from './drain';
import type { Measurement } from './measurement';
import { type PerProcess, type ProcessName, processNames } from './meter';
import type { Mode } from './options';

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });
const whole = (value: number | null): string =>
  value === null ? '-' : Math.round(value).toLocaleString('en-GB');

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const percentOrDash = (share: number | null): string => (share === null ? '-' : percent(share));

const titles: Record<Mode, string> = {
  accepted: 'accepted: answered 202 once it is durable',
  posted: 'posted: answered 201 once it is in the ledger (Prefer: wait)',
};

/**
 * Rates and latencies of one mode, with product / floor below each pair; and what share of the machine other programs took,
 * which is nearly nothing when the figures are worth something.
 */
export function speedTable(mode: Mode, comparisons: Comparison[]): string {
  const columns = [
    right('clients'),
    left(''),
    ...['accepted/s', 'posted/s', 'p50 ms', 'p99 ms', 'others'].map(right),
  ];
  const rows = comparisons.flatMap(({ clients, product, floor }) => [
    [String(clients), 'product', ...speedCells(product)],
    ['', 'floor', ...speedCells(floor)],
    ['', 'product / floor', ...ratioCells(product, floor)],
  ]);
  return `${titles[mode]}\n${renderTable(columns, rows)}`;
}

function speedCells(run: Measurement): string[] {
  const { acceptedPerSecond, postedPerSecond, p50Ms, p99Ms, othersShare } = run;
  const latencies = [p50Ms.toFixed(1), p99Ms.toFixed(1)];
  return [whole(acceptedPerSecond), whole(postedPerSecond), ...latencies, percentOrDash(othersShare)];
}

function ratioCells(product: Measurement, floor: Measurement): string[] {
  const ratio = (of: (run: Measurement) => number): string => percent(of(product) / of(floor));
  return [
    ratio((run) => run.acceptedPerSecond),
    ratio((run) => run.postedPerSecond),
    ratio((run) => run.p50Ms),
    ratio((run) => run.p99Ms),
  ];
}

/** Microseconds of processor a payment, and memory, of each process in one mode. */
export function costTable(comparisons: Comparison[]): string {
  const columns = [
    right('clients'),
    left(''),
    ...processNames.map((name) => right(`${name} µs`)),
    ...inMemory.map((name) => right(`${name} MB`)),
  ];
  const cells = (name: string, { cpuMicros, memoryMb }: Measurement): string[] => [
    name,
    ...processNames.map((process) => whole(cpuMicros[process])),
    ...inMemory.map((process) => whole(memoryMb[process])),
  ];
  const rows = comparisons.flatMap(({ clients, product, floor }) => [
    [String(clients), ...cells('product', product)],
    ['', ...cells('floor', floor)],
  ]);
  return `processor time a payment, and memory after the run\n${renderTable(columns, rows)}`;
}

const inMemory = processNames.filter((name) => name !== 'load');

export function drainTable(drain: Drain): string {
  const { payments, postedPerSecond, publishedPerSecond, cpuMicros, peakMemoryMb, othersShare } = drain;
  const costs = drained.map((name) => cpuMicros[name]);
  const columns = [
    ...['payments', 'posted/s', 'and published/s'],
    ...drained.map((name) => `${name} µs`),
    ...['ledger peak MB', 'others'],
  ];
  const figures = [payments, postedPerSecond, publishedPerSecond, ...costs, peakMemoryMb].map(whole);
  const table = renderTable(columns.map(right), [[...figures, percentOrDash(othersShare)]]);
  return `drain: the ledger alone, from a topic that was filled beforehand\n${table}`;
}

/** Resident memory of the services. */
export function memoryTable(memory: { when: string; mb: Partial<PerProcess<number>> }[]): string {
  const services: ProcessName[] = ['api', 'ledger'];
  const rows = memory.map(({ when, mb }) => [when, ...services.map((name) => whole(mb[name] ?? null))]);
  return `resident memory\n${renderTable([left(''), right('payment-api MB'), right('ledger-service MB')], rows)}`;
}
