/** Why a file is refused as a whole: one code for each cause. */
export type FileRefusalCode =
  | 'encoding_differs'
  | 'encoding_unknown'
  | 'has_nul'
  | 'header_missing'
  | 'column_missing'
  | 'column_ambiguous'
  | 'record_too_long'
  | 'quote_not_closed'
  | 'last_line_not_ended'
  | 'file_too_large'
  | 'has_doctype'
  | 'xml_too_deep'
  | 'xml_malformed'
  | 'not_camt_053'
  | 'no_statement';

/** A file that can not be trusted as such. What was read of it before that was found counts for nothing. */
export class FileRefusal {
  constructor(
    readonly code: FileRefusalCode,
    /** A sentence that says what to do, where anything can be done. */
    readonly reason: string,
  ) {}
}
