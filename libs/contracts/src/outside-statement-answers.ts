import {
  AccountName,
  Anything,
  BookId,
  Day,
  Flag,
  Many,
  ManyWords,
  Moment,
  Nullable,
  One,
  OneOf,
  SignedTotal,
  Total,
  WholeNumber,
  Words,
} from './field';
import { FeeScheduleRules, ToleranceRules, type MatchingRules } from './outside-statement';
import { CsvMapping, STATEMENT_FORMATS, type StatementFormat } from './statement-source';

/** The rules of a source as they are kept: with what was not given. */
export class KeptMatchingRules implements Required<MatchingRules> {
  @WholeNumber() window_days!: number;
  @One(() => ToleranceRules) tolerance!: ToleranceRules;
  @WholeNumber() most_in_group!: number;
  @Nullable() @WholeNumber() reference_length!: number | null;
  @Nullable() @One(() => FeeScheduleRules) fees!: FeeScheduleRules | null;
}

/** A source, as a revision of it says. */
export class SourceRevision {
  @Words() id!: string;
  @BookId() book!: string;
  @Words() name!: string;
  @WholeNumber() revision!: number;
  @AccountName() account!: string;
  @Day() starts_on!: string;
  @OneOf(...STATEMENT_FORMATS) format!: StatementFormat;
  @Nullable() @One(() => CsvMapping) mapping!: CsvMapping | null;
  @One(() => KeptMatchingRules) matching!: KeptMatchingRules;
  @Moment() recorded_at!: string;
}

export class SourceRevisions {
  @Many(() => SourceRevision) data!: SourceRevision[];
  /** They are few: always all of them. */
  @Nullable() @Words() next_cursor!: string | null;
}

/** What a run of matching did. */
export class MatchingRun {
  @WholeNumber() matches!: number;
  @WholeNumber() breaks_opened!: number;
  @WholeNumber() breaks_closed!: number;
  @WholeNumber() breaks_open!: number;
}

export class OutsideStatementSum {
  @Words() currency!: string;
  @WholeNumber() lines!: number;
  @SignedTotal() amount!: string;
  @SignedTotal() fees!: string;
}

/** The balances of a statement in a currency, held against its entries; null where it tells none. */
export class OutsideStatementBalance {
  @WholeNumber() statement!: number;
  @Nullable() @Words() account!: string | null;
  @Words() currency!: string;
  @Nullable() @SignedTotal() opening!: string | null;
  @Nullable() @SignedTotal() closing!: string | null;
  @SignedTotal() entries!: string;
  @Nullable() @SignedTotal() difference!: string | null;
}

/** What a file says as a whole. */
export class OutsideStatementSummary {
  @WholeNumber() lines!: number;
  @WholeNumber() bad_lines!: number;
  /** Entries that are not booked yet. */
  @WholeNumber() skipped!: number;
  @Many(() => OutsideStatementSum) sums!: OutsideStatementSum[];
  @Nullable() @Day() first_booked_on!: string | null;
  @Nullable() @Day() last_booked_on!: string | null;
  @Many(() => OutsideStatementBalance) balances!: OutsideStatementBalance[];
  @Words() sha256!: string;
}

export class OutsideStatement extends OutsideStatementSummary {
  @Words() id!: string;
  @Words() source!: string;
  @Nullable() @Words() file_name!: string | null;
  @Nullable() @Words() sent_by!: string | null;
  @WholeNumber() new_lines!: number;
  /** Those that another file of the source had brought before. */
  @WholeNumber() known_lines!: number;
  @Moment() recorded_at!: string;
}

export class OutsideStatementPage {
  @Many(() => OutsideStatement) data!: OutsideStatement[];
  @Nullable() @Words() next_cursor!: string | null;
}

export class ImportedStatement extends OutsideStatement {
  /** The statement that the same file became before. */
  @Nullable() @Words() duplicate_of!: string | null;
  /** Null where the next run matches it, or nothing was new. */
  @Nullable() @One(() => MatchingRun) matching!: MatchingRun | null;
}

