import {
  AgeInDays,
  Anything,
  Day,
  Described,
  IdText,
  JournalEntryId,
  Many,
  Moment,
  Nullable,
  One,
  OneOf,
  Optional,
  Person,
  SignedTotal,
  Text,
  Texts,
  WholeNumber,
  WholeNumberUpTo,
  Words,
} from './field';
import { MatchingRun, OutsideItem, OutsideMember } from './outside-statement-answers';
import { BookPath, PageQuery } from './request-parameters';

export const BREAK_CAUSES = [
  'missing_here',
  'missing_there',
  'amount_differs',
  'date_differs',
  'duplicate',
  'fee_variance',
] as const;
export type BreakCause = (typeof BREAK_CAUSES)[number];

/** Those that end a break; all others are part of the work on it. */
export const BREAK_ENDS = ['resolved', 'force_matched', 'corrected', 'closed'] as const;
export type BreakEnd = (typeof BREAK_ENDS)[number];
export const BREAK_OPENINGS = ['opened', 'reopened'] as const;
export type BreakEventType =
  BreakEnd | (typeof BREAK_OPENINGS)[number] | 'assigned' | 'commented' | 'force_match_proposed';

/** Which breaks are asked for. */
export const BREAKS_WITH_STATUS = ['open', 'ended', ...BREAK_ENDS, 'all'] as const;
export type BreaksWithStatus = (typeof BREAKS_WITH_STATUS)[number];

const Remark = () => Text(1000, 1);

export class BreakPath extends BookPath {
  @IdText('brk_[0-9a-f]{32}') break!: string;
}

export class BreaksQuery extends PageQuery {
  @Optional()
  @Described('Open ones unless given; those that have ended are all that are not open, whatever ended them')
  @OneOf(...BREAKS_WITH_STATUS)
  status?: BreaksWithStatus;
  @Optional() @OneOf(...BREAK_CAUSES) cause?: BreakCause;
  @Optional() @Described('More days than this') @AgeInDays() older_than?: string;
  @Optional() @Described('Those of one source') @Text(100, 1) source?: string;
}

export class BreakAssignment {
  @Person() by!: string;
  @Person() to!: string;
}

export class BreakComment {
  @Person() by!: string;
  @Remark() text!: string;
}

/** It is understood, and nothing more is to come: its items and lines are not matched any more. */
export class BreakResolution {
  @Person() by!: string;
  @Remark() reason!: string;
}

/** It was resolved by mistake: its items and lines are matched again. */
export class BreakReopening {
  @Person() by!: string;
  @Remark() reason!: string;
}

/** By what the lines of a match come to more than its items, in minor units. */
export class AcceptedDifference {
  @SignedTotal() amount!: string;
  @Text(20, 1) currency!: string;
}

/** The items and lines of the break, and of others, belong together though no rule says so. */
export class ForceMatchProposal {
  @Person() by!: string;
  @Remark() reason!: string;
  /** Ids of other open breaks of the source. */
  @Optional() @Texts(36, { maxItems: 100 }) together_with?: string[];
  @Optional()
  @Described('Needed where the sides differ, by as much: lines less items, fees taken off')
  @One(() => AcceptedDifference)
  accepted_difference?: AcceptedDifference;
}

export class ForceMatchApproval {
  /** Somebody else than who proposed it. */
  @Person() approved_by!: string;
  /** The revision of the event that proposes it, so that nobody approves what he did not see. */
  @WholeNumberUpTo(1_000_000) proposal!: number;
}

/** A journal entry that was posted to settle the break. */
export class BreakCorrection {
  @Person() by!: string;
  @JournalEntryId() entry!: string;
}

export const BREAK_STATUSES = ['open', ...BREAK_ENDS] as const;

export class StatementBreak {
  @Words() id!: string;
  @Words() source!: string;
  @OneOf(...BREAK_STATUSES) status!: (typeof BREAK_STATUSES)[number];
  @OneOf(...BREAK_CAUSES) cause!: BreakCause;
  /** What the cause says besides its name. */
  @Anything() detail!: object;
  @Words() reason!: string;
  @Words() currency!: string;
  @Described('What is open: of amount_differs and fee_variance what differs, and else all of it')
  @SignedTotal()
  amount!: string;
  @Described('What the ledger says; null where it says nothing')
  @Nullable()
  @SignedTotal()
  items_amount!: string | null;
  @Described('What the statement says; null where it says nothing')
  @Nullable()
  @SignedTotal()
  lines_amount!: string | null;
  @Day() oldest_on!: string;
  @WholeNumber() age_days!: number;
  @Nullable() @Words() assigned_to!: string | null;
  @Moment() recorded_at!: string;
  @Many(() => OutsideItem) items!: OutsideItem[];
  @Many(() => OutsideMember) lines!: OutsideMember[];
}

export class StatementBreakPage {
  @Many(() => StatementBreak) data!: StatementBreak[];
  @Nullable() @Words() next_cursor!: string | null;
}

export class BreakEvent {
  @WholeNumber() revision!: number;
  @Words() type!: string;
  /** Null where matching did it. */
  @Nullable() @Words() by!: string | null;
  @Anything() detail!: object;
  @Moment() recorded_at!: string;
}

export class BreakWithHistory extends StatementBreak {
  /** Oldest first. */
  @Many(() => BreakEvent) history!: BreakEvent[];
}

export class ReopenedBreak extends BreakWithHistory {
  /** Null where the next run matches it. */
  @Nullable() @One(() => MatchingRun) matching!: MatchingRun | null;
}
