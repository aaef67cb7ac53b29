import type { Check, ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { WHAT_HOLDS } from '../proof/checks/what-holds';
import { markup, Markup, NOTHING } from './markup';
import { counted, number, titleOf, unitOf } from './report-table';
import { isPartition } from './run-report';

/** The books of a run, those with problems first and open, each with its checks and the rows that are wrong; so the partitions. */
export function bookSections(reports: readonly ReconciliationReport[]): Markup {
  const books = reports.filter(({ book }) => !isPartition(book));
  const partitions = reports.filter(({ book }) => isPartition(book));
  return markup`${section('Books', 'Decisions', books)}${section('Partitions', '', partitions)}${legend}`;
}

const legend = markup`<details>
    <summary>What each check shows</summary>
    <dl class="inside">
      ${Object.entries(WHAT_HOLDS).map(([name, holds]) => markup`<dt>${name}</dt><dd>${holds}</dd>`)}
    </dl>
  </details>`;

/** So many books with problems are shown, and so many without: a page of more would be read by nobody. */
const MOST_SHOWN = { failed: 200, ok: 50 };

function section(title: string, range: string, reports: readonly ReconciliationReport[]): Markup {
  if (reports.length === 0) return NOTHING;
  const [failed, ok] = (['failed', 'ok'] as const).map((status) =>
    reports.filter((one) => one.status === status),
  ) as [ReconciliationReport[], ReconciliationReport[]];
  const shown = [...failed.slice(0, MOST_SHOWN.failed), ...ok.slice(0, MOST_SHOWN.ok)];
  return markup`<h2>${title}</h2>
    <div class="line heads">
      <span>Name</span><span>${range}</span><span class="number">Problems</span><span>Verdict</span>
    </div>
    <div class="books">${shown.map(bookDetails)}</div>
    ${notShown(failed.length - MOST_SHOWN.failed, 'with problems')} ${notShown(ok.length - MOST_SHOWN.ok, 'that are ok')}`;
}

const notShown = (count: number, what: string): Markup =>
  count > 0
    ? markup`<p class="note">And ${number(count)} more ${what}: the .csv file of this report names them.</p>`
    : NOTHING;

function bookDetails(report: ReconciliationReport): Markup {
  const { book, status, checks } = report;
  const problems = checks.reduce((sum, { problem_count }) => sum + problem_count, 0);
  const failed = checks.filter((check) => check.status === 'failed');
  const open = status === 'failed' ? new Markup(' open') : NOTHING;
  return markup`<details${open}>
    <summary>
      <span class="line">
        <span><bdi>${isPartition(book) ? titleOf(book) : book}</bdi></span>
        <span class="note">${decisionsOf(report)}</span>
        <span class="number">${problems === 0 ? 'no problems' : counted(problems, 'problem')}</span>
        ${verdict(status)}
      </span>
    </summary>
    <div class="inside">
      ${failed.map(problemTable)}
      ${isPartition(book) && status === 'ok' ? FENCE_STANDS : NOTHING}
      <ul class="checks">${checksShown(report).map(checkLine)}</ul>
    </div>
  </details>
`;
}

/** What is said of a partition that holds no record but those of books. */
const FENCE_STANDS = markup`<p class="note">The fence stands behind the last record that was decided, as the topic has it.</p>`;

const checkLine = ({ name, status, checked }: Check): Markup =>
  markup`<li>
    <span>${name}</span>
    <span>${number(checked)} ${unitOf(name, checked)} ${verdict(status)}</span>
  </li>`;

/** Of most checks a partition has nothing to look at. */
const checksShown = ({ book, checks }: ReconciliationReport): readonly Check[] =>
  isPartition(book) ? checks.filter(({ checked, status }) => checked > 0 || status === 'failed') : checks;

function decisionsOf({ book, first_decision, last_decision }: ReconciliationReport): string {
  if (isPartition(book)) return '';
  if (first_decision === null || last_decision === null) return 'not said';
  const [first, last] = [BigInt(first_decision), BigInt(last_decision)];
  if (first > last) return 'no decisions';
  return `decisions ${first.toLocaleString('en-GB')} to ${last.toLocaleString('en-GB')}`;
}

/** By a sign and a word, so that it is read without colour. */
const verdict = (status: ReconciliationReport['status']): Markup =>
  status === 'ok' ? markup`<span class="ok">✓ ok</span>` : markup`<span class="failed">✗ FAILED</span>`;

function problemTable({ name, problems, problem_count }: Check): Markup {
  const listed = problems.length < problem_count ? `, of which ${number(problems.length)} are listed` : '';
  return markup`<table class="problems stacked">
    <caption>${name}: ${counted(problem_count, 'problem')}${listed}</caption>
    <thead>
      <tr>
        <th scope="col">Row</th>
        <th scope="col">Expected</th>
        <th scope="col">Found</th>
      </tr>
    </thead>
    <tbody>
      ${problems.map(
        ({ row, expected, found }) =>
          markup`<tr>
            <td data-is="row"><bdi>${row}</bdi></td>
            <td data-is="expected"><bdi>${expected}</bdi></td>
            <td data-is="found"><bdi>${found}</bdi></td>
          </tr> `,
      )}
    </tbody>
  </table> `;
}
