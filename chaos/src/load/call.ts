import type { WriteRequest } from './request';

/** What a client was told in answer to one attempt. */
export interface Attempt {
  /** On the clock of performance.now(). */
  readonly began: number;
  readonly ended: number;
  /** null when no answer came. */
  readonly status: number | null;
  /** The answer's text, or why there is none. */
  readonly text: string;
}

/** A trial balance that was asked for while others paid, and what was answered. */
export interface Read {
  readonly book: string;
  readonly answer: Attempt;
}

/** Everything that was ever heard of one request. */
export interface Call {
  readonly request: WriteRequest;
  readonly attempts: Attempt[];
}

/**
 * What the client knows: `ok` (201), `refused` (422), `rejected` (another 4xx: it was never recorded), or `unknown` (202
 * without an outcome, 503, or no answer), which may have become either, but one of them, for ever.
 */
export type Knowledge = 'ok' | 'refused' | 'rejected' | 'unknown';

export function knowledgeOf({ attempts }: Call): Knowledge {
  const statuses = attempts.map(({ status }) => status);
  if (statuses.includes(201)) return 'ok';
  if (statuses.includes(422)) return 'refused';
  const isOpen = statuses.some((status) => status === null || status === 202 || status >= 500);
  return isOpen ? 'unknown' : 'rejected';
}
