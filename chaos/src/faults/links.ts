import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import { LINKS, type Installation, type LinkName } from '../installation';
import type { Random } from '../random';
import type { Fault } from './fault';

const COMES_ABOUT_WITHIN_MS = 30_000;

/**
 * Something is done to a way for some seconds, once a connection goes over it, and until something was in its way: after a
 * crash there may be neither yet.
 */
const onLink = (
  what: string,
  name: LinkName,
  [shortest, longest]: readonly [number, number],
  begin: (link: Installation['links'][LinkName], random: Random) => void,
): Fault => ({
  name: `${what} ${name}`,
  seconds: (shortest + longest) / 2,
  happen: async ({ links }, random) => {
    const link = links[name];
    await until(() => link.connections > 0, { withinMs: COMES_ABOUT_WITHIN_MS, everyMs: 20 });
    begin(link, random);
    await pause((shortest + random.next() * (longest - shortest)) * 1000);
    const harmed = await until(() => link.isHarmed, { withinMs: COMES_ABOUT_WITHIN_MS, everyMs: 20 });
    link.mend();
    return harmed;
  },
});

export const linkFaults: Fault[] = LINKS.flatMap((name) => [
  onLink('reset', name, [0, 0], (link) => link.reset()),
  onLink('cut', name, [0.5, 12], (link) => link.cut()),
  onLink('delay', name, [2, 5], (link, random) => (link.delay = 20 + random.below(200))),
  onLink('stall', name, [1, 12], (link) => link.stall()),
]);
