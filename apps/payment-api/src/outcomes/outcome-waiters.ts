import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { KeyId } from '@pacioli/contracts/operation-id';
import type { Notifications } from '@pacioli/postgres/notifications';
import type { Log } from '@pacioli/service/log';
import type { LedgerDatabase } from '../ledger-database';
import type { Outcome, OutcomesStore } from './outcomes-store';
import type { Position } from './position';

interface Waiter {
  readonly keyId: KeyId;
  readonly partition: number;
  /** Its outcome is there once the fence has passed this offset, if ever. */
  offset: bigint;
  /** Whether `offset` is where the request stands; if not, it is how far the ledger was when it was looked for last. */
  readonly isPositionKnown: boolean;
  /** On the clock of performance.now(). */
  deadline: number;
  readonly resolve: (outcome: Outcome | undefined) => void;
}

/** ledger-service sends `<partition>:<next offset>[,...]` here after it has committed. */
const CHANNEL = 'ledger_outcomes';
const PROGRESS = /^(\d{1,9}):(\d{1,18})$/;
const TICK_MS = 200;
/** How many outcomes are read at once: so many answers of usual size are some megabytes at most. */
const MOST_AT_ONCE = 500;
/** What a shutdown leaves to those who wait; they are told to look again (202). */
const GRACE_MS = 2_000;

/**
 * Requests that wait for their outcome. One query serves many of those that are due. Due is what lies before its partition's
 * fence; that is heard from notifications, and read now and then, since one may be lost.
 */
export class OutcomeWaiters
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly waiting = new Map<number, Set<Waiter>>();
  /** The fences as far as we know them. */
  private readonly fences = new Map<number, bigint>();
  private readonly notifications: Notifications;
  private readonly timer: NodeJS.Timeout;
  private serving = false;
  private asking = false;
  private closing = false;

  constructor(
    database: LedgerDatabase,
    private readonly store: OutcomesStore,
    private readonly log: Log,
  ) {
    this.notifications = database.listen(
      CHANNEL,
      (payload) => this.notified(payload),
      (error) =>
        log.warn({ err: error }, 'notifications of outcomes are lost: looking for them by the clock'),
    );
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /**
   * Waits until the record at `position` is decided; undefined when it is not after so many seconds. Where only the
   * partition is known, the outcome is looked for whenever the ledger has come further.
   */
  wait(
    keyId: KeyId,
    { partition, offset }: Position | { partition: number; offset?: undefined },
    seconds: number,
  ): Promise<Outcome | undefined> {
    return new Promise((resolve) => {
      const deadline = performance.now() + (this.closing ? GRACE_MS : seconds * 1000);
      const isPositionKnown = offset !== undefined;
      const waiter: Waiter = { keyId, partition, offset: offset ?? -1n, isPositionKnown, deadline, resolve };
      const others = this.waiting.get(partition);
      if (others === undefined) this.waiting.set(partition, new Set([waiter]));
      else others.add(waiter);
      // The notification may have overtaken the answer of the broker.
      if (this.isDue(waiter)) this.serveSoon();
    });
  }

  private notified(payload: string): void {
    for (const part of payload.split(',')) {
      // Whoever may connect may notify, so nothing is taken for granted.
      const [, partition, next] = PROGRESS.exec(part) ?? [];
      if (partition !== undefined && next !== undefined) this.learn(Number(partition), BigInt(next));
    }
  }

  private learn(partition: number, next: bigint): void {
    if (next <= (this.fences.get(partition) ?? 0n)) return;
    this.fences.set(partition, next);
    if ((this.waiting.get(partition)?.size ?? 0) > 0) this.serveSoon();
  }

  /** After what is at hand has been done: all requests of a batch come to wait at once. */
  private serveSoon(): void {
    if (this.serving) return;
    this.serving = true;
    setImmediate(() => void this.serve());
  }

  private async serve(): Promise<void> {
    try {
      for (let due = this.due(); due.length > 0; due = this.due()) {
        const fences = new Map(this.fences);
        const outcomes = await this.store.byKeyIds(due.map(({ keyId }) => keyId));
        for (const waiter of due) {
          const outcome = outcomes.get(waiter.keyId);
          if (outcome || waiter.isPositionKnown) this.settle(waiter, outcome);
          else waiter.offset = fences.get(waiter.partition) ?? 0n;
        }
      }
    } catch (error) {
      this.log.warn({ err: error }, 'outcomes could not be read: trying again at the next tick');
    } finally {
      this.serving = false;
    }
  }

  private due(): Waiter[] {
    return [...this.waiting.values()]
      .flatMap((waiters) => [...waiters].filter((waiter) => this.isDue(waiter)))
      .slice(0, MOST_AT_ONCE);
  }

  private isDue({ partition, offset }: Waiter): boolean {
    return offset < (this.fences.get(partition) ?? 0n);
  }

  private settle(waiter: Waiter, outcome: Outcome | undefined): void {
    if (this.waiting.get(waiter.partition)?.delete(waiter)) waiter.resolve(outcome);
  }

  private tick(): void {
    const now = performance.now();
    let left = 0;
    for (const waiters of this.waiting.values()) {
      for (const waiter of waiters) {
        if (waiter.deadline <= now) this.settle(waiter, undefined);
        else left += 1;
      }
    }
    if (left > 0) void this.askForFences();
  }

  private async askForFences(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      for (const { partition, nextOffset } of await this.store.fences()) this.learn(partition, nextOffset);
      // What a failed query left behind is due still.
      if (this.due().length > 0) this.serveSoon();
    } catch (error) {
      this.log.debug({ err: error }, 'the fences could not be read');
    } finally {
      this.asking = false;
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.notifications.open();
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    const latest = performance.now() + GRACE_MS;
    for (const waiters of this.waiting.values()) {
      for (const waiter of waiters) waiter.deadline = Math.min(waiter.deadline, latest);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.notifications.close();
  }
}
