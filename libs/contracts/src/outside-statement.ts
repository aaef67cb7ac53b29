import {
  AccountName,
  Count,
  Day,
  Default,
  Described,
  IdText,
  Nullable,
  One,
  OneOf,
  Optional,
  Person,
  Text,
  WholeNumberUpTo,
} from './field';
import { BookPath, PageQuery } from './request-parameters';
import { CsvMapping, StatementSource } from './statement-source';

const MOST_BASIS_POINTS = 10_000;

/** So far an amount may be off: the larger of the two counts. */
export class ToleranceRules {
  @Described('In minor units, as text') @Count() minor_units!: string;
  @Described('In basis points of the amount in the ledger, up to 10000, which is all of it')
  @WholeNumberUpTo(MOST_BASIS_POINTS)
  basis_points!: number;
}

/** What was agreed with the provider. */
export class FeeScheduleRules {
  @Described('Of each payment, in basis points; half a unit is rounded up')
  @WholeNumberUpTo(MOST_BASIS_POINTS)
  basis_points!: number;
  @Described('Of each payment besides, in minor units, as text') @Count() fixed!: string;
  @Described('So far a fee may be from what that comes to, in minor units, as text')
  @Count()
  tolerance!: string;
}

/** The rules of a source that gives none. */
export const DEFAULT_RULES = {
  window_days: 3,
  tolerance: { minor_units: '0', basis_points: 0 },
  most_in_group: 200,
  reference_length: null,
  fees: null,
} as const;

/** How the lines of a source are matched with the ledger. */
export class MatchingRules {
  @Optional()
  @Default(DEFAULT_RULES.window_days)
  @Described('So many days, up to 366, may lie between the posting and the line, either way')
  @WholeNumberUpTo(366)
  window_days?: number;
  @Optional()
  @Default(DEFAULT_RULES.tolerance)
  @Described('So far the amounts of one reference may be apart: the larger of the two counts')
  @One(() => ToleranceRules)
  tolerance?: ToleranceRules;
  @Optional()
  @Default(DEFAULT_RULES.most_in_group)
  @Described(
    'A reference that more postings, or more lines, have than this, up to 1000, says nothing of them; nor does the sum of a day with more postings',
  )
  @WholeNumberUpTo(1000)
  most_in_group?: number;
  @Optional()
  @Default(DEFAULT_RULES.reference_length)
  @Described('The statement keeps so many characters of a reference, up to 200; `null` where it keeps all')
  @Nullable()
  @WholeNumberUpTo(200)
  reference_length?: number | null;
  @Optional()
  @Default(DEFAULT_RULES.fees)
  @Described(
    'The fee schedule that was agreed with the provider: it explains a line that is less than the posting, and a fee that a line tells is held against it; `null` where there is none',
  )
  @Nullable()
  @One(() => FeeScheduleRules)
  fees?: FeeScheduleRules | null;
}

export class StatementSourceRequest extends StatementSource {
  @Described('The account of the ledger that the statements mirror; for ever')
  @AccountName()
  account!: string;
  @Described(
    'The first day that is reconciled: lines that were booked before are not matched, and postings of before are never missing',
  )
  @Day()
  starts_on!: string;
  @Optional()
  @Described('How its lines are matched; a key that it lacks has its default')
  @One(() => MatchingRules)
  matching?: MatchingRules;
}

/** How a source is read and matched from now on; what is not given stays. Its account and its format are for ever. */
export class SourceRevisionRequest {
  @Optional()
  @Described('The whole of it; without it that of the revision before stays')
  @One(() => CsvMapping)
  mapping?: CsvMapping;
  @Optional()
  @Described('All of them: a rule that is not given is as if the source were new')
  @One(() => MatchingRules)
  matching?: MatchingRules;
}

export class StatementSourcePath extends BookPath {
  @Text(100, 1) source!: string;
}

export class OutsideStatementPath extends BookPath {
  @IdText('stm_[0-9a-f]{32}') statement!: string;
}

export class OutsideStatementQuery {
  @Optional()
  @Described('true: only say how the file is read, and store nothing')
  @OneOf('true', 'false')
  preview?: 'true' | 'false';
  @Optional() @Described('What the file is called') @Text(255, 1) file_name?: string;
  @Optional() @Described('Who sends it') @Person() by?: string;
}

export class OutsideStatementsQuery extends PageQuery {
  @Optional() @Described('Those of one source') @Text(100, 1) source?: string;
}
