import { relative } from 'node:path';
import { repository } from '@pacioli/stack/config';
import { renderTable } from '@pacioli/service/terminal-table';

/** A V8 CPU profile, as far as it is used here: samples of the innermost function, and the time since the one before. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  /** Microseconds. */
  timeDeltas: number[];
}

const idle = '(idle)';
const most = 25;

/** Where the time went that was not spent waiting, by package or own file, the largest shares first. */
export function summarize(profile: CpuProfile): string {
  const times = timesByPlace(profile);
  const busy = [...times].filter(([place]) => place !== idle).sort(([, a], [, b]) => b - a);
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  const wall = total + (times.get(idle) ?? 0);
  const rows = busy.slice(0, most).map(([place, time]) => [place, percent(time, total)]);
  const columns = [
    { title: `busy ${percent(total, wall)} of ${(wall / 1_000_000).toFixed(1)} s`, align: 'left' as const },
    { title: 'of that', align: 'right' as const },
  ];
  return renderTable(columns, rows);
}

/** Microseconds in each place, what it called not included. */
export function timesByPlace({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const place = places.get(id)!;
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  });
  return times;
}

/** The package, the file of ours, or what V8 and Node do themselves. */
function placeOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName;
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  return url.startsWith('node:') ? url : relative(repository, url.replace('file://', ''));
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;
