/** What whoever sends a file of CSV can do about what is wrong with it, as sentences. */
export interface CsvAdvice {
  readonly columnMissing: string;
  readonly lastLineNotEnded: string;
}

export const ADVICE_ON_MAPPING: CsvAdvice = {
  columnMissing: 'Name the columns in the mapping as the files of this source do.',
  lastLineNotEnded: 'If the files of this source are whole so, set last_line_is_unended in the mapping.',
};
