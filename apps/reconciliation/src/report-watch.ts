import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Log } from '@pacioli/service/log';
import { LeaseLost, NotStored, type Holder } from './lease';
import type { LedgerDatabase } from './ledger-database';
import { countRun, showNewest, showProblems, showUnderWay } from './metrics';
import { newestRun, problemsOfNewestRun, type NewestRun } from './proof/runs-store';
import { RunUnderWay, type SeenRun } from './run-under-way';

/** After how many seconds without a stored run it is late. */
export interface MaxAge {
  readonly run: number;
  readonly fullRun: number;
}

/** The newest of all stored runs, or the newest of everything. */
type Scope = 'any' | 'full';
const SCOPES: readonly Scope[] = ['any', 'full'];
const NAMES = { any: 'run', full: 'run of everything' };

const LOOK_EVERY_MS = 5_000;

/**
 * Watches the reports themselves. A proof that does not come would look like a ledger without problems, so a report that is late,
 * is missing or could not be stored is said in the log, in the metrics and by the readiness of the service. It looks at what is
 * stored, whoever stored it, by a timer of its own: a schedule that stands still can not say so.
 */
@Injectable()
export class ReportWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly newest = new Map<Scope, NewestRun>();
  private readonly late = new Set<Scope>();
  private reading: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly lease: RunUnderWay;
  private underWay: SeenRun | undefined;
  /** What became of the newest attempt of this process. */
  attempt = 'none yet';

  constructor(
    private readonly database: LedgerDatabase,
    private readonly maxAge: MaxAge,
    private readonly log: Log,
    private readonly startedAt = Date.now(),
  ) {
    this.lease = new RunUnderWay(database);
  }

  onApplicationBootstrap(): void {
    // A database that does not tell makes the service not ready by itself; what it told last is judged all the same.
    this.timer = setInterval(() => void this.look().catch(() => undefined), LOOK_EVERY_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  began(): void {
    this.attempt = `under way since ${new Date().toISOString()}`;
  }

  stored(): void {
    this.attempt = 'stored';
    // At once, and not by the timer alone; whatever keeps it from the database is told when somebody asks.
    void this.look().catch(() => undefined);
  }

  skipped({ holder }: Holder): void {
    countRun('skipped');
    this.log.info({ holder }, 'another runner is reconciling');
    this.attempt = `left to another runner, ${holder}`;
  }

  failed(error: unknown): void {
    const [result, what] = kindOf(error);
    countRun(result);
    this.log.error({ err: error }, what);
    this.attempt = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }

  /** Says what is late by now, as the database told it last, and as it tells now. Throws when it does not tell. */
  async look(now = Date.now()): Promise<void> {
    this.judge(now);
    this.reading ??= this.read(now).finally(() => (this.reading = undefined));
    await this.reading;
    this.judge(now);
  }

  /** Which runs are late, each in a sentence. */
  get complaints(): string[] {
    return [...this.late].map(
      (scope) =>
        `no ${NAMES[scope]} was stored for more than ${this.limitOf(scope)} s; the newest attempt: ${this.attempt}`,
    );
  }

  /** How old the newest stored run is, in seconds; null where there is none. */
  ageOf(scope: Scope, now = Date.now()): number | null {
    const finishedAt = this.newest.get(scope)?.finishedAt.valueOf();
    return finishedAt === undefined ? null : Math.round((now - finishedAt) / 1000);
  }

  /** Who runs, and how far it is; null while nobody does. */
  get runUnderWay(): string | null {
    return this.underWay?.holder ?? null;
  }

  private async read(now: number): Promise<void> {
    this.underWay = await this.lease.look(now);
    for (const scope of SCOPES) {
      const run = await newestRun(this.database, scope);
      if (run !== undefined) this.newest.set(scope, run);
    }
    showProblems(await problemsOfNewestRun(this.database));
  }

  private judge(now: number): void {
    const moves = this.isMoving(now);
    showUnderWay(moves);
    const until = moves ? this.underWay!.firstSeenAt : now;
    for (const scope of SCOPES) {
      const isLate = until - this.sinceOf(scope, now) > this.limitOf(scope) * 1000;
      const newest = this.newest.get(scope)?.finishedAt;
      showNewest(scope, newest, isLate);
      if (isLate === this.late.has(scope)) continue;
      const facts = { scope, newest: newest ?? null, attempt: this.attempt };
      if (isLate) {
        this.late.add(scope);
        this.log.error(facts, 'the report is late');
      } else {
        this.late.delete(scope);
        this.log.info(facts, 'the report is late no more');
      }
    }
  }

  /**
   * A new installation has no run and one that was down has old ones, so age counts from the start of the process at the earliest.
   * A run from the future was made by a clock that was wrong, and would never grow old.
   */
  private sinceOf(scope: Scope, now: number): number {
    const finishedAt = this.newest.get(scope)?.finishedAt.valueOf() ?? 0;
    return Math.max(finishedAt > now ? 0 : finishedAt, this.startedAt);
  }

  /**
   * A run of everything may take long. While one is under way that moves, reports age up to when it began: one that began too late,
   * after others failed, mends nothing by that.
   */
  private isMoving(now: number): boolean {
    return this.underWay !== undefined && now - this.underWay.movedAt <= this.maxAge.run * 1000;
  }

  private limitOf(scope: Scope): number {
    return scope === 'any' ? this.maxAge.run : this.maxAge.fullRun;
  }
}

function kindOf(error: unknown): ['lease_lost' | 'not_stored' | 'error', string] {
  if (error instanceof LeaseLost) return ['lease_lost', 'a run lost its lease, and stored nothing'];
  if (error instanceof NotStored) return ['not_stored', 'what a run found could not be stored'];
  return ['error', 'the ledger could not be reconciled'];
}
