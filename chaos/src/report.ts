import { renderTable } from '@pacioli/service/terminal-table';
import { INVARIANTS } from './checker/invariants';
import { knowledgeOf, type Call, type Knowledge } from './load/call';
import type { Options } from './options';
import type { MadeFault, Result } from './run';

const MOST_LISTED = 10;

/** Everything that speaks against a run: what is broken, what was planned and not made, or that nothing was harmed by it. */
export function problemsOf({ faults, calls, violations }: Result): string[] {
  const isOverlapped = calls.some((call) => faults.some((fault) => overlap(fault, call)));
  return [
    ...violations.map(({ invariant, what }) => `${invariant} is broken (${INVARIANTS[invariant]}): ${what}`),
    ...faults.filter(({ fired }) => !fired).map(({ name }) => `${name} was planned and did not happen`),
    ...(isOverlapped ? [] : ['no call was under way during any fault']),
  ];
}

/** What a run has shown, for a person. */
export function reportOf(result: Result, { seed, seconds }: Options): string {
  const { faults, calls, convergedAfter } = result;
  const overlapped = calls.filter((call) => faults.some((fault) => overlap(fault, call)));
  const problems = problemsOf(result);
  const attempts = calls.reduce((sum, call) => sum + call.attempts.length, 0);
  const counts = (['ok', 'refused', 'denied', 'unknown'] as Knowledge[]).map(
    (knowledge) => `${calls.filter((call) => knowledgeOf(call) === knowledge).length} ${knowledge}`,
  );
  const rest =
    convergedAfter === null
      ? 'never came to rest'
      : `at rest ${convergedAfter.toFixed(1)} s after the last fault`;
  return [
    faultTable(faults, calls),
    `Seed ${seed}, ${seconds} s: ${calls.length} calls in ${attempts} attempts (${counts.join(', ')}), ` +
      `${overlapped.length} of them during a fault; ${faults.filter(({ fired }) => fired).length} faults; ${rest}.`,
    problems.length === 0
      ? `Every one of ${Object.keys(INVARIANTS).length} invariants holds.`
      : `${listed(problems)}\nWith --keep the run's data and logs are left behind.`,
  ].join('\n\n');
}

const listed = (problems: readonly string[]): string =>
  [
    ...problems.slice(0, MOST_LISTED),
    ...(problems.length > MOST_LISTED ? [`and ${problems.length - MOST_LISTED} more`] : []),
  ].join('\n');

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
