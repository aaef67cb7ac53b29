import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Terminal } from '@pacioli/stack/terminal';
import { violationsOf, type Violation } from './checker/invariants';
import type { Observed, Sighting, ToldBalances } from './checker/observed';
import { readEvidence } from './checker/read-evidence';
import { violationsOfReplays } from './checker/replays';
import { faultsNamed } from './faults/all';
import { planOf } from './faults/plan';
import { CONVERGES_WITHIN_MS, fallSilent, heal } from './healing';
import type { Installation } from './installation';
import { openingRequests } from './load/accounts';
import type { Call, Read } from './load/call';
import { Client } from './load/client';
import { poison } from './load/poison';
import { Workload } from './load/workload';
import type { Options } from './options';
import { Random } from './random';

/** A fault that was made, and when, on the clock of performance.now(). */
export interface MadeFault {
  readonly name: string;
  readonly began: number;
  readonly ended: number;
  readonly fired: boolean;
}

export interface Result {
  readonly faults: MadeFault[];
  /** Faults of the plan that this machine can not make. */
  readonly impossible: string[];
  readonly calls: Call[];
  readonly reads: Read[];
  /** Seconds from the last fault until everything was decided and published; null when that did not come about. */
  readonly convergedAfter: number | null;
  readonly violations: Violation[];
}

const BOOKS = ['north', 'east', 'south', 'west'];
const PARTITIONS = 6;
const NOT_AT_REST = `payments are not taken, or not all is decided and published, or a hold has not expired, ${CONVERGES_WITHIN_MS / 1000} s after the last fault`;

/** One run: faults under load, then healing, then the count. */
export async function run(installation: Installation, options: Options, terminal: Terminal): Promise<Result> {
  const random = new Random(options.seed);
  const opener = new Client(installation.urls, random.fork());
  await terminal.step('Four books with sixteen accounts each', async () => {
    for (const request of BOOKS.flatMap(openingRequests)) {
      const { attempts } = await opener.call(request, undefined, 20);
      if (attempts.at(-1)?.status !== 201)
        throw new Error(`${request.key} of ${request.book} was not opened`);
    }
  });
  const stopped = new AbortController();
  // Each client waits for it while it pauses.
  setMaxListeners(0, stopped.signal);
  const clients = Array.from({ length: options.clients }, () => new Client(installation.urls, random.fork()));
  const workloads = clients.map((client, at) =>
    client.sendUntil(stopped.signal, new Workload(random.fork(), at, BOOKS)),
  );
  const sightings: Sighting[] = [];
  const others = [
    poison({ kafka: installation.kafka, books: BOOKS, random: random.fork() }, PARTITIONS, stopped.signal),
    watch(installation, sightings, stopped.signal),
  ];
  const { made: faults, impossible } = await makeFaults(installation, options, random.fork(), terminal);
  stopped.abort();
  await Promise.all([...workloads, ...others]);
  const healed = performance.now();
  const converged = await terminal.step('Healing', () => heal(installation, BOOKS, opener));
  const convergedAfter = converged ? (performance.now() - healed) / 1000 : null;
  const told = await toldBalances(installation);
  const isSilent = await fallSilent(installation, converged);
  const calls = [opener, ...clients].flatMap((client) => client.calls);
  const reads = clients.flatMap((client) => client.reads);
  const { records, violations } = await terminal.step('Counting', async () => {
    const observed = await observe(installation, { calls, reads, told, sightings });
    const { paymentEvents } = observed.evidence;
    const count = paymentEvents.reduce((sum, partition) => sum + partition.records.length, 0);
    return { records: count, violations: violationsOf(observed) };
  });
  if (!isSilent) violations.push({ invariant: 'I15', what: NOT_AT_REST });
  const ofReplays = await terminal.step('Replaying, with kills in the middle', () =>
    violationsOfReplays(installation, records),
  );
  violations.push(...ofReplays);
  return { faults, impossible, calls, reads, convergedAfter, violations };
}

/** The seed decides which faults come, in which order, and how long apart. */
async function makeFaults(
  installation: Installation,
  { seconds, between, faults: names }: Options,
  random: Random,
  terminal: Terminal,
): Promise<{ made: MadeFault[]; impossible: string[] }> {
  const made: MadeFault[] = [];
  const impossible: string[] = [];
  for (const { fault, afterMs, random: own } of planOf(faultsNamed(names), { seconds, between }, random)) {
    if (installation.isClosing) break;
    // Left out here and not before, so that a seed means the same on every machine.
    const why = await fault.impossible?.();
    if (why !== undefined) {
      terminal.say(`  – ${fault.name} can not be made here: ${why}`);
      impossible.push(fault.name);
      continue;
    }
    await pause(afterMs);
    const began = performance.now();
    const fired = await fault.happen(installation, own);
    const ended = performance.now();
    made.push({ name: fault.name, began, ended, fired });
    terminal.say(`  ${fired ? '⚡' : '✗'} ${fault.name} (${((ended - began) / 1000).toFixed(1)} s)`);
  }
  return { made, impossible };
}

/** Looks at the newest decisions again and again, to see at the end that they have stayed. */
async function watch({ admin }: Installation, sightings: Sighting[], stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await pause(700, undefined, { signal: stopped }).catch(() => undefined);
    const seen = await admin.query<Sighting[]>(`${ROWS} order by recorded_at desc limit 20`).catch(() => []);
    sightings.push(...seen);
  }
}

const ROWS = 'select book, decision, md5(outcome::text) as row from outcome';

async function toldBalances({ urls }: Installation): Promise<ToldBalances[]> {
  const told: ToldBalances[] = [];
  for (const book of BOOKS) {
    const answer = await fetch(`${urls[0]!}/v1/books/${book}/accounts?limit=100`);
    const { data } = (await answer.json()) as { data: Told[] };
    told.push(...data.map(({ name, balances }) => ({ book, account: name, ...balances })));
  }
  return told;
}

interface Told {
  readonly name: string;
  readonly balances: Pick<ToldBalances, 'posted' | 'pending' | 'available'>;
}

async function observe(
  { admin, kafka }: Installation,
  heard: Pick<Observed, 'calls' | 'reads' | 'told' | 'sightings'>,
): Promise<Observed> {
  const evidence = await readEvidence(admin, kafka, '');
  const rows = await admin.query<Sighting[]>(ROWS);
  const seenAgain = new Map(rows.map(({ book, decision, row }) => [`${book} ${decision}`, row]));
  return { ...heard, evidence, seenAgain };
}
