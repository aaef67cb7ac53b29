import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@pacioli/stack/until';
import { APIS, LEDGERS, type Installation } from '../installation';
import type { Fault } from './fault';

const BACK_WITHIN_MS = 30_000;

/** Sends a signal to a process once it runs, and says which it was. */
export async function signalled(
  installation: Installation,
  name: string,
  signal: NodeJS.Signals,
): Promise<number | undefined> {
  await until(() => installation.pidOf(name) !== undefined, { withinMs: BACK_WITHIN_MS, everyMs: 20 });
  const pid = installation.pidOf(name);
  if (pid !== undefined) process.kill(pid, signal);
  return pid;
}

/** Lets a stopped process go on; false when it is gone. */
export function resumed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGCONT');
  } catch {
    return false;
  }
}

const VERBS = { SIGKILL: 'kill', SIGQUIT: 'quit', SIGTERM: 'restart' } as const;

/** Kills a process, which its supervisor then starts again. */
const kill = (kind: string, names: readonly string[], signal: keyof typeof VERBS = 'SIGKILL'): Fault => ({
  name: `${VERBS[signal]} ${kind}`,
  seconds: kind === 'kafka' ? 5 : 2,
  happen: async (installation, random) => {
    const name = random.pick(names);
    const pid = await signalled(installation, name, signal);
    if (pid === undefined) return false;
    const isReplaced = () => ![pid, undefined].includes(installation.pidOf(name));
    return await until(isReplaced, { withinMs: BACK_WITHIN_MS, everyMs: 20 });
  },
});

/** Stops a process for a while; it then goes on as if no time had passed. */
const freeze = (
  kind: string,
  names: readonly string[],
  [shortest, longest]: readonly [number, number],
): Fault => ({
  name: `freeze ${kind}`,
  seconds: (shortest + longest) / 2,
  happen: async (installation, random) => {
    const name = random.pick(names);
    const pid = await signalled(installation, name, 'SIGSTOP');
    if (pid === undefined) return false;
    await pause((shortest + random.next() * (longest - shortest)) * 1000);
    return resumed(pid);
  },
});

/** Ends connections of the services to the database, as an operator or a proxy would. */
const killBackends: Fault = {
  name: 'kill database backends',
  seconds: 0,
  happen: async ({ admin }) =>
    await until(
      async () => {
        const ended = await admin.query<unknown[]>(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename like 'pacioli_%' and random() < 0.5`,
        );
        return ended.length > 0;
      },
      { withinMs: BACK_WITHIN_MS },
    ),
};

export const processFaults: Fault[] = [
  kill('payment-api', APIS),
  kill('ledger-service', LEDGERS),
  // As a rolling restart does: what is in hand is finished first.
  kill('payment-api', APIS, 'SIGTERM'),
  kill('ledger-service', LEDGERS, 'SIGTERM'),
  kill('kafka', ['kafka']),
  kill('postgres', ['postgres']),
  kill('postgres', ['postgres'], 'SIGQUIT'),
  killBackends,
  freeze('payment-api', APIS, [1, 5]),
  // Beyond the session timeout of 6 s: another takes its partitions, and it comes back as a zombie.
  freeze('ledger-service', LEDGERS, [8, 11]),
  freeze('kafka', ['kafka'], [1, 6]),
  freeze('postgres', ['postgres'], [1, 6]),
];
