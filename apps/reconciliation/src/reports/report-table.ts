import type {
  Check,
  ReconciliationReport,
  ReconciliationRun,
} from '@pacioli/contracts/reconciliation-report';
import type { Colours } from '@pacioli/service/terminal-colours';
import { oneLine } from '@pacioli/service/terminal-table';
import { CHECKS, type CheckName } from '../proof/checks/findings';

/**
 * The table of one book: what was checked, how many, and the verdict; under a failed check its problems. A partition has few
 * rows of its own, and of most checks none: one that is sound is one line.
 */
export function reportTable({ book, status, checks }: ReconciliationReport, colours: Colours): string {
  const isPartition = book.startsWith('~');
  const shown = isPartition ? checks.filter(({ checked, status }) => checked > 0 || status !== 'ok') : checks;
  if (isPartition && status === 'ok') {
    const looked = shown.map(({ name, checked }) => `${name} ${number(checked)} ${unitOf(name, checked)}`);
    return [`${titleOf(book)}  ${verdict(status, colours)}  its fence stands`, ...looked].join(', ');
  }
  const lines = shown.flatMap((check) => [
    `  ${check.name.padEnd(NAME_WIDTH)}  ${number(check.checked).padStart(COUNT_WIDTH)} ` +
      `${unitOf(check.name, check.checked).padEnd(UNIT_WIDTH)}  ${verdict(check.status, colours)}`,
    ...problemLines(check, colours),
  ]);
  return [`${titleOf(book)}  ${verdict(status, colours)}`, ...lines].join('\n');
}

/** One line for all that a run found. */
export function summaryLine(
  { scope, reports }: Pick<ReconciliationRun, 'scope' | 'reports'>,
  seconds: number,
  colours: Colours,
): string {
  const failed = reports.filter(({ status }) => status === 'failed');
  const books = reports.filter(({ book }) => !book.startsWith('~')).length;
  const of = `${counted(books, 'book')} and ${counted(reports.length - books, 'partition')}`;
  const took = `in ${seconds.toFixed(1)} s`;
  if (scope === 'incremental' && reports.length === 0) return colours.good(`Nothing was new, ${took}.`);
  const what = scope === 'full' ? '' : ', of what was new,';
  if (failed.length === 0) return colours.good(`Every check of ${of}${what} passed ${took}.`);
  const problems = failed
    .flatMap(({ checks }) => checks)
    .reduce((sum, check) => sum + check.problem_count, 0);
  const names = failed.slice(0, MOST_NAMED).map(({ book }) => titleOf(book));
  if (failed.length > MOST_NAMED) names.push(`${failed.length - MOST_NAMED} more`);
  return colours.bad(`${counted(problems, 'problem')} found in ${names.join(', ')} (${of} checked ${took}).`);
}

const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
const NAME_WIDTH = longest(Object.keys(CHECKS));
const UNIT_WIDTH = longest(Object.values(CHECKS));
const COUNT_WIDTH = '1,000,000'.length;

/** So many failed books the summary names. */
const MOST_NAMED = 5;

export const titleOf = (book: string): string =>
  book.startsWith('~') ? `partition ${book.slice(1)}` : `book ${book}`;

const verdict = (status: ReconciliationReport['status'], { good, bad }: Colours): string =>
  status === 'ok' ? good('ok') : bad('FAILED');

function problemLines({ problems, problem_count }: Check, { dim, bad }: Colours): string[] {
  const more = problem_count - problems.length;
  return [
    ...problems.flatMap(({ row, expected, found }) => [
      `    ${bad(oneLine(row))}`,
      `      ${dim('expected')}  ${oneLine(expected)}`,
      `      ${dim('found   ')}  ${oneLine(found)}`,
    ]),
    ...(more > 0 ? [`    and ${counted(more, 'problem')} more`] : []),
  ];
}

/** What a check counts, in the singular or the plural. */
export function unitOf(check: string, count: number): string {
  const units = CHECKS[check as CheckName];
  return count === 1 ? units.replace(/ies$/, 'y').replace(/s$/, '') : units;
}

export const number = (value: number): string => value.toLocaleString('en-GB');

export const counted = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
