/** The SQLSTATE of an error that PostgreSQL reported; undefined for any other error (a lost connection, a bug). */
export function sqlstateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether the data itself was refused: class 22 (data exception), 23 (integrity constraint), 54 (program limit). Trying
 * again can not help. Everything else is the infrastructure's fault and passes.
 */
export const isDataError = (error: unknown): boolean => /^(22|23|54)/.test(sqlstateOf(error) ?? '');

/** What PostgreSQL answers while it can not serve: connection failures, shutdown, recovery, too many, given up. */
const UNAVAILABLE_STATES = /^(08|53|57|58)/;
/** What the driver and the operating system say when it does not answer at all. */
const UNAVAILABLE_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN/i;

/** Whether an error of a read says that the database can not serve now, and not that the query is wrong. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Error &&
  (UNAVAILABLE_STATES.test(sqlstateOf(error) ?? '') ||
    UNAVAILABLE_MESSAGES.test(`${(error as { code?: string }).code} ${error.message}`));
