import { pointFaults } from './crash-points';
import type { Fault } from './fault';
import { fullDisk } from './full-disk';
import { linkFaults } from './links';
import { processFaults } from './processes';
import { twinFaults } from './twins';

export const ALL_FAULTS: readonly Fault[] = [
  ...pointFaults,
  ...processFaults,
  ...linkFaults,
  ...twinFaults,
  fullDisk,
];

/** The faults of these names, separated by commas; of `crash`, `kill` and the like all that begin so. Throws for unknown ones. */
export function faultsNamed(names: string): Fault[] {
  if (names === 'all') return [...ALL_FAULTS];
  return names.split(',').flatMap((name) => {
    const found = ALL_FAULTS.filter((fault) => fault.name === name || fault.name.startsWith(`${name} `));
    if (found.length === 0) throw new Error(`There is no fault ${name}: --faults list names them all`);
    return found;
  });
}
