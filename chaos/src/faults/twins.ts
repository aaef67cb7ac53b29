import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import type { Fault } from './fault';

const COMES_ABOUT_WITHIN_MS = 30_000;
/** What a process says that has lost its transactional ids, before it ends. */
const FENCED = 'Another process publishes as';

/** A third process of a service, for a while. */
export const twinFaults: Fault[] = [
  {
    // A mistake of whoever deploys: the two take each other's transactional ids until one of them goes, whichever it is.
    name: 'twin payment-api',
    seconds: 5,
    happen: async (installation, random) => {
      const complaints = () =>
        ['payment-api-0', 'twin'].reduce(
          (sum, name) => sum + installation.logOf(name).split(FENCED).length,
          0,
        );
      const before = complaints();
      const twin = installation.startTwin('payment-api', 0);
      const fenced = await until(() => complaints() > before, { withinMs: COMES_ABOUT_WITHIN_MS });
      await pause(random.below(1_000));
      await twin.end('SIGKILL');
      return fenced;
    },
  },
  {
    // From two ledgers to one, to three, and back: partitions are given up and shared anew each time.
    name: 'scale ledger-service',
    seconds: 12,
    happen: async (installation, random) => {
      await installation.stop('ledger-service-1');
      await pause(random.below(2_000));
      const twin = installation.startTwin('ledger-service', 2);
      await installation.startService('ledger-service-1');
      const took = await until(() => twin.isReady(), { withinMs: COMES_ABOUT_WITHIN_MS });
      await pause(random.below(2_000));
      await twin.end(random.pick(['SIGTERM', 'SIGKILL']));
      return took;
    },
  },
];
