import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceFile } from './evidence-file';
import type { RunRecord } from './run-record';

const PLAN = { seed: 1, seconds: 60, clients: 24, between: 2, faults: 'all' };
const clean = (commit: string): RunRecord => ({
  ...PLAN,
  ...{ commit, made: {}, impossible: [], calls: 1, attempts: 1, reads: 0 },
  known: { ok: 1, refused: 0, denied: 0, unknown: 0 },
  ...{ problems: [], problemCount: 0, convergedAfter: 1 },
});

describe('The file of a campaign', () => {
  let folder: string;
  let clone: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pacioli-'));
    clone = join(folder, 'clone');
    mkdirSync(join(clone, 'docs'), { recursive: true });
    git('init', '--quiet');
    change('ledger.ts', 'as it was');
    commitAll();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, stdio: 'pipe' });
  const change = (path: string, text: string) => writeFileSync(join(clone, path), text);
  const commitAll = () => {
    git('add', '--all');
    git(
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@example.com',
      'commit',
      '--quiet',
      '--message',
      'test',
    );
  };
  const open = () => new EvidenceFile(join(folder, 'campaign.jsonl'), clone);

  it('holds a clean run until the code is another, whatever becomes of the documents', () => {
    const file = open();
    expect(file.holds(PLAN)).toBe(false);
    change('docs/ledger.md', 'written meanwhile');
    change('README.md', 'written meanwhile');
    file.add(clean(file.commit));
    commitAll();
    expect(open().holds(PLAN)).toBe(true);
    change('ledger.ts', 'as it is now');
    commitAll();
    expect(open().holds(PLAN)).toBe(false);
  });

  it('does not hold a run that broke something', () => {
    const file = open();
    file.add({ ...clean(file.commit), problems: ['I4 is broken'], problemCount: 1 });
    expect(file.holds(PLAN)).toBe(false);
  });

  it.each(['ledger.ts', 'new.ts'])('is not opened while no commit has %s as it is', (path) => {
    change(path, 'not committed');
    expect(open).toThrow(new RegExp(`commit or undo first .*:\n.* ${path}$`));
  });

  it('is not opened where git knows of no commit', () => {
    rmSync(join(clone, '.git'), { recursive: true });
    expect(open).toThrow(/needs a clone that git can read: .*not a git repository/s);
  });

  it.each([
    ['committed', commitAll, /changed from \w+ to \w+ during the run, which is not recorded/],
    ['changed', () => undefined, /commit or undo first/],
  ])('takes no run during which the code was %s', (_what, commit, why) => {
    const file = open();
    change('ledger.ts', 'as it is now');
    commit();
    expect(() => file.add(clean(file.commit))).toThrow(why);
    expect(file.records()).toEqual([]);
  });
});
