import { markup, Markup } from './markup';
import { counted, number } from './report-table';
import type { Day } from './run-report';

const WIDTH = 360;
const LEFT = 8;
const STEP = (WIDTH - 2 * LEFT) / 30;
const DURATIONS = { top: 16, height: 44 };
const PROBLEMS = { top: 84, height: 34 };
const SIGNS = 132;
const DATES = 150;

/** What the runs of the last thirty days said, as a picture and in words: a day that went wrong has a cross, whatever its colour. */
export function trendSection(days: readonly Day[]): Markup {
  const longest = Math.max(0, ...days.map(({ longest_ms }) => longest_ms));
  const most = Math.max(0, ...days.map(({ most_problems }) => most_problems));
  return markup`<h2>The last thirty days</h2>
    <svg
      class="trend"
      viewBox="0 0 ${WIDTH} ${DATES + 4}"
      role="img"
      aria-labelledby="trend-title trend-words"
    >
      <title id="trend-title">Runs of the last thirty days</title>
      <desc id="trend-words">${inWords(days)}</desc>
      <text x="${LEFT}" y="10">Longest run of the day, at most ${seconds(longest)}</text>
      ${bars(days, DURATIONS, 'bar', ({ longest_ms }) => longest_ms / longest)}
      <text x="${LEFT}" y="78">${most === 0 ? 'No problems' : `Most problems of a run, at most ${number(most)}`}</text>
      ${bars(days, PROBLEMS, 'wrong', ({ most_problems }) => most_problems / most)}
      ${days.map(sign)}
      ${days.filter((_, at) => at === 0 || at === days.length - 1).map((day, at) => dateLabel(day, at))}
    </svg>
    <p class="note">A dot: every run of the day passed. A cross: a run found problems. A dash: no run.</p>
    <details>
      <summary>The same as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th class="number" scope="col">Runs</th>
            <th class="number" scope="col">Failed</th>
            <th class="number" scope="col">Problems</th>
            <th class="number" scope="col">Longest</th>
          </tr>
        </thead>
        <tbody>
          ${days.map(dayRow)}
        </tbody>
      </table>
    </details>`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const middle = (at: number): number => LEFT + (at + 0.5) * STEP;

const rounded = (value: number): string => value.toFixed(1);

/** A value above nothing is seen, however small it is beside the others. */
function bars(
  days: readonly Day[],
  { top, height }: { readonly top: number; readonly height: number },
  kind: string,
  share: (day: Day) => number,
): Markup {
  const drawn = days.map((day, at) => {
    const tall = share(day) > 0 ? Math.max(1, share(day) * height) : 0;
    return markup`<rect
      class="${kind}"
      x="${rounded(middle(at) - 4)}"
      y="${rounded(top + height - tall)}"
      width="8"
      height="${rounded(tall)}"
    />`;
  });
  return markup`${drawn}<path class="axis" d="M${LEFT} ${top + height}H${WIDTH - LEFT}" />`;
}

function sign({ runs, failed_runs }: Day, at: number): Markup {
  const x = middle(at);
  if (runs === 0) return markup`<path class="axis" d="M${rounded(x - 2.5)} ${SIGNS}h5" />`;
  if (failed_runs === 0) return markup`<circle class="sound" cx="${rounded(x)}" cy="${SIGNS}" r="2.2" />`;
  return markup`<path class="cross" d="M${rounded(x - 3)} ${SIGNS - 3}l6 6m0 -6l-6 6" />`;
}

const dateLabel = ({ day }: Day, at: number): Markup =>
  at === 0
    ? markup`<text x="${LEFT}" y="${DATES}">${day}</text>`
    : markup`<text x="${WIDTH - LEFT}" y="${DATES}" text-anchor="end">${day}</text>`;

function inWords(days: readonly Day[]): string {
  const runs = days.reduce((sum, day) => sum + day.runs, 0);
  const wrong = days.filter(({ failed_runs }) => failed_runs > 0);
  const longest = Math.max(0, ...days.map(({ longest_ms }) => longest_ms));
  const found =
    wrong.length === 0
      ? 'none of them found problems'
      : `problems were found on ${wrong.map((day) => `${day.day} (${counted(day.most_problems, 'problem')})`).join(', ')}`;
  return `${counted(runs, 'run')}; ${found}; the longest took ${seconds(longest)}.`;
}

const dayRow = ({ day, runs, failed_runs, most_problems, longest_ms }: Day): Markup =>
  markup`<tr>
    <td>${day}</td>
    <td class="number">${number(runs)}</td>
    <td class="number">${failed_runs === 0 ? 'none' : `\u2717 ${number(failed_runs)}`}</td>
    <td class="number">${number(most_problems)}</td>
    <td class="number">${runs === 0 ? '' : seconds(longest_ms)}</td>
  </tr> `;
