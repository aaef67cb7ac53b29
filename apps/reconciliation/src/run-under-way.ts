import type { LedgerDatabase } from './ledger-database';

/** Whether anybody runs, in this process or another, and with which token. */
const HELD = `select holder, token from reconciliation.lease where expires_at > clock_timestamp()`;

interface Held {
  /** Who runs, and how far it is: another text when the run has moved. */
  readonly holder: string;
  readonly token: bigint;
}

/** A run, with the moments at which it was seen first, and seen to move last: milliseconds since 1970. */
export interface SeenRun extends Held {
  readonly firstSeenAt: number;
  readonly movedAt: number;
}

/** What the lease says of the run that is under way, each time that it is asked. */
export class RunUnderWay {
  private seen: SeenRun | undefined;

  constructor(private readonly database: LedgerDatabase) {}

  async look(now: number): Promise<SeenRun | undefined> {
    const [held] = await this.database.query<(Held | undefined)[]>(HELD);
    this.seen = held === undefined ? undefined : seenAgain(held, this.seen, now);
    return this.seen;
  }
}

function seenAgain(held: Held, before: SeenRun | undefined, now: number): SeenRun {
  if (held.token !== before?.token) return { ...held, firstSeenAt: now, movedAt: now };
  return held.holder === before.holder ? before : { ...before, ...held, movedAt: now };
}
