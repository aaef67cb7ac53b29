import { AccountName, BookId, IdText, Moment, Optional, PageLimit, Position, Text } from './field';

/** The parameters of paths and queries, under the names that they have there. */
export class BookPath {
  @BookId() book!: string;
}

export class AccountPath extends BookPath {
  @AccountName() account!: string;
}

export class JournalEntryPath extends BookPath {
  @IdText('je_[0-9a-f]{32}') journal_entry!: string;
}

export class OperationPath extends BookPath {
  @IdText('op_[0-9a-f]{32}_[0-9a-f]{8}') operation!: string;
}

/** Which part of a list: `limit` is 50 unless given. */
export class PageQuery {
  @Optional() @PageLimit() limit?: string;
  @Optional() @Text(1000, 1) cursor?: string;
}

export class AccountsQuery extends PageQuery {
  /** Whole segments: `assets` finds `assets` and `assets:psp`, not `assets2`. */
  @Optional() @AccountName() prefix?: string;
}

/** As of when it was recorded, or took effect; with both, what was known at the one moment of the other. */
export class AccountQuery {
  @Optional() @Moment() at?: string;
  @Optional() @Moment() effective_at?: string;
}

export class TrialBalanceQuery {
  @Optional() @Moment() at?: string;
}

export class OperationQuery {
  /** Where the request stands in its topic, from the Location of a 202: `<partition>-<offset>`. */
  @Optional() @Position() position?: string;
}

export class OperationKeyQuery {
  /** The Idempotency-Key that was sent, quoted or not. */
  @Text(515, 1) key!: string;
}
