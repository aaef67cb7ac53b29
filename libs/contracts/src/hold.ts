import {
  AccountName,
  Amount,
  Balance,
  Currency,
  Flag,
  HoldId,
  Many,
  Metadata,
  Moment,
  Nullable,
  One,
  OneOf,
  Optional,
  Words,
} from './field';
import { Circumstances, JournalEntry, MovementRequest } from './journal-entry';

/** POST /v1/books/{book}/holds, and the body of `hold.requested.v1`. */
export class HoldRequest extends Circumstances {
  @AccountName() debit!: string;
  @AccountName() credit!: string;
  @Amount() amount!: string;
  @Currency() currency!: string;
  /** From then on nothing can be captured, and what remains is given back. */
  @Optional() @Moment() expires_at?: string;
}

/** POST .../holds/{hold_...}/capture. */
export class CaptureRequest extends MovementRequest {
  /** All that remains, unless given. */
  @Optional() @Amount() amount?: string;
  /** Whether the rest is voided in the same entry. */
  @Optional() @Flag() final?: boolean;
}

/** The body of `capture.requested.v1`. */
export class Capture extends CaptureRequest {
  @HoldId() hold!: string;
}

/** The body of `void.requested.v1`; that of POST .../holds/{hold_...}/void is what any write may carry. */
export class Void extends Circumstances {
  @HoldId() hold!: string;
}

/** The body of `expiry.requested.v1`, which nobody but the scheduler asks for. */
export class Expiry {
  @HoldId() hold!: string;
}

/** What has become of all of a hold; `closed` says that several things have, each of a part. */
export const HOLD_STATUSES = ['open', 'captured', 'voided', 'expired', 'closed'] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

/** An amount that is reserved. captured + voided + expired + remaining = amount, always. */
export class Hold {
  @Words() id!: string;
  @OneOf(...HOLD_STATUSES) status!: HoldStatus;
  @AccountName() debit!: string;
  @AccountName() credit!: string;
  @Amount() amount!: string;
  @Currency() currency!: string;
  @Balance() captured!: string;
  @Balance() voided!: string;
  @Balance() expired!: string;
  @Balance() remaining!: string;
  @Nullable() @Moment() expires_at!: string | null;
  @Nullable() @Words() description!: string | null;
  @Nullable() @Words() reference!: string | null;
  @Metadata() metadata!: Record<string, string>;
  /** The entry that reserved the amount. */
  @Words() journal_entry!: string;
  @Moment() created_at!: string;
}

export class HoldPage {
  @Many(() => Hold) data!: Hold[];
  @Nullable() @Words() next_cursor!: string | null;
}

/** What is answered to a capture: the hold as it is now, and the entry that moved the money. */
export class HoldMovement {
  @One(() => Hold) hold!: Hold;
  @One(() => JournalEntry) journal_entry!: JournalEntry;
}
