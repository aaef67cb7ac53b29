import {
  AGE_BUCKETS,
  type AgingRow,
  type OpenBreakRow,
  type SourceOfBreaks,
} from '@pacioli/ledger-db/open-breaks';
import { agingChart, daysOf } from './aging-chart';
import { badLinesSection } from './bad-lines-section';
import { forcedSection } from './forced-section';
import { markup, Markup, NOTHING } from './markup';
import { inAndOut, money } from './money';
import { counted, number } from './report-table';
import type { RunBreaks } from './run-report';

/** So many books are shown with what is open of them, and so many more are named. */
const MOST_SHOWN = 100;
const MOST_NAMED = 200;

/** The books to which statements come: what is open of each, by currency, cause and age, and the oldest of it, cause by cause. */
export function breaksSection(breaks: RunBreaks | undefined): Markup {
  if (breaks === undefined || breaks.sources.length === 0) return NOTHING;
  const books = booksOf(breaks);
  const open = books.filter(({ count }) => count > 0).sort((a, b) => oldestOf(b) - oldestOf(a));
  const sound = books.filter(({ count }) => count === 0);
  return markup`<h2>Statements and open breaks</h2>
    <p class="note">As they were when the run was stored, before the matching that follows it. Ages are counted to the last
      day that the statements of a source tell of.</p>
    ${open.length === 0 ? NOTHING : markup`<div class="books">${open.slice(0, MOST_SHOWN).map(bookDetails)}</div>`}
    ${booksNamed('with younger breaks', open.slice(MOST_SHOWN))}
    ${booksNamed('with statements and no open break', sound)}
    ${badLinesSection(breaks)}
    ${forcedSection(breaks)}`;
}

/** How much is open in all, in a sentence. */
export function breaksInWords({ sources, oldest }: RunBreaks): string {
  const count = sources.reduce((sum, { open_breaks: open }) => sum + open, 0);
  const of = counted(sources.length, 'source');
  if (count === 0) return `none open, of ${of} of statements`;
  const days = Math.max(...oldest.map(({ age_days }) => age_days));
  return `${number(count)} open, of ${of} of statements; the oldest is ${counted(days, 'day')} old`;
}

interface BookOfBreaks {
  readonly book: string;
  readonly sources: readonly SourceOfBreaks[];
  readonly aging: readonly AgingRow[];
  readonly oldest: readonly OpenBreakRow[];
  readonly count: number;
}

function booksOf({ sources, aging, oldest }: RunBreaks): BookOfBreaks[] {
  const [ofSources, ofAging, ofOldest] = [byBook(sources), byBook(aging), byBook(oldest)];
  return [...ofSources].map(([book, its]) => ({
    ...{ book, sources: its, aging: ofAging.get(book) ?? [], oldest: ofOldest.get(book) ?? [] },
    count: its.reduce((sum, { open_breaks: open }) => sum + open, 0),
  }));
}

function byBook<T extends { readonly book: string }>(rows: readonly T[]): Map<string, T[]> {
  const books = new Map<string, T[]>();
  for (const row of rows) {
    const its = books.get(row.book) ?? [];
    its.push(row);
    books.set(row.book, its);
  }
  return books;
}

/** Its rows are sorted so. */
const oldestOf = ({ oldest }: BookOfBreaks): number => oldest[0]?.age_days ?? 0;

function bookDetails({ book, sources, aging, oldest, count }: BookOfBreaks, at: number): Markup {
  const causes = [...new Set(oldest.map(({ cause }) => cause))];
  return markup`<details open>
    <summary>
      <span class="line short">
        <span><bdi>${book}</bdi></span>
        <span class="number">${counted(count, 'open break')}</span>
      </span>
    </summary>
    <div class="inside">
      <ul class="checks">${sources.map(sourceLine)}</ul>
      ${agingChart(aging, at)}
      ${agingTable(aging)}
      ${causes.map((cause) => causeDetails(cause, aging, oldest))}
    </div>
  </details> `;
}

function sourceLine({
  source,
  statements,
  last_day: day,
  open_breaks: open,
  ...rest
}: SourceOfBreaks): Markup {
  const told = [
    ...[counted(statements, 'statement'), ...(day === null ? [] : [`up to ${day}`]), `${number(open)} open`],
    ...(rest.bad_lines > 0 ? [counted(rest.bad_lines, 'bad line')] : []),
    ...(rest.matches_by_force > 0 ? [`${number(rest.matches_by_force)} matched by force`] : []),
  ];
  return markup`<li>
    <span><bdi>${source}</bdi></span>
    <span>${told.join(', ')}</span>
  </li>`;
}

const wordsOf = (cause: string): string => cause.replaceAll('_', ' ');

