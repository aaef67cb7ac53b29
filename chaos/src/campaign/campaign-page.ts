import { CRASH_POINTS } from '../faults/crash-points';
import { CAMPAIGN } from './campaign';
import { isClean, isRunOf, type RunRecord } from './run-record';

/** The page for people: what was tried of a commit, what came of it, and how often each fault was made. */
export function renderCampaign(records: readonly RunRecord[], commit: string): string {
  const own = records.filter((record) => record.commit === commit);
  const others = records.filter((record) => record.commit !== commit);
  const sections = Object.entries(CAMPAIGN).map(([title, plans]) => {
    const runs = plans.map((plan) => own.filter((record) => isRunOf(plan, record)));
    // A plan that was repeated after it had found something has found it all the same.
    const clean = runs.filter((tries) => tries.length > 0 && tries.every(isClean));
    return `## ${title}\n\n${clean.length} of ${runs.length} were made and nothing speaks against them.\n\n${runTable(runs.flat())}`;
  });
  return `# A campaign of faults

Made by \`npm run chaos:campaign\`, which writes this page and [the runs as JSON](campaign.jsonl); a run is repeated, with
the code of its commit, by \`npm run chaos -- --seed N --seconds S --faults F --clients C --between B\` with the values of its
line. What the faults are, and what must hold, is in [exactly-once.md](../exactly-once.md).
The runs that count are those of the commit ${commit}.

${sections.join('\n\n')}

## How often each fault was made

${faultTable(own)}
${problemList('What spoke against runs', own)}${problemList('What spoke against runs of other commits', others)}`;
}

/** Nothing that was found is left out of the page, whether it has been mended or not. */
function problemList(title: string, records: readonly RunRecord[]): string {
  const found = records.filter(({ problemCount }) => problemCount > 0);
  if (found.length === 0) return '';
  const lines = found.map(
    ({ seed, commit, problems }) => `- Seed ${seed} at ${commit}: ${problems.join('; ')}`,
  );
  return `\n## ${title}\n\n${lines.join('\n')}\n`;
}

function runTable(records: readonly RunRecord[]): string {
  const titles = [
    ...['seed', 'seconds', 'clients', 'between', 'faults', 'fired / planned', 'calls', 'attempts'],
    ...['ok', 'refused', 'denied', 'unknown', 'reads', 'problems', 'at rest after', 'not possible'],
  ];
  const rows = records.map((record) => {
    const made = Object.values(record.made);
    const { ok, refused, denied, unknown } = record.known;
    return [
      ...[record.seed, record.seconds, record.clients, record.between, record.faults],
      `${sum(made.map(({ fired }) => fired))} / ${sum(made.map(({ planned }) => planned))}`,
      ...[record.calls, record.attempts, ok, refused, denied, unknown, record.reads],
      record.problemCount,
      record.convergedAfter === null ? 'never' : `${record.convergedAfter.toFixed(1)} s`,
      record.impossible.join(', '),
    ];
  });
  return table(titles, rows);
}

function faultTable(records: readonly RunRecord[]): string {
  const names = [...new Set(records.flatMap(({ made }) => Object.keys(made)))].sort();
  const rows = names.map((name) => {
    const own = records.map(({ made }) => made[name] ?? { planned: 0, fired: 0 });
    return [
      name,
      sum(own.map(({ planned }) => planned)),
      sum(own.map(({ fired }) => fired)),
      CRASH_POINTS[name.replace(/^crash /, '') as keyof typeof CRASH_POINTS] ?? '',
    ];
  });
  return table(['fault', 'planned', 'fired', 'where'], rows);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const table = (titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
