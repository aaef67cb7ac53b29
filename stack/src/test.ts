import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from './test-count';
import { dataDirectoryOf, readConfig, repository } from './config';
import { runProgram } from './program';

/** What `npm test` runs: every test of the repository, or those that the arguments ask for, as Jest takes them. */
async function main(): Promise<number> {
  const folder = dataDirectoryOf(readConfig());
  const resultFile = join(folder, 'test-result.json');
  mkdirSync(folder, { recursive: true });
  rmSync(resultFile, { force: true });
  const code = await jest([
    '--config',
    'jest.config.js',
    '--json',
    '--outputFile',
    resultFile,
    ...process.argv.slice(2),
  ]);
  const { passed, failed } = countTests(
    existsSync(resultFile) ? readFileSync(resultFile, 'utf8') : null,
    code,
  );
  console.log(`${passed} passed, ${failed} failed`);
  return code;
}

function jest(args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const program = require.resolve('jest/bin/jest');
    const child = spawn(process.execPath, [program, ...args], { cwd: repository, stdio: 'inherit' });
    // Ctrl-C reaches Jest too, which then stops its servers: that is waited for.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

void runProgram(main);
