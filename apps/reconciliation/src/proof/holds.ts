import { openedHold, remainingOf, type HoldState } from '@pacioli/ledger-core/hold-state';
import type { Accounts } from './accounts';
import type { EarlierHold, HoldEntry } from './earlier';
import type { HoldChangeRow, HoldRow } from './journal';

/** What was said of a hold whose entry is missing. */
const NOTHING_SAID = { id: 'none', description: null, reference: null, metadata: {}, recordedAt: Number.NaN };

/** The holds of one book of which something remains: all that a run keeps of holds in memory. */
export class Holds {
  private readonly open = new Map<bigint, HoldState>();
  /** Those that the outcome in hand is about, by the number of the entry that left them so. */
  private readonly left = new Map<bigint, HoldState>();

  constructor(private readonly accounts: Accounts) {}

  /** Takes up a hold as it stood before a range. */
  goOnFrom({ hold, entry, change }: EarlierHold): void {
    const reserved = this.reserve(hold, entry);
    if (change !== null) this.settle(reserved, change);
  }

  reserve(row: HoldRow, entry: HoldEntry | null): HoldState {
    const names = { debitName: this.accounts.name(row.debit), creditName: this.accounts.name(row.credit) };
    const { metadata, ...said } = entry ?? NOTHING_SAID;
    const about = { ...said, metadata: metadata as HoldState['metadata'] };
    const hold = openedHold({ ...row, ...names }, about, about.recordedAt);
    this.open.set(row.entry, hold);
    this.left.set(row.entry, hold);
    return hold;
  }

  /** Those of which something remains. */
  stillOpen(): Iterable<HoldState> {
    return this.open.values();
  }

  get(entry: bigint): HoldState | undefined {
    return this.open.get(entry);
  }

  /** The hold that an entry of the outcome in hand reserved or settled, as it left it. */
  leftBy(entry: bigint): HoldState | undefined {
    return this.left.get(entry);
  }

  /** Goes on to the next outcome. */
  goOn(): void {
    this.left.clear();
  }

  settle(before: HoldState, { entry, revision, captured, voided, expired }: HoldChangeRow): void {
    const hold = { ...before, revision, captured, voided, expired };
    if (remainingOf(hold) === 0n) this.open.delete(hold.entry);
    else this.open.set(hold.entry, hold);
    this.left.set(entry, hold);
  }
}
