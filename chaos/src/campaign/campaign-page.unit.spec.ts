import { CAMPAIGN } from './campaign';
import { renderCampaign } from './campaign-page';
import type { RunPlan, RunRecord } from './run-record';

const [FIRST, SECOND] = CAMPAIGN['All faults'] as [RunPlan, RunPlan];
const clean = (plan: RunPlan, commit: string): RunRecord => ({
  ...plan,
  ...{ commit, made: { 'kill postgres': { planned: 3, fired: 3 } }, impossible: [] },
  ...{ calls: 1, attempts: 1, reads: 0, known: { ok: 1, refused: 0, denied: 0, unknown: 0 } },
  ...{ problems: [], problemCount: 0, convergedAfter: 1 },
});
const broken = (plan: RunPlan, commit: string, problem: string): RunRecord => ({
  ...clean(plan, commit),
  ...{ problems: [problem], problemCount: 1 },
});

describe('The page of a campaign', () => {
  it('claims and counts what was made of its commit, and nothing of another', () => {
    const page = renderCampaign(
      [clean(FIRST, 'bad0001'), broken(FIRST, 'bad0002', 'I4 is broken'), clean(SECOND, 'bad0002')],
      'bad0002',
    );
    expect(page).toContain('\n1 of 20 were made and nothing speaks against them.\n');
    expect(page).toContain('\n| kill postgres | 6 | 6 |');
    expect(page.match(/^\| 1 \| 60 \|/gm)).toHaveLength(1);
    expect(page).not.toContain('bad0001');
  });

  it('claims nothing of a plan that broke something once, though it was clean when it was repeated', () => {
    const page = renderCampaign(
      [broken(FIRST, 'bad0001', 'I4 is broken'), clean(FIRST, 'bad0001')],
      'bad0001',
    );
    expect(page).toContain('\n0 of 20 were made and nothing speaks against them.\n');
  });

  it('tells apart what was found of its commit and of others', () => {
    const page = renderCampaign(
      [broken(FIRST, 'bad0001', 'I4 is broken'), broken(SECOND, 'bad0002', 'I6 is broken')],
      'bad0002',
    );
    expect(page.slice(page.indexOf('## What spoke'))).toBe(`## What spoke against runs

- Seed 2 at bad0002: I6 is broken

## What spoke against runs of other commits

- Seed 1 at bad0001: I4 is broken
`);
  });
});
