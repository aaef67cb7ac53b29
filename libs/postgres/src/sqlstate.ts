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
