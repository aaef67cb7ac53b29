import { Currency, Flag, Nullable, One, OneOf, Optional, Text, Texts, WholeNumberUpTo } from './field';

export const STATEMENT_FORMATS = ['csv', 'camt.053', 'stripe'] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** UTF-16 without a byte order mark is taken for little-endian, as Windows writes it. */
export const ENCODINGS = ['utf-8', 'utf-16', 'iso-8859-1', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|', '^', '~'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const DECIMAL_MARKS = ['.', ','] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

/** Between groups of three digits. A space is any of the spaces that do so, the narrow one among them; and so is an apostrophe. */
export const THOUSANDS_MARKS = [',', '.', "'", ' '] as const;
export type ThousandsMark = (typeof THOUSANDS_MARKS)[number];

const COLUMN_LENGTH = 200;
const Column = () => Text(COLUMN_LENGTH, 1);

/** Which column of a CSV file is what, by its name in the header. */
export class CsvColumns {
  /** By which a line is matched. */
  @Column() reference!: string;
  @Optional() @Texts(COLUMN_LENGTH, { maxItems: 10 }) other_references?: string[];
  /** Signed; or else there are `debit` and `credit`, of which a line has one. Before the fee, where there is one. */
  @Optional() @Column() amount?: string;
  @Optional() @Column() debit?: string;
  @Optional() @Column() credit?: string;
  /** Unless all lines are in the `currency` of the mapping. */
  @Optional() @Column() currency?: string;
  @Column() booked_on!: string;
  @Optional() @Column() value_on?: string;
  @Optional() @Column() description?: string;
  @Optional() @Column() kind?: string;
  /** What was kept of the amount. */
  @Optional() @Column() fee?: string;
  /** Amount less fee, which is checked. */
  @Optional() @Column() net?: string;
}

/** How the CSV files of a source are read. */
export class CsvMapping {
  @OneOf(...ENCODINGS) encoding!: Encoding;
  @OneOf(...DELIMITERS) delimiter!: Delimiter;
  /** Around a cell, and doubled within it; `"` unless given, null where nothing is quoted. */
  @Optional() @Nullable() @OneOf('"', "'") quote?: '"' | "'" | null;
  /** Lines before the header. */
  @Optional() @WholeNumberUpTo(1000) skip_lines?: number;
  /** Of files whose last line has no end. Without it such a file is taken for one that was cut off. */
  @Optional() @Flag() last_line_is_unended?: boolean;
  @One(() => CsvColumns) columns!: CsvColumns;
  @Optional() @Currency() currency?: string;
  @OneOf(...DECIMAL_MARKS) decimal_mark!: DecimalMark;
  @Optional() @OneOf(...THOUSANDS_MARKS) thousands_mark?: ThousandsMark;
  /** What a positive amount says of the money: that it came in, unless given. */
  @Optional() @OneOf('in', 'out') positive_is?: 'in' | 'out';
  /** Of files with a minus before every debit. */
  @Optional() @Flag() debits_are_negative?: boolean;
  /** Of files with a minus before every fee. */
  @Optional() @Flag() fees_are_negative?: boolean;
  /** Whether a line may lack its reference. */
  @Optional() @Flag() reference_is_optional?: boolean;
  /** In luxon's tokens, such as `dd.MM.yyyy`; all that a date of these files can look like. */
  @Texts(40, { minItems: 1, maxItems: 4 }) date_formats!: string[];
  /** The zone of IANA in which the days are counted; it matters for dates with a time and an offset. */
  @Text(64, 1) time_zone!: string;
}

/** Who sends statements, and in what form. */
export class StatementSource {
  @Text(100, 1) name!: string;
  @OneOf(...STATEMENT_FORMATS) format!: StatementFormat;
  /** Of `csv`, and of no other format. */
  @Optional() @One(() => CsvMapping) mapping?: CsvMapping;
}
