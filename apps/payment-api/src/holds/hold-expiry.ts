import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Log } from '@pacioli/service/log';
import type { Submissions } from '../operations/submissions';
import type { HoldsStore } from './holds-store';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 200;
/** A ledger that lags by more writes holds that were over before they could be seen; the next whole look finds them. */
const LOOK_BACK_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Asks for the expiry of holds whose time is over. It decides nothing: the ledger does, by the time of the event, so that
 * asking twice, or by several replicas, or too early does no harm.
 */
export class HoldExpiry implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  /** When all holds were looked at last, however old. */
  private lookedAtAll = -Infinity;
  /** What was asked for in a minute: a ledger that waits is not to be asked every second. */
  private asked = { minute: '', holds: new Set<string>() };

  constructor(
    private readonly holds: HoldsStore,
    private readonly submissions: Submissions,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.lookAgain();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private lookAgain(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.log.warn({ err: error }, 'overdue holds could not be expired yet'))
        .finally(() => !this.stopped && this.lookAgain());
    }, LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    const now = Date.now();
    const isWhole = now - this.lookedAtAll > LOOK_BACK_MS;
    const overdue = await this.holds.overdue(isWhole ? 0 : now - LOOK_BACK_MS, AT_ONCE);
    // One refused as not due, because clocks differ, is asked for again under the key of the next minute.
    const minute = new Date(now - (now % MINUTE_MS)).toISOString();
    if (this.asked.minute !== minute) this.asked = { minute, holds: new Set() };
    const { holds } = this.asked;
    const fresh = overdue.filter(({ id }) => !holds.has(id));
    await Promise.all(fresh.map((hold) => this.ask(hold, minute).then(() => holds.add(hold.id))));
    if (isWhole && overdue.length < AT_ONCE) this.lookedAtAll = now;
  }

  private ask({ book, id }: { book: string; id: string }, minute: string): Promise<void> {
    return this.submissions.schedule(
      { type: 'expiry.requested.v1', book, body: { hold: id } },
      `${id} ${minute}`,
    );
  }
}
