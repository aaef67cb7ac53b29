import type { MatchingRun } from '@pacioli/contracts/outside-statement-answers';
import { badLinesBySource } from '@pacioli/ledger-db/bad-statements';
import { openByCause } from '@pacioli/ledger-db/open-breaks';
import type { Log } from '@pacioli/service/log';
import { setTimeout as pause } from 'node:timers/promises';
import { Lease, LeaseLost } from '../lease';
import type { LedgerDatabase } from '../ledger-database';
import { countMatching, showBadLines, showOpenBreaks } from '../metrics';
import type { Mirror } from '../outside-statements/statement-rows';
import { matchSource } from './match-source';

/** How long whoever sent a statement waits for a runner to end; the next run matches it then. */
const WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 50;

const ALL_SOURCES = `select distinct book, name as source from reconciliation.statement_source order by book, name`;

/** A source that could not be matched, and why. */
export interface NotMatched extends Mirror {
  readonly error: Error;
}

/** Matches sources under the lease of reconciliation, so that two runners never do it at once. */
export class MatchingRuns {
  constructor(
    private readonly database: LedgerDatabase,
    private readonly log: Log,
  ) {}

  /**
   * Matches one source now, if no runner is at work for long. Null where the next run does it: whatever becomes of matching, what it was
   * asked after is stored.
   */
  async soon(mirror: Mirror): Promise<MatchingRun | null> {
    try {
      const lease = await this.leaseInTime();
      return lease && (await this.matchAlone(mirror, lease));
    } catch (error) {
      this.log.error({ err: error, ...mirror }, 'a source could not be matched at once');
      return null;
    }
  }

  /**
   * Matches every source, each in a transaction of its own. One that can not be matched holds no other up: it is logged, and is in
   * the answer.
   */
  async all(lease: Lease, signal: AbortSignal): Promise<NotMatched[]> {
    const notMatched: NotMatched[] = [];
    for (const mirror of await this.database.query<Mirror[]>(ALL_SOURCES)) {
      signal.throwIfAborted();
      try {
        const run = await this.match(mirror, lease);
        countMatching('matched');
        this.log.info({ ...mirror, run }, 'matched');
      } catch (error) {
        if (error instanceof LeaseLost) throw error;
        countMatching('failed');
        this.log.error({ err: error, ...mirror }, 'a source could not be matched');
        notMatched.push({ ...mirror, error: error as Error });
      }
    }
    await this.show();
    return notMatched;
  }

  private async matchAlone(mirror: Mirror, lease: Lease): Promise<MatchingRun | null> {
    try {
      const run = await this.match(mirror, lease);
      await this.show();
      return run;
    } finally {
      await lease.release();
    }
  }

  private async show(): Promise<void> {
    const rows = <Row>(text: string, parameters: unknown[]) => this.database.query<Row[]>(text, parameters);
    showOpenBreaks(await openByCause(rows, {}));
    showBadLines(await badLinesBySource(rows));
  }

  private async match(mirror: Mirror, lease: Lease): Promise<MatchingRun | null> {
    let run: MatchingRun | null = null;
    await lease.guard(async (query) => {
      run = await matchSource(query, mirror);
    });
    return run;
  }

  private async leaseInTime(): Promise<Lease | null> {
    const deadline = performance.now() + WAIT_MS;
    for (;;) {
      const taken = await Lease.take(this.database);
      if (taken instanceof Lease) return taken;
      if (performance.now() > deadline) return null;
      await pause(LOOK_AGAIN_MS);
    }
  }
}
