import { dataDirectoryOf, inheritedEnvironment, readConfig, repository } from '@pacioli/stack/config';
import { runCommand } from '@pacioli/stack/run-command';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A smoke of the fault suite: two seeds that hold, and a bug that is found. */
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
      expect([code, output]).toEqual([0, expect.stringContaining('Every one of 13 invariants holds.')]);
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
});
