/** What was asked for is not there; the message says what was looked for, and where. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}
