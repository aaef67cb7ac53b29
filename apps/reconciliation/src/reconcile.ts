import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '@pacioli/service/log';
import { COLOURS, NO_COLOURS } from '@pacioli/service/terminal-colours';
import { readCommandConfig } from './config';
import { keepHeapSmall } from './heap';
import { Lease } from './lease';
import { openLedgerDatabase, type LedgerDatabase } from './ledger-database';
import { Progress } from './proof/progress';
import { reportTable, summaryLine } from './reports/report-table';
import { reconcile } from './proof/run';

const COULD_NOT_RUN = 2;
const PROGRESS_EVERY_MS = 2_000;
const LOOK_AGAIN_MS = 500;

const OPTIONS = ['--full', '--incremental', '--json'];

/**
 * Runs the reconciliation once, of everything or, with `--incremental`, of what came since the newest run and what was wrong
 * then, and prints its reports; `--json` prints the run as JSON.
 * Exit code: 0 when every check passed, 1 when one failed, 2 when it could not run.
 */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown !== undefined) throw new Error(`${unknown} is no option: there are ${OPTIONS.join(', ')}.`);
  if (args.includes('--full') && args.includes('--incremental'))
    throw new Error('A run is either --full or --incremental.');
  const scope = args.includes('--incremental') ? 'incremental' : 'full';
  const { DATABASE_URL, KAFKA_BROKERS: brokers, INSTALLATION_PREFIX: prefix } = readCommandConfig();
  const kafka = { brokers, clientId: `${prefix}reconcile`, log: createLog('reconcile', 'silent') };
  keepHeapSmall();
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopped.abort(new Error(`Stopped by ${signal}; nothing was stored.`)));
  }
  const database = await openLedgerDatabase(DATABASE_URL, prefix);
  try {
    const lease = await leaseOf(database, stopped.signal);
    const began = performance.now();
    const progress = new Progress();
    const shown = setInterval(() => say(progress.toString()), PROGRESS_EVERY_MS);
    try {
      const sources = { database, kafka, prefix };
      const run = await reconcile(sources, scope, lease, stopped.signal, progress);
      const colours = process.stdout.isTTY ? COLOURS : NO_COLOURS;
      if (args.includes('--json')) print(JSON.stringify(run, null, 2));
      else {
        for (const report of run.reports) print(`${reportTable(report, colours)}\n`);
        print(summaryLine(run, (performance.now() - began) / 1000, colours));
      }
      return run.status === 'ok' ? 0 : 1;
    } finally {
      clearInterval(shown);
      await lease.release();
    }
  } finally {
    await database.destroy();
  }
}

/** Waits until nobody else runs. */
async function leaseOf(database: LedgerDatabase, signal: AbortSignal): Promise<Lease> {
  for (let told = false; ; told = true) {
    const taken = await Lease.take(database);
    if (taken instanceof Lease) return taken;
    if (!told) say(`${taken.holder} is reconciling; waiting for it to end`);
    await pause(LOOK_AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (text: string) => void process.stderr.write(`reconcile: ${text}\n`);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(`could not run: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = COULD_NOT_RUN;
  },
);
