import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReconciliationRun, RunScope } from '@pacioli/contracts/reconciliation-report';
import { createLog } from '@pacioli/service/log';
import { COLOURS, NO_COLOURS } from '@pacioli/service/terminal-colours';
import { oneLine } from '@pacioli/service/terminal-table';
import { MatchingRuns } from './breaks/matching-runs';
import { readCommandConfig } from './config';
import { keepHeapSmall } from './heap';
import { Lease } from './lease';
import { openLedgerDatabase, type LedgerDatabase } from './ledger-database';
import { threadsFor } from './proof/in-threads';
import { Progress } from './proof/progress';
import { reconcile, RunNotStored, type RunSettings } from './proof/run';
import { readOptions, USAGE, type ReconcileOptions } from './reconcile-options';
import { writeCsv, writeHtml, writeReportFiles } from './reports/report-files';
import { isWorthReading } from './reports/report-folder';
import { reportTable, summaryLine } from './reports/report-table';
import type { RunReport } from './reports/run-report';
import { readRunReport } from './reports/run-report-store';

const COULD_NOT_RUN = 2;
const PROGRESS_EVERY_MS = 2_000;
const LOOK_AGAIN_MS = 500;

/**
 * Runs the reconciliation once, of everything or, with `--incremental`, of what came since the newest run and what was wrong
 * then, and prints its reports, and matches the outside statements; `--json` prints the run as JSON. `--report` shows a stored run
 * instead. `--html` and `--csv` write the report to files.
 * Exit code: 0 when every check passed, 1 when one failed, 2 when it could not run or a file that was asked for not be written.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    print(USAGE);
    return 0;
  }
  const config = readCommandConfig();
  const { DATABASE_URL, KAFKA_BROKERS: brokers, INSTALLATION_PREFIX: prefix } = config;
  const kafka = { brokers, clientId: `${prefix}reconcile`, log: createLog('reconcile', 'silent') };
  keepHeapSmall();
  const database = await openLedgerDatabase(DATABASE_URL, prefix);
  try {
    if ('stored' in options.of) return await showReport(await stored(database, options.of.stored), options);
    const { id } = await runOnce({ database, kafka, prefix, ...threadsFor(DATABASE_URL) }, options.of.scope);
    const report = await stored(database, id);
    await leaveFiles(config.RECONCILE_REPORT_FOLDER, report);
    return await showReport(report, options);
  } catch (error) {
    // What was found is true, stored or not.
    if (error instanceof RunNotStored) showRun(error.run, options);
    throw error;
  } finally {
    await database.destroy();
  }
}

async function runOnce(settings: RunSettings, scope: RunScope): Promise<ReconciliationRun> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopped.abort(new Error(`Stopped by ${signal}; nothing was stored.`)));
  }
  const lease = await leaseOf(settings.database, stopped.signal);
  const progress = new Progress();
  const shown = setInterval(() => say(progress.toString()), PROGRESS_EVERY_MS);
  try {
    const run = await reconcile(settings, scope, lease, stopped.signal, progress);
    await matchSources(settings, lease, stopped.signal);
    return run;
  } finally {
    clearInterval(shown);
    await lease.release();
  }
}

/** The run is stored and says what it says, whatever becomes of the statements. */
async function matchSources(
  { database, kafka }: RunSettings,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const { book, source, error } of await new MatchingRuns(database, kafka.log).all(lease, signal))
      say(`the source ${oneLine(source)} of book ${book} could not be matched: ${oneLine(error.message)}`);
  } catch (error) {
    say(`the outside statements could not be matched: ${oneLine((error as Error).message)}`);
  }
}

async function stored(database: LedgerDatabase, id: string): Promise<RunReport> {
  const report = await readRunReport(database, id);
  if (report === undefined) throw new Error(`There is no run ${id}.`);
  return report;
}

/** The run is stored and says what it says, with or without its files. */
async function leaveFiles(folder: string | undefined, report: RunReport): Promise<void> {
  if (folder === undefined || !isWorthReading(report.run)) return;
  await writeReportFiles(folder, report).catch((error: unknown) =>
    say(`run ${report.run.id} is stored, but its report could not be written: ${(error as Error).message}`),
  );
}

function showRun(run: ReconciliationRun, { json }: ReconcileOptions): void {
  const colours = process.stdout.isTTY ? COLOURS : NO_COLOURS;
  if (json) {
    print(JSON.stringify(run, null, 2));
    return;
  }
  for (const one of run.reports) print(`${reportTable(one, colours)}\n`);
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  print(summaryLine(run, seconds, colours));
}

async function showReport(report: RunReport, options: ReconcileOptions): Promise<number> {
  const { run } = report;
  const { html, csv } = options;
  showRun(run, options);
  try {
    if (html !== undefined) await writeHtml(html, report);
    if (csv !== undefined) await writeCsv(csv, report);
  } catch (error) {
    say(`run ${run.id} is stored, but its report could not be written: ${(error as Error).message}`);
    return COULD_NOT_RUN;
  }
  return run.status === 'ok' ? 0 : 1;
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