/** What a line of a file says; `place` is its line, or in camt.053 its statement, entry and detail. */
export class OutsideLineContent {
  @Anything() place!: object;
  @Nullable() @Words() account!: string | null;
  @Nullable() @Words() reference!: string | null;
  @ManyWords() other_references!: string[];
  @SignedTotal() amount!: string;
  @Words() currency!: string;
  @Nullable() @SignedTotal() fee!: string | null;
  @Day() booked_on!: string;
  @Nullable() @Day() value_on!: string | null;
  @Nullable() @Words() description!: string | null;
  @Nullable() @Words() kind!: string | null;
  @Flag() is_reversal!: boolean;
}

export class OutsideLine extends OutsideLineContent {
  @Words() id!: string;
}

export class OutsideLinePage {
  @Many(() => OutsideLine) data!: OutsideLine[];
  @Nullable() @Words() next_cursor!: string | null;
}

export class OutsideBadLine {
  @Anything() place!: object;
  @Words() code!: string;
  @Words() reason!: string;
}

export class OutsideBadLinePage {
  @Many(() => OutsideBadLine) data!: OutsideBadLine[];
  @Nullable() @Words() next_cursor!: string | null;
}

/** How a file would be read. */
export class OutsideStatementPreview extends OutsideStatementSummary {
  @Words() source!: string;
  @WholeNumber() known_lines!: number;
  @Nullable() @Words() duplicate_of!: string | null;
  @Many(() => OutsideLineContent) first_lines!: OutsideLineContent[];
  @Many(() => OutsideBadLine) first_bad_lines!: OutsideBadLine[];
}

/** A posting of the account that is mirrored. */
export class OutsideItem {
  @Words() journal_entry!: string;
  @WholeNumber() leg!: number;
  @Words() currency!: string;
  @SignedTotal() amount!: string;
  @Moment() effective_at!: string;
  @Nullable() @Words() reference!: string | null;
  @Nullable() @Words() description!: string | null;
}

/** A line as a member of a match or a break. */
export class OutsideMember {
  @Words() id!: string;
  @Words() statement!: string;
  @Anything() place!: object;
  @Words() currency!: string;
  @SignedTotal() amount!: string;
  @Nullable() @SignedTotal() fee!: string | null;
  @Day() booked_on!: string;
  @Nullable() @Day() value_on!: string | null;
  @Nullable() @Words() reference!: string | null;
  @Nullable() @Words() description!: string | null;
}

/** In minor units, and in days. */
export class MatchDifference {
  @SignedTotal() amount!: string;
  @SignedTotal() fee!: string;
  @WholeNumber() days!: number;
}

export class StatementMatch {
  @Words() id!: string;
  @Words() source!: string;
  /** A rule of matching; or `forced` or `corrected`, where people did it. */
  @Words() rule!: string;
  @Words() reason!: string;
  @Words() currency!: string;
  @SignedTotal() amount!: string;
  @One(() => MatchDifference) difference!: MatchDifference;
  @Nullable() @Words() made_by!: string | null;
  @Nullable() @Words() approved_by!: string | null;
  @Moment() recorded_at!: string;
  @Many(() => OutsideItem) items!: OutsideItem[];
  @Many(() => OutsideMember) lines!: OutsideMember[];
}

export class StatementMatchPage {
  @Many(() => StatementMatch) data!: StatementMatch[];
  @Nullable() @Words() next_cursor!: string | null;
}

/** What is open in a currency of one cause and age. */
export class BreakAge {
  @Words() currency!: string;
  @Words() cause!: string;
  /** In days. */
  @Words() bucket!: string;
  @WholeNumber() count!: number;
  /** Minor units; what is open on the way in and on the way out is not set off against each other. */
  @Total() came_in!: string;
  @Total() went_out!: string;
}

export class BreakAging {
  @BookId() book!: string;
  @Many(() => BreakAge) data!: BreakAge[];
}
