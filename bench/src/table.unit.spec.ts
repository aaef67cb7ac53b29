import type { Measurement } from './measurement';
import { perProcess } from './meter';
import { costTable, speedTable } from './table';

const measured = (perSecond: number, p99Ms: number): Measurement => ({
  ...{
    acceptedPerSecond: perSecond,
    postedPerSecond: perSecond,
    p50Ms: 10,
    p99Ms,
    refused: 0,
    othersShare: 0.02,
  },
  cpuMicros: perProcess((name) => (name === 'kafka' ? null : 41.6)),
  memoryMb: perProcess(() => 128),
});
const comparison = {
  mode: 'posted',
  clients: 200,
  product: measured(3_000, 60),
  floor: measured(4_000, 30),
} as const;

describe('the tables of the benchmark', () => {
  it('set the product in proportion to the floor', () => {
    expect(speedTable('posted', [comparison])).toMatch(/product \/ floor +75 % +75 % +100 % +200 %$/);
  });

  it('show a dash for a process that can not be looked into', () => {
    expect(costTable([comparison])).toMatch(/200 +product +42 +42 +42 +- +42 +128/);
  });
});
