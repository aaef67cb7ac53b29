import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Log } from '@pacioli/service/log';
import type { Submissions } from '../operations/submissions';
import type { OutcomesStore } from '../outcomes/outcomes-store';
import type { DueHold, HoldsStore } from './holds-store';

const LOOK_EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
/** How many holds are visited of each age in a look, settled ones too: a look costs the same however many holds there ever were. */
const PAGE = 500;
/**
 * How long ago the oldest was due, of all that are walked through again and again. In the usual case a look sees the whole last
 * minute. A ledger that lagged writes holds that were over before they could be seen: the others find them.
 */
const AGES = ['1 minute', '1 hour', '1000 years'] as const;

const NOT_YET = 'overdue holds could not be expired yet';

/**
 * Asks for the expiry of holds whose time is over. It decides nothing: the ledger does, by the time of the event, so that
 * asking twice, or by several replicas, or too early does no harm.
 */
export class HoldExpiry implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  /** For each age the hold after which the next look goes on; none to begin anew. */
  private readonly places = new Map<string, DueHold>();
  /** How far each partition has come once it has decided what it was asked for in a minute. */
  private asked = { minute: '', next: new Map<number, bigint>() };

  constructor(
    private readonly holds: HoldsStore,
    private readonly outcomes: OutcomesStore,
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
        .catch((error: unknown) => this.log.warn({ err: error }, NOT_YET))
        .finally(() => !this.stopped && this.lookAgain());
    }, LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    // One refused as not due, because clocks differ, is asked for again under the key of the next minute.
    const now = Date.now();
    const minute = new Date(now - (now % MINUTE_MS)).toISOString();
    if (this.asked.minute !== minute) this.asked = { minute, next: new Map() };
    for (const age of AGES) {
      const page = await this.holds.due(age, this.places.get(age), PAGE);
      await this.askAll(page.filter(({ isOpen }) => isOpen));
      if (page.length === PAGE) this.places.set(age, page.at(-1)!);
      else this.places.delete(age);
    }
  }

  /** One that can not be asked for now holds up no other: it comes again when its age is walked through the next time. */
  private async askAll(holds: readonly DueHold[]): Promise<void> {
    if (holds.length === 0) return;
    const waiting = await this.waitingPartitions();
    const asking = holds
      .map((hold) => ({ ...hold, partition: this.submissions.partitionOf(hold.book) }))
      .filter(({ partition }) => !waiting.has(partition))
      .map(({ partition, book, id }) => this.ask(partition, book, id));
    const failed = (await Promise.allSettled(asking)).filter((one) => one.status === 'rejected');
    // All of them fail for one cause, as a rule: Kafka is down.
    const [first] = failed;
    if (first !== undefined) this.log.warn({ err: first.reason as unknown, holds: failed.length }, NOT_YET);
  }

  /** Those that have not decided yet what they were asked for in this minute, or that decide nothing now. */
  private async waitingPartitions(): Promise<Set<number>> {
    const fences = await this.outcomes.fences();
    const decided = new Map(fences.map(({ partition, nextOffset }) => [partition, nextOffset]));
    const undecided = [...this.asked.next].filter(
      ([partition, next]) => (decided.get(partition) ?? 0n) < next,
    );
    const stopped = fences.filter(({ isStopped }) => isStopped);
    return new Set([
      ...undecided.map(([partition]) => partition),
      ...stopped.map(({ partition }) => partition),
    ]);
  }

  private async ask(partition: number, book: string, id: string): Promise<void> {
    const { minute, next } = this.asked;
    const submission = { type: 'expiry.requested.v1', book, body: { hold: id } } as const;
    const published = await this.submissions.schedule(submission, `${id} ${minute}`);
    if ('earlier' in published) return;
    const after = published.position.offset + 1n;
    if (after > (next.get(partition) ?? 0n)) next.set(partition, after);
  }
}
