import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import { LEDGERS, type Installation } from '../installation';
import type { Fault } from './fault';
import { resumed, signalled } from './processes';

/** Where a process can be made to die, and what it was doing there (chaos/src/preload). */
export const CRASH_POINTS = {
  P1: 'payment-api, before a Kafka transaction begins',
  P2: 'payment-api, after partitions were added to the transaction and before anything is sent',
  P3: 'payment-api, after the records were sent and before the commit',
  P4: 'payment-api, the commit sent and its answer lost',
  P5: 'payment-api, after the commit and before the answer by HTTP',
  P6: 'payment-api, while a request waits for its outcome',
  P7: 'payment-api, while it answers what was decided before',
  L1: 'ledger-service, after records were fetched',
  L2: 'ledger-service, after its database transaction has begun and moved the fence',
  L3: 'ledger-service, after the entries and before their postings',
  L4: 'ledger-service, after everything and before the commit',
  L5: 'ledger-service, the commit sent and its answer lost',
  L6: 'ledger-service, after the commit and before the outcomes are published',
  L7a: 'ledger-service, in the Kafka transaction that publishes outcomes, before its commit',
  L7b: 'ledger-service, after outcomes were published',
  L8: 'ledger-service, while partitions are assigned',
  L9a: 'ledger-service, before a dead letter is published',
  L9b: 'ledger-service, after a dead letter was published',
} as const;
export type CrashPoint = keyof typeof CRASH_POINTS;

/** A point is reached by work alone, and whoever died at the one before may still be starting. */
const REACHED_WITHIN_MS = 20_000;

/** Waits until a process has met its fate at a point, and says which. */
async function meet(
  installation: Installation,
  point: CrashPoint,
  signal: 'SIGKILL' | 'SIGSTOP',
): Promise<number | undefined> {
  installation.arm(point, signal);
  const isMet = () => installation.firedAt(point) !== undefined;
  // Nobody would let go on who stopped there later.
  if (!(await until(isMet, { withinMs: REACHED_WITHIN_MS, everyMs: 20 }))) installation.disarm();
  return installation.firedAt(point);
}

const crashFaults: Fault[] = (Object.keys(CRASH_POINTS) as CrashPoint[]).map((point) => ({
  name: `crash ${point}`,
  seconds: point === 'L8' ? 8 : 3,
  happen: async (installation, random) => {
    const met = meet(installation, point, 'SIGKILL');
    // Partitions are assigned when a member of the group comes or goes.
    if (point === 'L8') await signalled(installation, random.pick(LEDGERS), 'SIGKILL');
    return (await met) !== undefined;
  },
}));

/** Longer than its session with the group lasts. */
const FROZEN_MS = 7_000;
/** Whoever is to replace it may still be starting. */
const REPLACED_WITHIN_MS = 30_000;

/** Counts how often each ledger has taken a partition. */
const takenBy = (installation: Installation) => () =>
  new Map(LEDGERS.map((name) => [name, installation.logOf(name).split('"partition taken"').length]));

/**
 * A ledger stops in the middle of a batch for longer than its session lasts, in mid-COPY with the fence row locked even, and
 * goes on when another has its partitions.
 */
const zombieFaults: Fault[] = (['L1', 'L3', 'L4', 'L6', 'L7a'] as const).map((point) => ({
  name: `zombie ${point}`,
  seconds: 11,
  happen: async (installation, random) => {
    const taken = takenBy(installation);
    const pid = await meet(installation, point, 'SIGSTOP');
    if (pid === undefined) return false;
    const [before, others] = [taken(), LEDGERS.filter((name) => installation.pidOf(name) !== pid)];
    const isReplaced = () => others.some((name) => taken().get(name)! > before.get(name)!);
    const [replaced] = await Promise.all([
      until(isReplaced, { withinMs: REPLACED_WITHIN_MS, everyMs: 100 }),
      pause(FROZEN_MS),
    ]);
    // The other may be reading, deciding, or waiting for what this one has locked.
    await pause(1_000 + random.below(2_000));
    return resumed(pid) && replaced;
  },
}));

export const pointFaults: readonly Fault[] = [...crashFaults, ...zombieFaults];
