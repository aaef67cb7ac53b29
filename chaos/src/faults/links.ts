import { setTimeout as pause } from 'node:timers/promises';
import { LINKS, type Installation, type LinkName } from '../installation';
import type { Random } from '../random';
import type { Fault } from './fault';

/** Something is done to a way for so many milliseconds. It has come about if a connection went over it. */
const onLink = (
  what: string,
  name: LinkName,
  begin: (link: Installation['links'][LinkName], random: Random) => void,
  milliseconds: (random: Random) => number,
): Fault => ({
  name: `${what} ${name}`,
  happen: async ({ links }, random) => {
    const link = links[name];
    const met = link.connections > 0;
    begin(link, random);
    await pause(milliseconds(random));
    link.mend();
    return met;
  },
});

export const linkFaults: Fault[] = LINKS.flatMap((name) => [
  onLink(
    'reset',
    name,
    (link) => link.reset(),
    () => 0,
  ),
  onLink(
    'cut',
    name,
    (link) => link.cut(),
    (random) => 500 + random.below(11_500),
  ),
  onLink(
    'delay',
    name,
    (link, random) => (link.delay = 20 + random.below(200)),
    (random) => 2_000 + random.below(3_000),
  ),
  onLink(
    'stall',
    name,
    (link) => link.stall(),
    (random) => 1_000 + random.below(11_000),
  ),
]);
