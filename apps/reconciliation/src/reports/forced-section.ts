import type { ForcedMatch } from '@pacioli/ledger-db/forced-matches';
import { markup, Markup, NOTHING } from './markup';
import { money } from './money';
import { number } from './report-table';
import type { RunBreaks } from './run-report';

/** So many matches are shown. */
const MOST_SHOWN = 200;

/** What people matched though no rule did, newest first: with whom, why, and what they left unexplained. */
export function forcedSection({ sources, forced }: RunBreaks): Markup {
  const count = sources.reduce((sum, { matches_by_force: matches }) => sum + matches, 0);
  if (count === 0) return NOTHING;
  const shown = forced.slice(0, MOST_SHOWN);
  const listed = shown.length < count ? `, of which the ${number(shown.length)} newest are listed` : '';
  return markup`<h3>Matched by force</h3>
    <p class="note">${number(count)} ${count === 1 ? 'match' : 'matches'}${listed}. A difference that was accepted is open no more.</p>
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">When (UTC)</th>
          <th scope="col">Book</th>
          <th scope="col">Source</th>
          <th class="number" scope="col">Ledger</th>
          <th class="number" scope="col">Statement</th>
          <th class="number" scope="col">Difference</th>
          <th scope="col">Proposed by</th>
          <th scope="col">Approved by</th>
          <th scope="col">Reason</th>
          <th scope="col">Match</th>
        </tr>
      </thead>
      <tbody>${shown.map(matchRow)}</tbody>
    </table>`;
}

const matchRow = (row: ForcedMatch): Markup =>
  markup`<tr>
    <td class="day" data-is="when">${row.recorded_at.slice(0, 16).replace('T', ' ')}</td>
    <td data-is="book"><bdi>${row.book}</bdi></td>
    <td data-is="source"><bdi>${row.source}</bdi></td>
    <td class="number" data-is="ledger">${money(row.items_amount, row.currency)}</td>
    <td class="number" data-is="statement">${money(row.lines_amount, row.currency)}</td>
    <td class="number" data-is="difference">${row.difference === '0' ? 'none' : money(row.difference, row.currency)}</td>
    <td data-is="proposed by"><bdi>${row.made_by}</bdi></td>
    <td data-is="approved by"><bdi>${row.approved_by}</bdi></td>
    <td data-is="reason"><bdi>${row.reason}</bdi></td>
    <td data-is="match"><span class="hash">${row.match}</span></td>
  </tr> `;
