import { execFileSync } from 'node:child_process';
import { repository } from '@pacioli/stack/config';
import { knowledgeOf, type Knowledge } from '../load/call';
import type { Options } from '../options';
import type { Result } from '../run';

/** What is kept of a run, as a line of JSON. */
export interface RunRecord {
  readonly seed: number;
  readonly seconds: number;
  readonly clients: number;
  readonly between: number;
  readonly faults: string;
  /** The commit that was harmed; with a plus sign when files were changed since. */
  readonly commit: string;
  /** How often each fault was planned and made. */
  readonly made: Record<string, { planned: number; fired: number }>;
  readonly calls: number;
  readonly attempts: number;
  readonly known: Record<Knowledge, number>;
  readonly reads: number;
  readonly violations: string[];
  /** Seconds from the last fault until all was decided and published; null when it never was. */
  readonly convergedAfter: number | null;
}

export type RunPlan = Pick<RunRecord, 'seed' | 'seconds' | 'clients' | 'between' | 'faults'>;

export const isRunOf = (plan: RunPlan, record: RunRecord): boolean =>
  Object.entries(plan).every(([name, value]) => record[name as keyof RunPlan] === value);

/** Nothing was broken, all came to rest, and every fault that was planned was made. */
export const isClean = ({ violations, convergedAfter, made }: RunRecord): boolean =>
  violations.length === 0 &&
  convergedAfter !== null &&
  Object.values(made).every(({ planned, fired }) => planned === fired);

const MOST_KEPT = 20;

export function recordOf(result: Result, options: Options): RunRecord {
  const { seed, seconds, clients, between, faults } = options;
  const { calls, reads, violations, convergedAfter } = result;
  const made: Record<string, { planned: number; fired: number }> = {};
  for (const { name, fired } of result.faults) {
    const counts = (made[name] ??= { planned: 0, fired: 0 });
    counts.planned += 1;
    if (fired) counts.fired += 1;
  }
  const known: Record<Knowledge, number> = { ok: 0, refused: 0, rejected: 0, unknown: 0 };
  for (const call of calls) known[knowledgeOf(call)] += 1;
  return {
    ...{ seed, seconds, clients, between, faults, commit: commit(), made },
    calls: calls.length,
    attempts: calls.reduce((sum, { attempts }) => sum + attempts.length, 0),
    ...{ known, reads: reads.length },
    violations: violations.slice(0, MOST_KEPT).map(({ invariant, what }) => `${invariant}: ${what}`),
    convergedAfter: convergedAfter === null ? null : Math.round(convergedAfter * 10) / 10,
  };
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', ':!docs') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
