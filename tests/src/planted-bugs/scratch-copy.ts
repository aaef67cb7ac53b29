import { repository } from '@pacioli/stack/config';
import { lastLines, runCommand } from '@pacioli/stack/run-command';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plant, type PlantedBug } from './planted-bug';

/** Specs import the copy's own libraries, or a bug in one would not be seen by the other's. */
const JEST_CONFIG = `module.exports = {
  ...require('./jest.preset.js'),
  roots: ['<rootDir>'],
  testMatch: ['<rootDir>/*.spec.js'],
  testEnvironment: './until-one-fails.js',
  moduleNameMapper: { '^@pacioli/(contracts|ledger-core)/(.*)$': '<rootDir>/libs/$1/src/$2' },
};
`;
/** One test that fails is enough: those behind it are left out. */
const UNTIL_ONE_FAILS = `const { TestEnvironment } = require('jest-environment-node');
module.exports = class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.hasFailed = true;
    if (name === 'test_start' && this.hasFailed) test.mode = 'skip';
  }
};
`;
const LIBRARIES = ['ledger-core', 'contracts'] as const;
type Library = (typeof LIBRARIES)[number];
/** Properties take their time, and are asked only when nothing else has found anything. */
const KINDS = ['unit', 'prop'] as const;
/** Many times what the specs take: a bug may let them never end. */
const ENDS_WITHIN_MS = 600_000;

/** The pure libraries, with what their specs read, in a folder of their own: bugs are never planted in the clone itself. */
export class ScratchCopy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'pacioli-planted-'));

  constructor() {
    for (const path of [...LIBRARIES.map((library) => `libs/${library}`), 'docs', 'jest.preset.js'])
      cpSync(join(repository, path), join(this.folder, path), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'));
    writeFileSync(join(this.folder, 'jest.config.js'), JEST_CONFIG);
    writeFileSync(join(this.folder, 'until-one-fails.js'), UNTIL_ONE_FAILS);
    for (const library of LIBRARIES) for (const kind of KINDS) this.gather(library, kind);
  }

  /** The first test that fails while the bug is there, with its spec; undefined when none does. */
  async findBug(file: string, bug: PlantedBug): Promise<string | undefined> {
    const path = join(this.folder, 'libs', file);
    const sound = readFileSync(path, 'utf8');
    writeFileSync(path, plant(bug, sound));
    try {
      return await this.firstFailure(file.startsWith('contracts') ? LIBRARIES : ['ledger-core']);
    } finally {
      writeFileSync(path, sound);
    }
  }

  async firstFailure(libraries: readonly Library[] = LIBRARIES): Promise<string | undefined> {
    for (const kind of KINDS) {
      const failure = await this.firstFailureOf(libraries.map((library) => `${library}.${kind}.spec.js`));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** All specs of one kind in one: they are run so often that it matters how often their modules are loaded. */
  private gather(library: Library, kind: (typeof KINDS)[number]): void {
    const sources = `libs/${library}/src`;
    const specs = readdirSync(join(this.folder, sources)).filter((name) => name.endsWith(`.${kind}.spec.ts`));
    const all = specs.map((name) => `describe('${name}', () => { require('./${sources}/${name}'); });\n`);
    writeFileSync(join(this.folder, `${library}.${kind}.spec.js`), all.join(''));
  }

  private async firstFailureOf(specs: string[]): Promise<string | undefined> {
    const args = [require.resolve('jest/bin/jest'), '--runInBand', '--no-colors', ...specs];
    const options = { cwd: this.folder, withinMs: ENDS_WITHIN_MS };
    const { code, output } = await runCommand(process.execPath, args, options);
    if (code === 0) return undefined;
    const failure = /^ {2}● (.+)$/m.exec(output)?.[1];
    if (failure === undefined) throw new Error(`Jest gave no result:\n${lastLines(output)}`);
    return failure;
  }
}
