import {
  Currency,
  Default,
  Described,
  Flag,
  Nullable,
  One,
  OneOf,
  Optional,
  Text,
  Texts,
  WholeNumberUpTo,
} from './field';

export const STATEMENT_FORMATS = ['csv', 'camt.053', 'stripe'] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

export const ENCODINGS = ['utf-8', 'utf-16', 'iso-8859-1', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|', '^', '~'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const DECIMAL_MARKS = ['.', ','] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

export const THOUSANDS_MARKS = [',', '.', "'", ' '] as const;
export type ThousandsMark = (typeof THOUSANDS_MARKS)[number];

const COLUMN_LENGTH = 200;
const Column = () => Text(COLUMN_LENGTH, 1);

/** Which column of a CSV file is what, by its name in the header. */
export class CsvColumns {
  @Described('The reference by which a line is matched, and known again in another file')
  @Column()
  reference!: string;
  @Optional()
  @Default([])
  @Described('Up to 10 columns of further references, by which a line is matched as well')
  @Texts(COLUMN_LENGTH, { maxItems: 10 })
  other_references?: string[];
  @Optional()
  @Described(
    'The signed amount, before the fee where there is a column of fees; or else there are `debit` and `credit`',
  )
  @Column()
  amount?: string;
  @Optional()
  @Described('What went out of the account; only with `credit`, and a line has an amount in one of the two')
  @Column()
  debit?: string;
  @Optional()
  @Described('What came into the account; only with `debit`')
  @Column()
  credit?: string;
  @Optional()
  @Described('The currency of each line, in upper or lower case; unless `currency` of the mapping names one')
  @Column()
  currency?: string;
  @Described('The day on which the line was booked; a line without `value_on` is matched and ages by it')
  @Column()
  booked_on!: string;
  @Optional()
  @Described('The day of value; where a line has one it is matched and ages by it')
  @Column()
  value_on?: string;
  @Optional() @Described('A text for people') @Column() description?: string;
  @Optional() @Described('What the line is, in the words of the source') @Column() kind?: string;
  @Optional()
  @Described('What was kept of the amount: the account moved by amount less fee, and that is what is matched')
  @Column()
  fee?: string;
  @Optional()
  @Described('Amount less fee; only with `fee`, and a line in which it is not that is bad')
  @Column()
  net?: string;
}

/** How the CSV files of a source are read. */
export class CsvMapping {
  @Described(
    '`utf-8`, `utf-16` (without a byte order mark little-endian, as Windows writes it), `iso-8859-1` or `windows-1252`',
  )
  @OneOf(...ENCODINGS)
  encoding!: Encoding;
  @Described('Between cells: a comma, a semicolon, a tab (`\\t`), a bar, `^` or `~`')
  @OneOf(...DELIMITERS)
  delimiter!: Delimiter;
  @Optional()
  @Default('"')
  @Described('Around a cell, and doubled within it: `"` or `\'`; `null` where nothing is quoted')
  @Nullable()
  @OneOf('"', "'")
  quote?: '"' | "'" | null;
  @Optional()
  @Default(0)
  @Described('So many lines, up to 1000, stand before the header')
  @WholeNumberUpTo(1000)
  skip_lines?: number;
  @Optional()
  @Default(false)
  @Described(
    '`true` for files whose last line has no end; else such a file is taken for one that was cut off, and refused',
  )
  @Flag()
  last_line_is_unended?: boolean;
  @Described('Which column is what, by its name in the header')
  @One(() => CsvColumns)
  columns!: CsvColumns;
  @Optional()
  @Described('The currency of all lines, such as `GBP`; unless there is a column of it')
  @Currency()
  currency?: string;
  @Described('Before the decimals: `.` or a comma')
  @OneOf(...DECIMAL_MARKS)
  decimal_mark!: DecimalMark;
  @Optional()
  @Described(
    "Between groups of three digits: a comma, `.`, `'` or a space (any of the spaces that are used so); an amount may do without",
  )
  @OneOf(...THOUSANDS_MARKS)
  thousands_mark?: ThousandsMark;
  @Optional()
  @Default('in')
  @Described('What a positive `amount`, or `net`, says of the money: it came `in`, or it went `out`')
  @OneOf('in', 'out')
  positive_is?: 'in' | 'out';
  @Optional()
  @Default(false)
  @Described('`true` for files with a minus before every `debit`')
  @Flag()
  debits_are_negative?: boolean;
  @Optional()
  @Default(false)
  @Described('`true` for files with a minus before every `fee` that was kept')
  @Flag()
  fees_are_negative?: boolean;
  @Optional()
  @Default(false)
  @Described('`true` where a line may lack its reference; else such a line is bad')
  @Flag()
  reference_is_optional?: boolean;
  @Described(
    'One to four forms, all that a date of these files can look like, such as `dd.MM.yyyy`: `yyyy` or `yy` is the year, ' +
      '`MM` or `M` the month (`MMM`: `Jan`, in English), `dd` or `d` the day, `HH:mm:ss` a time, `ZZ` an offset, ' +
      'and letters in single quotes stand for themselves',
  )
  @Texts(40, { minItems: 1, maxItems: 4 })
  date_formats!: string[];
  @Described(
    'The zone of IANA in which the days are counted, such as `Europe/London`; for dates with a time and an offset, and to know what is in the future',
  )
  @Text(64, 1)
  time_zone!: string;
}

/** Who sends statements, and in what form. */
export class StatementSource {
  @Described('Its name in the book, which stands in the path of its calls') @Text(100, 1) name!: string;
  @Described('`csv`, `camt.053`, or `stripe`: its export of balance transactions; for ever')
  @OneOf(...STATEMENT_FORMATS)
  format!: StatementFormat;
  @Optional()
  @Described('How its files are read; needed of `csv`, and of no other format')
  @One(() => CsvMapping)
  mapping?: CsvMapping;
}
