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
 * What the client knows: `ok` (201), `refused` (422), `denied` (told each time that nothing was recorded: another 4xx, or a
 * 503 that says so), or `unknown` (202 without an outcome, `outcome_unknown`, or no answer), which may have become either, but
 * one of them, for ever.
 */
export type Knowledge = 'ok' | 'refused' | 'denied' | 'unknown';

export function knowledgeOf({ attempts }: Call): Knowledge {
  const statuses = attempts.map(({ status }) => status);
  if (statuses.includes(201)) return 'ok';
  if (statuses.includes(422)) return 'refused';
  return attempts.every(isDenied) ? 'denied' : 'unknown';
}

const RECORDED_NOTHING = ['overloaded', 'unavailable', 'ledger_stopped'];

function isDenied({ status, text }: Attempt): boolean {
  if (status === 503) return RECORDED_NOTHING.includes((JSON.parse(text) as { code: string }).code);
  return status !== null && status >= 400 && status < 500;
}
