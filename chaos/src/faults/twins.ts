import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import type { Fault } from './fault';

const COMES_ABOUT_WITHIN_MS = 30_000;

/** A third process of a service, for a while. */
export const twinFaults: Fault[] = [
  {
    // A mistake of whoever deploys: the two take each other's transactional ids until one of them goes.
    name: 'twin payment-api',
    seconds: 5,
    happen: async (installation, random) => {
      const rival = installation.pidOf('payment-api-0');
      const twin = installation.startTwin('payment-api', 0);
      const isFenced = () => installation.pidOf('payment-api-0') !== rival;
      const fenced = await until(isFenced, { withinMs: COMES_ABOUT_WITHIN_MS, everyMs: 20 });
      await pause(random.below(1_000));
      await twin.end('SIGKILL');
      return fenced;
    },
  },
  {
    // One more ledger takes its share of the partitions, and gives it back.
    name: 'scale ledger-service',
    seconds: 6,
    happen: async (installation, random) => {
      const twin = installation.startTwin('ledger-service', 2);
      const took = await until(() => twin.isReady(), { withinMs: COMES_ABOUT_WITHIN_MS });
      await pause(random.below(2_000));
      await twin.end(random.pick(['SIGTERM', 'SIGKILL']));
      return took;
    },
  },
];
