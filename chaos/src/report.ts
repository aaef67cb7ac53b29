import { renderTable } from '@pacioli/service/terminal-table';
import { INVARIANTS } from './checker/invariants';
import { knowledgeOf, type Call, type Knowledge } from './load/call';
import type { Options } from './options';
import type { MadeFault, Result } from './run';

const MOST_LISTED = 10;

/** What a run has shown, and whether it has shown what it should: no violation, every fault made, something in their way. */
export function reportOf(result: Result, { seed, seconds }: Options): { text: string; isSound: boolean } {
  const { faults, calls, violations, convergedAfter } = result;
  const missed = faults.filter(({ fired }) => !fired);
  const overlapped = calls.filter((call) => faults.some((fault) => overlap(fault, call)));
  const problems = [
    ...violations
      .slice(0, MOST_LISTED)
      .map(({ invariant, what }) => `${invariant} is broken (${INVARIANTS[invariant]}): ${what}`),
    ...(violations.length > MOST_LISTED ? [`and ${violations.length - MOST_LISTED} violations more`] : []),
    ...missed.map(({ name }) => `${name} was planned and did not happen`),
    ...(overlapped.length === 0 ? ['no call was under way during any fault'] : []),
  ];
  const attempts = calls.reduce((sum, call) => sum + call.attempts.length, 0);
  const counts = (['ok', 'refused', 'rejected', 'unknown'] as Knowledge[]).map(
    (knowledge) => `${calls.filter((call) => knowledgeOf(call) === knowledge).length} ${knowledge}`,
  );
  const rest =
    convergedAfter === null
      ? 'never came to rest'
      : `at rest ${convergedAfter.toFixed(1)} s after the last fault`;
  const text = [
    faultTable(faults, calls),
    `Seed ${seed}, ${seconds} s: ${calls.length} calls in ${attempts} attempts (${counts.join(', ')}), ` +
      `${overlapped.length} of them during a fault; ${faults.length - missed.length} faults; ${rest}.`,
    problems.length === 0
      ? `Every one of ${Object.keys(INVARIANTS).length} invariants holds.`
      : problems.join('\n'),
  ].join('\n\n');
  return { text, isSound: problems.length === 0 };
}

function faultTable(faults: readonly MadeFault[], calls: readonly Call[]): string {
  const names = [...new Set(faults.map(({ name }) => name))].sort();
  const rows = names.map((name) => {
    const own = faults.filter((fault) => fault.name === name);
    const met = calls.filter((call) => own.some((fault) => overlap(fault, call)));
    return [name, own.length, own.filter(({ fired }) => fired).length, met.length].map(String);
  });
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return renderTable(
    [{ title: 'fault', align: 'left' }, right('planned'), right('fired'), right('calls under way')],
    rows,
  );
}

const overlap = ({ began, ended }: MadeFault, { attempts }: Call): boolean =>
  attempts.some((attempt) => attempt.began <= ended && attempt.ended >= began);
