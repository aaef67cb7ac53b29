import type { BadStatement } from '@pacioli/ledger-db/bad-statements';
import { markup, Markup, NOTHING } from './markup';
import { counted, number } from './report-table';
import type { RunBreaks } from './run-report';

/** So many statements are shown. */
const MOST_SHOWN = 200;

/** The statements with lines that could not be read, newest first. */
export function badLinesSection({ sources, bad_statements: bad }: RunBreaks): Markup {
  const count = badLinesIn(sources);
  if (count === 0) return NOTHING;
  const shown = bad.slice(0, MOST_SHOWN);
  const listed = shown.reduce((sum, { bad_lines: lines }) => sum + lines, 0);
  const more = listed < count ? `, of which the newest statements with ${number(listed)} are listed` : '';
  return markup`<h3>Lines that could not be read</h3>
    <p class="note">${counted(count, 'line')}${more}. Nothing is matched with them, so what they tell of may be a break as well. They count
      until their file is sent again, after a revision of its source. /statements/{id}/bad-lines has each with its reason.</p>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Book</th>
          <th scope="col">Source</th>
          <th class="number" scope="col">Bad lines</th>
          <th class="number" scope="col">Of lines</th>
          <th scope="col">Came (UTC)</th>
          <th scope="col">File</th>
          <th scope="col">Statement</th>
        </tr>
      </thead>
      <tbody>${shown.map(statementRow)}</tbody>
    </table>`;
}

export const badLinesIn = (sources: RunBreaks['sources']): number =>
  sources.reduce((sum, { bad_lines: lines }) => sum + lines, 0);

const statementRow = (row: BadStatement): Markup =>
  markup`<tr>
    <td data-is="book"><bdi>${row.book}</bdi></td>
    <td data-is="source"><bdi>${row.source}</bdi></td>
    <td class="number" data-is="bad lines">${number(row.bad_lines)}</td>
    <td class="number" data-is="of lines">${number(row.lines + row.bad_lines)}</td>
    <td class="day" data-is="came">${row.recorded_at.slice(0, 16).replace('T', ' ')}</td>
    <td data-is="file"><bdi>${row.file_name ?? ''}</bdi></td>
    <td data-is="statement"><span class="hash">${row.statement}</span></td>
  </tr> `;
