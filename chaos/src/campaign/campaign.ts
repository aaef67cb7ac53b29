import type { RunPlan } from './run-record';

const seeds = (first: number, last: number, plan: Omit<RunPlan, 'seed'>): RunPlan[] =>
  Array.from({ length: last - first + 1 }, (_, at) => ({ seed: first + at, ...plan }));

/** What has to be tried before anyone is told that it holds. */
export const CAMPAIGN = {
  'All faults': seeds(1, 20, { seconds: 60, clients: 24, between: 2, faults: 'all' }),
  // Some sixty crashes a run: more than twenty at each point.
  'Crash points': seeds(21, 27, { seconds: 250, clients: 24, between: 1, faults: 'crash' }),
  'A long run': seeds(28, 28, { seconds: 1_000, clients: 128, between: 8, faults: 'all' }),
} as const satisfies Record<string, readonly RunPlan[]>;

/** Every n-th run of the campaign, for machines or clones that share the work. */
export const partOf = ({ part, of }: { part: number; of: number }): RunPlan[] =>
  Object.values(CAMPAIGN)
    .flat()
    .filter((_, at) => at % of === part - 1);
