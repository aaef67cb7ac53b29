/** The command line can not be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
