import { Count, Many, Optional, WholeNumber, Words } from './field';

/**
 * Every code that a problem document can carry, with its HTTP status and title: one code per cause. Refusals by
 * the ledger are those with status 422 (docs/refusals.md gives the order in which causes are checked).
 */
export const PROBLEMS = {
  // The request is not understood; nothing was published.
  malformed_request: { status: 400, title: 'The request is not HTTP as it should be' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  invalid_request: { status: 400, title: 'The request has fields that are not valid' },
  idempotency_key_missing: { status: 400, title: 'A write needs an Idempotency-Key header' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key header is not valid' },
  route_not_found: { status: 404, title: 'There is no such route' },
  operation_not_found: { status: 404, title: 'No outcome of this operation is known' },
  report_not_found: { status: 404, title: 'There is no reconciliation report yet' },
  method_not_allowed: { status: 405, title: 'The route does not know this method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  body_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'A part of the path is too long' },
  unsupported_media_type: { status: 415, title: 'The body is not of the type that this route takes' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  // The ledger, or its record of this key, says no.
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  book_not_found: { status: 422, title: 'The book does not exist' },
  book_already_exists: { status: 422, title: 'The book exists already' },
  account_not_found: { status: 422, title: 'An account does not exist' },
  journal_entry_not_found: { status: 422, title: 'There is no such journal entry' },
  account_already_exists: { status: 422, title: 'The account exists already' },
  limits_contradict: { status: 422, title: 'The lowest balance lies above the highest' },
  accounts_must_differ: { status: 422, title: 'A transfer needs different accounts' },
  currencies_must_differ: { status: 422, title: 'An exchange needs two different currencies' },
  worth_nothing: { status: 422, title: 'The rate makes less than a minor unit of what is sold' },
  amount_too_large: { status: 422, title: 'The rate makes more of what is sold than an amount can be' },
  rate_contradicts: { status: 422, title: 'What came in is not what the rate makes of what is sold' },
  unbalanced_entry: { status: 422, title: 'Debits and credits differ in a currency' },
  currency_mismatch: { status: 422, title: 'An account has another currency' },
  version_conflict: { status: 422, title: 'An account is at another version' },
  balance_overflow: { status: 422, title: 'An account would pass the largest total that can be kept' },
  insufficient_available_balance: { status: 422, title: 'An account would fall below its lowest balance' },
  account_suspended: { status: 422, title: 'An account is suspended' },
  account_active: { status: 422, title: 'The account is active already' },
  account_closed: { status: 422, title: 'An account is closed' },
  account_not_empty: { status: 422, title: 'The account has a balance' },
  too_much_metadata: { status: 422, title: 'There would be too many pairs of metadata' },
  is_a_reversal: { status: 422, title: 'A reversal can not be reversed' },
  already_reversed: { status: 422, title: 'The entry was reversed already' },
  moved_no_money: { status: 422, title: 'The entry posted nothing that could be undone' },
  period_not_closed: { status: 404, title: 'The period is not closed' },
  period_closed: { status: 422, title: 'The period is closed' },
  period_already_closed: { status: 422, title: 'The period was closed before' },
  period_not_over: { status: 422, title: 'The period is not over yet' },
  time_zone_differs: { status: 422, title: 'The book is kept in another time zone' },
  batch_too_large: { status: 422, title: 'The batch comes to too many postings, or its answer to too much' },
  hold_not_found: { status: 422, title: 'There is no such hold' },
  hold_already_captured: { status: 422, title: 'The hold was captured already' },
  hold_already_voided: { status: 422, title: 'The hold was voided already' },
  hold_expired: { status: 422, title: 'The hold has expired' },
  hold_not_due: { status: 422, title: 'The hold does not expire yet' },
  capture_exceeds_hold: { status: 422, title: 'More would be captured than remains of the hold' },
  precedes_hold: { status: 422, title: 'The capture would take effect before the hold did' },
  account_has_holds: { status: 422, title: 'The account has open holds' },
  condition_failed: { status: 422, title: 'A balance is not what a condition asks for' },
  limit_exceeded: { status: 422, title: 'An account would rise above its highest balance' },
  // Outside statements, and the work on their breaks.
  source_not_found: { status: 404, title: 'There is no such source of statements' },
  source_already_exists: { status: 422, title: 'The source exists already' },
  statement_not_found: { status: 404, title: 'There is no such statement' },
  break_not_found: { status: 404, title: 'There is no such break' },
  break_has_ended: { status: 422, title: 'The break is not open any more' },
  break_partly_matched: { status: 422, title: 'Another match has taken a part of the break' },
  break_not_resolved: { status: 422, title: 'The break was not resolved, so it can not be reopened' },
  breaks_apart: { status: 422, title: 'The breaks are not of one source, or not of one currency' },
  match_has_one_side: { status: 422, title: 'A match needs both sides, or what cancels out' },
  difference_not_accepted: { status: 422, title: 'The sides of the match differ by what nobody accepts' },
  proposal_not_current: { status: 422, title: 'This is not what is proposed for the break now' },
  approver_is_proposer: { status: 422, title: 'Somebody else has to approve it' },
  entry_settles_otherwise: { status: 422, title: 'The entry does not move the account by what is open' },
  entry_already_matched: { status: 422, title: 'The entry belongs to another match' },
  // A file is refused as a whole; nothing of it was stored.
  encoding_differs: { status: 422, title: 'The file has another encoding than its source' },
  encoding_unknown: { status: 422, title: 'The file names an encoding that can not be read' },
  has_nul: { status: 422, title: 'The file has NUL characters' },
  header_missing: { status: 422, title: 'The file has no header' },
  column_missing: { status: 422, title: 'A column that is read is not in the header' },
  column_ambiguous: { status: 422, title: 'A column that is read is in the header more than once' },
  record_too_long: { status: 422, title: 'A record of the file is too long' },
  quote_not_closed: { status: 422, title: 'A quote is not closed before the file ends' },
  last_line_not_ended: { status: 422, title: 'The file seems to be cut off' },
  file_too_large: { status: 422, title: 'The file is too large for its format' },
  has_doctype: { status: 422, title: 'The file has a document type declaration' },
  xml_too_deep: { status: 422, title: 'The elements of the file are nested too deeply' },
  xml_malformed: { status: 422, title: 'The file is not well-formed XML' },
  not_camt_053: { status: 422, title: 'The file is not camt.053' },
  no_line_read: { status: 422, title: 'No line of the file can be read' },
  no_statement: { status: 422, title: 'The file has no statement in it' },
  // We cannot answer now; retrying with the same key is safe.
  overloaded: { status: 503, title: 'The service is overloaded; this attempt recorded nothing' },
  unavailable: { status: 503, title: 'The service cannot do this now; this attempt recorded nothing' },
  ledger_stopped: { status: 503, title: 'The ledger has stopped here; this attempt recorded nothing' },
  outcome_unknown: { status: 503, title: 'Whether the request was recorded is not known yet' },
  internal_error: { status: 500, title: 'The service failed' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The refusals that a decision of the ledger can carry. */
export const REFUSAL_CODES = [
  'book_not_found',
  'book_already_exists',
  'account_not_found',
  'account_already_exists',
  'limits_contradict',
  'accounts_must_differ',
  'unbalanced_entry',
  'currency_mismatch',
  'version_conflict',
  'balance_overflow',
  'insufficient_available_balance',
  'limit_exceeded',
  'journal_entry_not_found',
  'account_suspended',
  'account_active',
  'account_closed',
  'account_not_empty',
  'too_much_metadata',
  'is_a_reversal',
  'already_reversed',
  'condition_failed',
  'moved_no_money',
  'hold_not_found',
  'hold_already_captured',
  'hold_already_voided',
  'hold_expired',
  'hold_not_due',
  'capture_exceeds_hold',
  'precedes_hold',
  'account_has_holds',
  'batch_too_large',
  'period_closed',
  'period_already_closed',
  'period_not_over',
  'time_zone_differs',
  'currencies_must_differ',
  'worth_nothing',
  'amount_too_large',
  'rate_contradicts',
] as const satisfies ProblemCode[];
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export class ProblemField {
  @Words() pointer!: string;
  @Words() detail!: string;
}

/** RFC 9457. `type` is `urn:pacioli:problem:<code>`. */
export class ProblemDocument {
  @Words() type!: string;
  @Words() title!: string;
  @WholeNumber() status!: number;
  @Words() detail!: string;
  @Words() instance!: string;
  @Words() code!: string;
  @Optional() @Words() operation?: string;
  /** Of a dry run, which has no operation: the number of the newest decision after which the write would be refused. */
  @Optional() @Count() as_of?: string;
  @Optional() @Many(() => ProblemField) errors?: ProblemField[];
}

/** A problem document; type, title and, unless given, status follow from the code. */
export function problemDocument(
  code: ProblemCode,
  rest: Pick<ProblemDocument, 'detail' | 'instance'> & Partial<ProblemDocument>,
): ProblemDocument {
  return { type: `urn:pacioli:problem:${code}`, ...PROBLEMS[code], code, ...rest };
}
