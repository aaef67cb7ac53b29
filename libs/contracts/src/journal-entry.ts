import { DIRECTIONS, type Direction } from './account';
import { Exchange } from './exchange';
import {
  AccountName,
  Amount,
  Balance,
  BookId,
  Count,
  Currency,
  ExpectedVersions,
  JournalEntryId,
  Limit,
  Many,
  Metadata,
  Moment,
  Nullable,
  One,
  OneOf,
  Optional,
  SignedTotal,
  Text,
  Words,
} from './field';

/** What a balance must be before the write: `gte` at least, `lte` at most, `eq` just this. */
export class Condition {
  @AccountName() account!: string;
  @OneOf('posted', 'available') balance!: 'posted' | 'available';
  @OneOf('gte', 'lte', 'eq') op!: 'gte' | 'lte' | 'eq';
  @Limit() amount!: string;
}

/** What every write that touches balances may carry besides the movement itself. */
export class Circumstances {
  @Optional() @Text(500) description?: string;
  @Optional() @Text(100) reference?: string;
  @Optional() @Metadata() metadata?: Record<string, string>;
  @Optional() @ExpectedVersions() expected_versions?: Record<string, string>;
  @Optional() @Many(() => Condition, { maxItems: 100 }) conditions?: Condition[];
}

/** What every write that moves money may carry. */
export class MovementRequest extends Circumstances {
  @Optional() @Moment() effective_at?: string;
}

/** POST /v1/books/{book}/transfers, and the body of `transfer.requested.v1`. */
export class TransferRequest extends MovementRequest {
  @AccountName() debit!: string;
  @AccountName() credit!: string;
  @Amount() amount!: string;
  @Currency() currency!: string;
}

export class PostingRequest {
  @AccountName() account!: string;
  @OneOf(...DIRECTIONS) direction!: Direction;
  @Amount() amount!: string;
  @Currency() currency!: string;
}

/** POST /v1/books/{book}/journal-entries, and the body of `journal-entry.requested.v1`. */
export class JournalEntryRequest extends MovementRequest {
  @Many(() => PostingRequest, { minItems: 2, maxItems: 1000 }) postings!: PostingRequest[];
}

/** The body of `reversal.requested.v1`; that of POST .../journal-entries/{je_...}/reversal is what any movement may carry. */
export class Reversal extends MovementRequest {
  @JournalEntryId() journal_entry!: string;
}

export const ENTRY_KINDS = [
  'transfer',
  'journal_entry',
  'reversal',
  'hold',
  'capture',
  'void',
  'expiry',
  'fx_transfer',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** `posted` is money that moved, `pending` what is reserved by holds, and `released` what of that is given back. */
export const LAYERS = ['posted', 'pending', 'released'] as const;
export type Layer = (typeof LAYERS)[number];

/** A posting within its journal entry. */
export class Posting {
  @AccountName() account!: string;
  /** Absent from the answers of rules 1, which knew money that moved alone. */
  @Optional() @OneOf(...LAYERS) layer?: Layer;
  @OneOf(...DIRECTIONS) direction!: Direction;
  @Amount() amount!: string;
  @Currency() currency!: string;
  /** The account's version after this posting. */
  @Count() version!: string;
  /** The account's posted balance after this posting, on its normal side. */
  @Balance() balance_after!: string;
  /** The other two balances after it; absent from the answers of rules 1. */
  @Optional() @SignedTotal() pending_after?: string;
  @Optional() @SignedTotal() available_after?: string;
}

export class JournalEntry {
  @Words() id!: string;
  @BookId() book!: string;
  @Count() number!: string;
  @Words() operation!: string;
  @OneOf(...ENTRY_KINDS) kind!: EntryKind;
  @Moment() recorded_at!: string;
  @Moment() effective_at!: string;
  @Nullable() @Words() description!: string | null;
  @Nullable() @Words() reference!: string | null;
  @Metadata() metadata!: Record<string, string>;
  /** The entry that this one undoes. */
  @Nullable() @Words() reverses!: string | null;
  /** The entry that undid this one; in reads alone, since answers to writes never change. */
  @Optional() @Words() reversed_by?: string;
  @Many(() => Posting) postings!: Posting[];
  /** Of an FX transfer alone. */
  @Optional() @One(() => Exchange) exchange?: Exchange;
}

export class JournalEntryPage {
  @Many(() => JournalEntry) data!: JournalEntry[];
  @Nullable() @Words() next_cursor!: string | null;
}

/** A posting as an account's own history shows it. */
export class AccountPosting extends Posting {
  @Words() journal_entry!: string;
  @Count() number!: string;
  @Moment() recorded_at!: string;
  @Moment() effective_at!: string;
}

export class AccountPostingPage {
  @Many(() => AccountPosting) data!: AccountPosting[];
  @Nullable() @Words() next_cursor!: string | null;
}
