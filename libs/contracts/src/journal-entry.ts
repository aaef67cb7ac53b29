import { DIRECTIONS, type Direction } from './account';
import {
  AccountName,
  Amount,
  Balance,
  BookId,
  Count,
  Currency,
  ExpectedVersions,
  Many,
  Metadata,
  Moment,
  Nullable,
  OneOf,
  Optional,
  Text,
  Words,
} from './field';

/** What every write that moves money may carry besides the movement itself. */
class MovementRequest {
  @Optional() @Text(500) description?: string;
  @Optional() @Text(100) reference?: string;
  @Optional() @Moment() effective_at?: string;
  @Optional() @Metadata() metadata?: Record<string, string>;
  @Optional() @ExpectedVersions() expected_versions?: Record<string, string>;
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

export const ENTRY_KINDS = ['transfer', 'journal_entry'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A posting within its journal entry. */
export class Posting {
  @AccountName() account!: string;
  @OneOf(...DIRECTIONS) direction!: Direction;
  @Amount() amount!: string;
  @Currency() currency!: string;
  /** The account's version after this posting. */
  @Count() version!: string;
  /** The account's posted balance after this posting, on its normal side. */
  @Balance() balance_after!: string;
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
  @Nullable() @Words() reverses!: string | null;
  @Many(() => Posting) postings!: Posting[];
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
