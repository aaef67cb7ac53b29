import { type Bench, type Measurement, measure, medianOf } from './measurement';
import type { Mode } from './options';
import type { System } from './system';

/** Product and floor under the same load. */
export interface Comparison {
  mode: Mode;
  clients: number;
  product: Measurement;
  floor: Measurement;
}

export interface ComparisonOrder {
  mode: Mode;
  clients: number[];
  seconds: number;
  rounds: number;
}

/** Lets the two take turns, so that what disturbs the machine for a while disturbs both, and takes medians. */
export async function compare(
  bench: Bench,
  { product, floor }: { product: System; floor: System },
  { mode, clients, seconds, rounds }: ComparisonOrder,
  say: (line: string) => void,
): Promise<Comparison[]> {
  // Not counted: code that is not compiled yet, a consumer that has not joined its group.
  for (const system of [product, floor]) {
    await measure(bench, { system, mode, clients: Math.max(...clients), seconds: 1 });
  }
  const comparisons: Comparison[] = [];
  for (const count of clients) {
    const runs = { product: [] as Measurement[], floor: [] as Measurement[] };
    for (let round = 1; round <= rounds; round += 1) {
      for (const system of [product, floor]) {
        const run = await measure(bench, { system, mode, clients: count, seconds });
        runs[system.name].push(run);
        say(progressLine(mode, count, round, system, run));
      }
    }
    comparisons.push({ mode, clients: count, product: medianOf(runs.product), floor: medianOf(runs.floor) });
  }
  return comparisons;
}

function progressLine(
  mode: Mode,
  clients: number,
  round: number,
  { name }: System,
  run: Measurement,
): string {
  const perSecond = Math.round(mode === 'posted' ? run.postedPerSecond : run.acceptedPerSecond);
  const refused = run.refused > 0 ? `, ${run.refused} refused` : '';
  return `  ✓ ${mode}, ${clients} clients, round ${round}, ${name}: ${perSecond}/s, p99 ${run.p99Ms.toFixed(0)} ms${refused}`;
}
