import { Injectable, type BeforeApplicationShutdown, type Type } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import type { ReconciliationRun } from '@pacioli/contracts/reconciliation-report';
import type { Log } from '@pacioli/service/log';
import { setTimeout as pause } from 'node:timers/promises';
import { MatchingRuns } from './breaks/matching-runs';
import { Lease, type Holder } from './lease';
import { scopeDue } from './due';
import { countMatching, showRun } from './metrics';
import { reconcile, RunNotStored, type RunSettings } from './proof/run';
import { newestRun } from './proof/runs-store';
import type { ReportWatch } from './report-watch';
import type { ReportFolder } from './reports/report-folder';

/** A stall of the process may delay a run so long; cron would leave it out after a quarter of a second. */
const LATEST_START_MS = 30_000;

/** How long a run whose time has come waits for another to end. */
const WAIT_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/** Runs the reconciliation when its time has come, unless another runner is at it. */
@Injectable()
export class Schedule implements BeforeApplicationShutdown {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: RunSettings,
    private readonly fullCron: string,
    private readonly folder: ReportFolder,
    private readonly watch: ReportWatch,
    private readonly log: Log,
    private readonly waitMs = WAIT_MS,
  ) {}

  /** The class with its schedule: a decorator's argument can not come from configuration where the class is written. */
  static at(expression: string): Type<Schedule> {
    const tick = Object.getOwnPropertyDescriptor(Schedule.prototype, 'tick')!;
    Cron(expression, { timeZone: 'UTC', waitForCompletion: true, threshold: LATEST_START_MS })(
      Schedule.prototype,
      'tick',
      tick,
    );
    return Schedule;
  }

  async tick(): Promise<void> {
    this.running = this.run();
    await this.running;
  }

  /** A run under way is given up; nothing of it is stored. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped.abort(new Error('the service stops'));
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      const lease = await this.leaseInTime();
      if (lease instanceof Lease) await this.work(lease).finally(() => lease.release());
      else this.watch.skipped(lease);
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      this.watch.failed(error);
      if (error instanceof RunNotStored) this.tellProblems(error.run);
    }
  }

  /** Statements hold the lease for as long as they are matched; another proof holds it for longer, and is one, too. */
  private async leaseInTime(): Promise<Lease | Holder> {
    const deadline = performance.now() + this.waitMs;
    for (;;) {
      const taken = await Lease.take(this.settings.database);
      if (taken instanceof Lease || performance.now() >= deadline) return taken;
      await pause(LOOK_AGAIN_MS, undefined, { signal: this.stopped.signal });
    }
  }

  /** The proof first: what is matched with the ledger is worth no more than the ledger is. */
  private async work(lease: Lease): Promise<void> {
    await this.prove(lease);
    this.stopped.signal.throwIfAborted();
    try {
      await new MatchingRuns(this.settings.database, this.log).all(lease, this.stopped.signal);
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      // The proof is stored and says what it says.
      countMatching('failed');
      this.log.error({ err: error }, 'the outside statements could not be matched');
    }
  }

  private async prove(lease: Lease): Promise<void> {
    const began = performance.now();
    this.watch.began();
    const newestFull = await newestRun(this.settings.database, 'full');
    const scope = scopeDue(this.fullCron, newestFull?.startedAt, new Date());
    const run = await reconcile(this.settings, scope, lease, this.stopped.signal);
    this.watch.stored();
    const seconds = (performance.now() - began) / 1000;
    showRun(run, seconds);
    this.tellProblems(run);
    await this.folder.leave(run);
    this.log.info({ run: run.id, scope: run.scope, reports: run.reports.length, seconds }, 'reconciled');
  }

  private tellProblems({ reports }: ReconciliationRun): void {
    for (const { id, book, checks, status } of reports) {
      if (status === 'ok') continue;
      const failed = checks.filter((check) => check.status === 'failed');
      this.log.error({ report: id, book, failed }, 'the ledger has problems');
    }
  }
}
