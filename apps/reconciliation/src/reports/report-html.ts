import { hash } from 'node:crypto';
import { badLinesIn } from './bad-lines-section';
import { bookSections } from './book-sections';
import { breaksInWords, breaksSection } from './breaks-section';
import { markup, Markup, NOTHING } from './markup';
import { REPORT_STYLE } from './report-style';
import { counted, number, titleOf } from './report-table';
import { dataOf, isPartition, lookedAt, type RunReport } from './run-report';
import { trendSection } from './trend-chart';

/**
 * The report of a run as one file that needs no other: nothing is loaded, no script runs, and the policy in it allows no more than
 * its own style. The same report gives the same bytes.
 */
export function reportHtml(report: RunReport): string {
  const { run } = report;
  const { json, digest } = dataOf(report);
  const isHeld = json.length <= MOST_DATA;
  const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', REPORT_STYLE, 'base64')}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${verdictWord(report)}: reconciliation of ${moment(run.finished_at)}</title>
        <style>${new Markup(REPORT_STYLE)}</style>
      </head>
      <body>
        <h1>Reconciliation of ${moment(run.finished_at)}</h1>
        <p class="verdict ${run.status}">${verdict(report)}</p>
        ${facts(report)}
        ${bookSections(run.reports)}
        ${breaksSection(report.breaks)}
        ${trendSection(report.days)}
        ${endsSection(report, digest, isHeld)}
        ${isHeld ? dataBlock(json) : NOTHING}
      </body>
    </html>
`;
  return page.text;
}

const verdictWord = ({ run }: RunReport): string => (run.status === 'ok' ? 'All right' : 'Not right');

/** With more characters of data than this a page would be slow to open; the `.json` file beside it has them all. */
const MOST_DATA = 2_000_000;

/** So many books are listed with their last proven decisions. */
const MOST_ENDS = 200;

/** Within a script a reader looks for tags alone, and JSON has another way to write where they begin. */
const dataBlock = (json: string): Markup =>
  markup`<script type="application/json" id="report-data">${new Markup(json.replaceAll('<', '\\u003c'))}</script>`;

const moment = (iso: string): string => iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/** So many books with problems the verdict names. */
const MOST_NAMED = 5;

/** In one sentence, whether all is right. */
function verdict({ run: { scope, status, reports, finished_at } }: RunReport): string {
  const books = reports.filter(({ book }) => !isPartition(book)).length;
  const of = `${counted(books, 'book')} and ${counted(reports.length - books, 'partition')}`;
  const what = scope === 'full' ? of : `what was new in ${of}`;
  const failed = reports.filter((report) => report.status === 'failed');
  if (status === 'ok') {
    if (reports.length === 0) return `\u2713 All is right: nothing was new on ${moment(finished_at)}.`;
    return `\u2713 All is right: every check of ${what} passed on ${moment(finished_at)}.`;
  }
  if (failed.length === 0) return `\u2717 Not right: a partition and the ledger differ, by no row of a book.`;
  const problems = failed
    .flatMap(({ checks }) => checks)
    .reduce((sum, check) => sum + check.problem_count, 0);
  const names = failed.slice(0, MOST_NAMED).map(({ book }) => titleOf(book));
  if (failed.length > MOST_NAMED) names.push(`${number(failed.length - MOST_NAMED)} more`);
  const found = `${counted(problems, 'problem')} found on ${moment(finished_at)}`;
  return `\u2717 Not right: ${found} in ${names.join(', ')}; ${of} were checked.`;
}

function facts(report: RunReport): Markup {
  const { run, recorded_from, recorded_until, breaks } = report;
  const { decisions, postings, records } = lookedAt(report);
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  const from = recorded_from === null ? 'the beginning' : moment(recorded_from);
  const rows: [string, Markup | string][] = [
    [
      'Run',
      markup`<code>${run.id}</code>, ${run.scope === 'full' ? 'of everything' : 'of what was new'} (${run.scope})`,
    ],
    ['Made', `${moment(run.started_at)}, in ${seconds.toFixed(1)} s`],
    [
      'Looked at',
      `${big(decisions, 'decision')} and ${big(postings, 'posting')} in the ledger, ${big(records, 'record')} of the topic`,
    ],
    ['Recorded', recorded_until === null ? 'nothing' : `from ${from} to ${moment(recorded_until)}`],
    ...(breaks === undefined || breaks.sources.length === 0
      ? []
      : [['Breaks', breaksInWords(breaks)] satisfies [string, string]]),
    ...(breaks === undefined || badLinesIn(breaks.sources) === 0
      ? []
      : [
          ['Bad lines', `${number(badLinesIn(breaks.sources))} of statements could not be read`] satisfies [
            string,
            string,
          ],
        ]),
  ];
  return markup`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        markup`<dt>${name}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}

const big = (count: bigint, noun: string): string =>
  `${count.toLocaleString('en-GB')} ${noun}${count === 1n ? '' : 's'}`;

const offsetsBetween = (from: string, to: string): string =>
  BigInt(from) < BigInt(to) ? `${from} to ${(BigInt(to) - 1n).toString()}` : 'none';

/** What this report stands on, so that it can be compared with another one, and checked later. */
function endsSection({ books, partitions }: RunReport, digest: string, isHeld: boolean): Markup {
  const hashOf = (text: string | undefined | null) =>
    text === undefined || text === null ? markup`none` : markup`<span class="hash">${text}</span>`;
  return markup`<h2>What it stands on</h2>
    <p>SHA-256 of this report's data, as canonical JSON, by which two copies of it are compared:</p>
    <p><code id="report-digest">${digest}</code></p>
    <p>Two runs that end with the same records and decisions below have seen the same ledger.</p>
    ${isHeld ? NOTHING : markup`<p class="note">The report is long: its data is in the .json file alone.</p>`}
    <details>
      <summary>${counted(partitions.length, 'partition')}: last records</summary>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col">Looked at offsets</th>
            <th scope="col">Last record</th>
            <th scope="col">Its SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${partitions.map(
            ({ partition, from, to, last }) =>
              markup`<tr>
                <td data-is="partition">${partition}</td>
                <td data-is="offsets">${offsetsBetween(from, to)}</td>
                <td data-is="last record">${last?.offset ?? 'none'}</td>
                <td data-is="hash">${hashOf(last?.hash)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </details>
    ${
      books.length === 0
        ? NOTHING
        : markup`<details>
            <summary>${counted(books.length, 'book')}: last proven decisions</summary>
            <table class="stacked">
              <thead>
                <tr>
                  <th scope="col">Book</th>
                  <th scope="col">Last proven decision</th>
                  <th scope="col">Its hash</th>
                </tr>
              </thead>
              <tbody>
                ${books.slice(0, MOST_ENDS).map(
                  (end) =>
                    markup`<tr>
                      <td data-is="book"><bdi>${end.book}</bdi></td>
                      <td data-is="decision">${end.hash === null ? 'none' : end.decision}</td>
                      <td data-is="hash">${hashOf(end.hash)}</td>
                    </tr> `,
                )}
              </tbody>
            </table>
            ${
              books.length > MOST_ENDS
                ? markup`<p class="note">And ${number(books.length - MOST_ENDS)} more: the .json file of this report has them.</p>`
                : NOTHING
            }
          </details>`
    }`;
}
