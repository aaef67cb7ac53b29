import { knowledgeOf, type Knowledge } from '../load/call';
import type { Options } from '../options';
import { problemsOf } from '../report';
import type { Result } from '../run';

/** What is kept of a run, as a line of JSON. */
export interface RunRecord {
  readonly seed: number;
  readonly seconds: number;
  readonly clients: number;
  readonly between: number;
  readonly faults: string;
  /** The commit that was harmed. */
  readonly commit: string;
  /** How often each fault was planned and made. */
  readonly made: Record<string, { planned: number; fired: number }>;
  readonly calls: number;
  readonly attempts: number;
  readonly known: Record<Knowledge, number>;
  readonly reads: number;
  /** Faults of the plan that this machine can not make. */
  readonly impossible: string[];
  /** What speaks against the run, the first of it. */
  readonly problems: string[];
  readonly problemCount: number;
  /** Seconds from the last fault until all was decided and published; null when it never was. */
  readonly convergedAfter: number | null;
}

export type RunPlan = Pick<RunRecord, 'seed' | 'seconds' | 'clients' | 'between' | 'faults'>;

export const isRunOf = (plan: RunPlan, record: RunRecord): boolean =>
  Object.entries(plan).every(([name, value]) => record[name as keyof RunPlan] === value);

/** Nothing was broken, all came to rest, and every fault that was planned was made while calls were under way. */
export const isClean = ({ problemCount, convergedAfter }: RunRecord): boolean =>
  problemCount === 0 && convergedAfter !== null;

const MOST_KEPT = 20;

export function recordOf(result: Result, options: Options, commit: string): RunRecord {
  const { calls, reads, impossible, convergedAfter } = result;
  const made: Record<string, { planned: number; fired: number }> = {};
  for (const { name, fired } of result.faults) {
    const counts = (made[name] ??= { planned: 0, fired: 0 });
    counts.planned += 1;
    if (fired) counts.fired += 1;
  }
  const known: Record<Knowledge, number> = { ok: 0, refused: 0, denied: 0, unknown: 0 };
  for (const call of calls) known[knowledgeOf(call)] += 1;
  return {
    ...planIn(options),
    ...{ commit, made, impossible },
    calls: calls.length,
    attempts: calls.reduce((sum, { attempts }) => sum + attempts.length, 0),
    ...{ known, reads: reads.length },
    ...kept(problemsOf(result)),
    convergedAfter: convergedAfter === null ? null : Math.round(convergedAfter * 10) / 10,
  };
}

/** A run that did not get to its end is none that may be left out. */
export const recordOfFailure = (error: Error, options: Options, commit: string): RunRecord => ({
  ...planIn(options),
  ...{ commit, made: {}, impossible: [], calls: 0, attempts: 0, reads: 0 },
  known: { ok: 0, refused: 0, denied: 0, unknown: 0 },
  ...kept([`The run failed: ${error.message}`]),
  convergedAfter: null,
});

const planIn = ({ seed, seconds, clients, between, faults }: Options): RunPlan => ({
  ...{ seed, seconds, clients, between, faults },
});

const kept = (problems: readonly string[]): Pick<RunRecord, 'problems' | 'problemCount'> => ({
  problems: problems.slice(0, MOST_KEPT),
  problemCount: problems.length,
});
