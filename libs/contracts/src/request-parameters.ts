import {
  AccountName,
  BookId,
  Depth,
  Described,
  HoldId,
  IdText,
  JournalEntryId,
  Moment,
  OneOf,
  Optional,
  PageLimit,
  Period,
  Position,
  Text,
} from './field';

/** By when things were recorded, or by when they took effect. */
export const AXES = ['recorded', 'effective'] as const;
export type Axis = (typeof AXES)[number];

/** The parameters of paths and queries, under the names that they have there. */
export class BookPath {
  @BookId() book!: string;
}

export class AccountPath extends BookPath {
  @AccountName() account!: string;
}

export class JournalEntryPath extends BookPath {
  @JournalEntryId() journal_entry!: string;
}

export class HoldPath extends BookPath {
  @HoldId() hold!: string;
}

export class PeriodPath extends BookPath {
  @Period() period!: string;
}

export class OperationPath extends BookPath {
  @IdText('op_[0-9a-f]{32}_[0-9a-f]{8}') operation!: string;
}

export class WriteQuery {
  @Optional()
  @Described('true: only say what would be answered, and record nothing')
  @OneOf('true', 'false')
  dry_run?: 'true' | 'false';
}

export class PageQuery {
  @Optional() @Described('How many, 1 to 200; 50 unless given') @PageLimit() limit?: string;
  @Optional() @Described('next_cursor of the page before') @Text(1000, 1) cursor?: string;
}

export class AccountsQuery extends PageQuery {
  @Optional()
  @Described('Whole segments: assets finds assets and assets:psp, and not assets2')
  @AccountName()
  prefix?: string;
}

/** What was recorded, or took effect, from one moment on and before another. */
export class PeriodQuery extends PageQuery {
  @Described('The first moment of the period') @Moment() from!: string;
  @Described('The first moment after the period') @Moment() until!: string;
  @Optional()
  @Described('Of recording, unless given; or of effect, where entries come in the order of their effect')
  @OneOf(...AXES)
  by?: Axis;
  @Optional() @Described('Of a period of effect: as of what was recorded by then') @Moment() at?: string;
}

export class GeneralLedgerQuery extends PeriodQuery {
  @Optional()
  @Described('Whole segments: assets finds assets and assets:psp, and not assets2')
  @AccountName()
  prefix?: string;
}

export class SubtotalsQuery extends PageQuery {
  @Optional()
  @Described(
    'Whole segments: assets finds assets and assets:psp, and not assets2; the whole book unless given',
  )
  @AccountName()
  prefix?: string;
  @Optional()
  @Described('How many segments below the prefix have subtotals of their own, 0 to 7; 0 unless given')
  @Depth()
  depth?: string;
}

export class AccountQuery {
  @Optional() @Described('As of what was recorded by then') @Moment() at?: string;
  @Optional() @Described('As of what had taken effect by then') @Moment() effective_at?: string;
}

export class TrialBalanceQuery {
  @Optional() @Described('As of what was recorded by then') @Moment() at?: string;
  @Optional() @Described('As of what had taken effect by then') @Moment() effective_at?: string;
}

export class ImportQuery {
  @Optional()
  @Described('What follows a chunk that the ledger refuses: nothing (stop, unless given), or the next chunk')
  @OneOf('stop', 'continue')
  on_refusal?: 'stop' | 'continue';
}

export class OperationQuery {
  @Optional()
  @Described('Where the request stands in its topic, as the Location of a 202 gives it: partition and offset')
  @Position()
  position?: string;
}

export class OperationKeyQuery {
  @Described('The Idempotency-Key that was sent, quoted or not') @Text(515, 1) key!: string;
}
