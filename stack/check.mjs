import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { untidyInRepository } from './tidy.mjs';

/**
 * `npm run check`: everything that can be said about the code without running it. A line for each step as it ends,
 * what is wrong below it, and exit code 1 when anything is.
 */
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs a program of node_modules, and answers what it printed when it failed. */
const program = (name, ...parameters) =>
  new Promise((resolve, reject) => {
    const child = spawn(`node_modules/.bin/${name}`, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : output.trimEnd() || `${name} ended with ${code}`));
  });

// ESLint keeps no cache: what it finds in a file may hang on the types of another, or on the tags of a project.
const steps = [
  ['format', () => program('prettier', '--check', '--cache', '--log-level=warn', '.')],
  ['tidy', () => untidyInRepository().join('\n')],
  ['lint and boundaries', () => program('eslint', '--max-warnings=0', '.')],
  ['types', () => program('tsc', '--project', 'tsconfig.check.json')],
];

// Lint and types take nearly all of the time, and each is busy on one core.
const failed = await Promise.all(
  steps.map(async ([name, run]) => {
    const began = performance.now();
    const wrong = await run();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${wrong === '' ? 'ok    ' : 'FAILED'}  ${name.padEnd(20)} ${seconds.padStart(5)} s`);
    if (wrong !== '') console.log(`${wrong}\n`);
    return wrong !== '';
  }),
);
process.exitCode = failed.includes(true) ? 1 : 0;
