import { Random } from '../random';
import type { Fault } from './fault';

/** A fault that is to come, how long after the one before, and the numbers that it draws. */
export interface PlannedFault {
  readonly fault: Fault;
  readonly afterMs: number;
  readonly random: Random;
}

/**
 * As many faults as fit into some seconds, one at least, in the seed's order: each comes once before any comes again.
 * `between` is how many seconds lie between two of them at most.
 */
export function planOf(
  faults: readonly Fault[],
  { seconds, between }: { seconds: number; between: number },
  random: Random,
): PlannedFault[] {
  const plan: PlannedFault[] = [];
  let left: Fault[] = [];
  for (let used = 0; plan.length === 0 || used < seconds;) {
    if (left.length === 0) left = random.shuffled(faults);
    const fault = left.shift()!;
    const afterMs = 100 + random.below(between * 1_000);
    used += afterMs / 1000 + fault.seconds;
    if (plan.length > 0 && used > seconds) break;
    plan.push({ fault, afterMs, random: random.fork() });
  }
  return plan;
}
