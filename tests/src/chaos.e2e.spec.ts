import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from '@pacioli/stack/config';
import { runCommand } from '@pacioli/stack/run-command';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A smoke of the fault suite: two seeds that hold, a bug that is found, and a campaign that is given up. */
describe('The fault suite', () => {
  const shared = dataDirectoryOf(readConfig());
  const data = join(shared, 'test-products', `chaos-${randomBytes(4).toString('hex')}`);

  beforeAll(() => {
    mkdirSync(data, { recursive: true });
    // The jars that the other tests have fetched.
    symlinkSync(join(shared, 'kafka'), join(data, 'kafka'));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const chaos = (...args: string[]) =>
    runCommand(process.execPath, ['chaos/dist/main.js', ...args], {
      cwd: repository,
      env: { ...inheritedEnvironment(), PACIOLI_DATA: data },
    });

  it.each(['1', '2'])(
    'breaks nothing with seed %s',
    async (seed) => {
      const { code, output } = await chaos('--seed', seed, '--seconds', '15');
      expect([code, output]).toEqual([0, expect.stringContaining('Every one of 14 invariants holds.')]);
    },
    300_000,
  );

  it('finds a bug that is planted, and names what it breaks', async () => {
    const { code, output } = await chaos(
      '--mutant',
      'offset committed before the database',
      '--seconds',
      '15',
    );
    expect([code, output]).toEqual([1, expect.stringMatching(/I4 is broken/)]);
  }, 300_000);

  it('keeps nothing of a run that was given up, though it fails when everything under it is ended', async () => {
    const file = join(data, 'campaign.jsonl');
    const child = spawn(process.execPath, ['chaos/dist/main.js', '--campaign', file], {
      cwd: repository,
      env: { ...inheritedEnvironment(), PACIOLI_DATA: data, GIT_DIR: committedAsItIs() },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text.toString();
        // The services are being started then, and can not all be ready before they are ended.
        if (output.includes('✓ Postgres and Kafka')) child.kill('SIGINT');
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, output]).toEqual([130, expect.stringMatching(/Stopping/)]);
    expect(output).not.toMatch(/The run failed|Seed 2,/);
    expect(existsSync(file)).toBe(false);
  }, 300_000);

  /** A repository of its own about this clone, in which nothing is left to be committed: a campaign asks for that. */
  function committedAsItIs(): string {
    const gitDirectory = join(data, '.git');
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: repository, env: { ...process.env, GIT_DIR: gitDirectory } });
    git('init', '--quiet');
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
    return gitDirectory;
  }
});
