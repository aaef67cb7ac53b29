import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './fault';
import { SmallDisk } from './small-disk';

const FELT_WITHIN_MS = 30_000;

/** Postgres finds no room for a page, or for its log, which ends it: it says so, and comes back once there is room. */
export const fullDisk: Fault = {
  name: 'fill disk',
  seconds: 6,
  impossible: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pacioli-'));
    const disk = await SmallDisk.mount(join(folder, 'disk'));
    await disk?.unmount();
    await rm(folder, { recursive: true });
    return disk ? undefined : 'to mount a small disk takes root';
  },
  happen: async (installation, random) => {
    const { disk } = installation;
    if (!disk) return false;
    const complaints = () => installation.logOf('postgres').split('No space left on device').length;
    const before = complaints();
    // It may grow at the very moment.
    await until(() => disk.fill(), { withinMs: FELT_WITHIN_MS, everyMs: 5 });
    const felt = await until(() => complaints() > before, { withinMs: FELT_WITHIN_MS });
    await pause(random.below(4_000));
    await disk.makeRoom();
    return felt;
  },
};
