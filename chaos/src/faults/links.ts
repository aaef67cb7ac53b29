import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import { LINKS, type Installation, type LinkName } from '../installation';
import type { Random } from '../random';
import type { Fault } from './fault';

const COMES_ABOUT_WITHIN_MS = 30_000;
const SLOW_FOR_MS = 1_000;

type Link = Installation['links'][LinkName];

/**
 * Something is done to a way for some seconds, and until something was in its way: after a crash there may be nothing yet.
 */
const onLink = (
  what: string,
  name: LinkName,
  [shortest, longest]: readonly [number, number],
  begin: (link: Link, random: Random) => void,
  slowMs = 0,
): Fault => ({
  name: `${what} ${name}`,
  seconds: slowMs / 1000 + (shortest + longest) / 2,
  happen: async ({ links }, random) => {
    const link = links[name];
    if (slowMs > 0) await slowDown(link, random, slowMs);
    begin(link, random);
    await pause((shortest + random.next() * (longest - shortest)) * 1000);
    const harmed = await until(() => link.isHarmed, { withinMs: COMES_ABOUT_WITHIN_MS, everyMs: 20 });
    link.mend();
    return harmed;
  },
});

const slow = (link: Link, random: Random): void => void (link.delay = 20 + random.below(200));

/** What is asked and not yet answered is the worst to lose, and is more when all is slow. */
async function slowDown(link: Link, random: Random, milliseconds: number): Promise<void> {
  slow(link, random);
  await pause(milliseconds);
  await until(() => link.connections > 0, { withinMs: COMES_ABOUT_WITHIN_MS, everyMs: 20 });
  // What counts is the harm of what comes next.
  link.mend();
}

export const linkFaults: Fault[] = LINKS.flatMap((name) => [
  onLink('reset', name, [0, 0], (link) => link.reset(), SLOW_FOR_MS),
  onLink('cut', name, [0.5, 12], (link) => link.cut(), SLOW_FOR_MS),
  onLink('tear', name, [0, 1], (link) => link.tear()),
  onLink('delay', name, [2, 5], slow),
  onLink('stall', name, [1, 12], (link) => link.stall()),
]);
