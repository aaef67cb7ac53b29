import {
  AccountName,
  Count,
  Day,
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
  @Count() minor_units!: string;
  @WholeNumberUpTo(MOST_BASIS_POINTS) basis_points!: number;
}

/** What was agreed with the provider. */
export class FeeScheduleRules {
  @WholeNumberUpTo(MOST_BASIS_POINTS) basis_points!: number;
  /** Of each payment, in minor units. */
  @Count() fixed!: string;
  /** So far a fee may be from it, in minor units. */
  @Count() tolerance!: string;
}

/** How the lines of a source are matched with the ledger. */
export class MatchingRules {
  @Optional() @WholeNumberUpTo(366) window_days?: number;
  @Optional() @One(() => ToleranceRules) tolerance?: ToleranceRules;
  @Optional() @WholeNumberUpTo(1000) most_in_group?: number;
  /** So many characters of a reference the statement keeps; null, and unless given: all. */
  @Optional() @Nullable() @WholeNumberUpTo(200) reference_length?: number | null;
  @Optional() @Nullable() @One(() => FeeScheduleRules) fees?: FeeScheduleRules | null;
}

export class StatementSourceRequest extends StatementSource {
  /** Of the ledger: the one that the statements mirror. */
  @AccountName() account!: string;
  /** What took effect before is not looked for in the statements. */
  @Day() starts_on!: string;
  @Optional() @One(() => MatchingRules) matching?: MatchingRules;
}

/** How a source is read and matched from now on; what is not given stays. Its account and its format are for ever. */
export class SourceRevisionRequest {
  /** Whole. */
  @Optional() @One(() => CsvMapping) mapping?: CsvMapping;
  /** Whole: a rule that is not given is as if the source were new. */
  @Optional() @One(() => MatchingRules) matching?: MatchingRules;
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