function agingTable(aging: readonly AgingRow[]): Markup {
  const kinds = [...new Map(aging.map((row) => [`${row.currency} ${row.cause}`, row])).values()];
  return markup`<table class="aging stacked">
    <caption>By currency, cause and age: how many, and what came in and what went out of them</caption>
    <thead>
      <tr>
        <th scope="col">Currency</th>
        <th scope="col">Cause</th>
        ${AGE_BUCKETS.map((bucket) => markup`<th class="number" scope="col">${daysOf(bucket)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${kinds.map(
        ({ currency, cause }) =>
          markup`<tr>
            <td data-is="currency">${currency}</td>
            <td data-is="cause">${wordsOf(cause)}</td>
            ${AGE_BUCKETS.map((bucket) =>
              agingCell(
                aging.find(
                  (row) => row.currency === currency && row.cause === cause && row.bucket === bucket,
                ),
                daysOf(bucket),
              ),
            )}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

const agingCell = (row: AgingRow | undefined, days: string): Markup =>
  row === undefined
    ? markup`<td class="number empty"></td>`
    : markup`<td class="number" data-is="${days}">
        ${number(row.count)}<br /><span class="note">${inAndOut(row.came_in, row.went_out, row.currency)}</span>
      </td>`;

/** The rows behind a cause, oldest first. */
function causeDetails(cause: string, aging: readonly AgingRow[], oldest: readonly OpenBreakRow[]): Markup {
  const rows = oldest.filter((row) => row.cause === cause);
  const count = aging.reduce((sum, row) => (row.cause === cause ? sum + row.count : sum), 0);
  const listed = rows.length < count ? `, of which the ${number(rows.length)} oldest are listed` : '';
  return markup`<details class="rows">
    <summary>${wordsOf(cause)}: ${counted(count, 'break')}${listed}</summary>
    <table class="stacked">
      <thead>
        <tr>
          <th class="number" scope="col">Days</th>
          <th scope="col">Since</th>
          <th class="number" scope="col">Open</th>
          <th scope="col">Source</th>
          <th scope="col">Reason</th>
          <th scope="col">What it is of</th>
          <th scope="col">Break</th>
        </tr>
      </thead>
      <tbody>${rows.map(breakRow)}</tbody>
    </table>
  </details> `;
}

const breakRow = (row: OpenBreakRow): Markup =>
  markup`<tr>
    <td class="number" data-is="days">${number(row.age_days)}</td>
    <td class="day" data-is="since">${row.oldest_on}</td>
    <td class="number" data-is="open">${money(row.amount, row.currency)}${bothSides(row)}</td>
    <td data-is="source"><bdi>${row.source}</bdi></td>
    <td data-is="reason"><bdi>${row.reason}</bdi>${row.assigned_to === null ? '' : markup`<br /><span class="note">assigned to <bdi>${row.assigned_to}</bdi></span>`}</td>
    <td data-is="of">${membersOf(row)}</td>
    <td data-is="break"><span class="hash">${row.id}</span></td>
  </tr> `;

/** Where an amount is what differs, it does not say what it differs from. */
const bothSides = ({ items_amount: items, lines_amount: lines, currency }: OpenBreakRow): Markup =>
  items === null || lines === null
    ? NOTHING
    : markup`<br /><span class="note">ledger ${money(items, currency)}<br />statement ${money(lines, currency)}</span>`;

function membersOf({ items, item_count, lines, line_count, currency }: OpenBreakRow): Markup[] {
  const more = item_count + line_count - items.length - lines.length;
  const told = [
    ...items.map((item) => markup`entry ${item.replace('/', ' leg ')}`),
    ...lines.map(
      ({ reference, amount, booked_on }) =>
        markup`line <bdi>${reference ?? 'without reference'}</bdi>, ${money(amount, currency)}, ${booked_on}`,
    ),
    ...(more > 0 ? [markup`and ${number(more)} more`] : []),
  ];
  return told.map((one, at) => (at === 0 ? one : markup`<br />${one}`));
}

function booksNamed(what: string, books: readonly BookOfBreaks[]): Markup {
  if (books.length === 0) return NOTHING;
  const more = books.length - MOST_NAMED;
  return markup`<details>
    <summary>${counted(books.length, 'book')} ${what}</summary>
    <p>
      ${books.slice(0, MOST_NAMED).map(({ book, sources }, at) => markup`${at === 0 ? '' : ', '}<bdi>${book}</bdi> (${sourcesInWords(sources)})`)}${
        more > 0 ? `, and ${number(more)} more` : ''
      }
    </p>
  </details>`;
}

const sourcesInWords = (sources: readonly SourceOfBreaks[]): string =>
  sources.map(({ source, last_day: day }) => (day === null ? source : `${source} up to ${day}`)).join(', ');
