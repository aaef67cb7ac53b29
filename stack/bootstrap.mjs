/**
 * What `npm start`, `npm test`, `npm run check` and the other commands of package.json run first. It works on a
 * fresh clone, so it uses nothing but Node: it installs what is missing, builds, and then runs the program asked for.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const programs = {
  start: 'stack/dist/start.js',
  test: 'stack/dist/test.js',
  check: 'stack/check.mjs',
  bench: 'bench/dist/main.js',
  'bench:overload': 'bench/dist/overload/main.js',
  'bench:growth': 'bench/dist/growth/main.js',
  'bench:reconcile': 'bench/dist/reconcile/main.js',
  chaos: 'chaos/dist/main.js',
  mutants: 'tests/dist/planted-bugs/main.js',
  reconcile: 'stack/dist/reconcile.js',
  replay: 'stack/dist/replay.js',
  upgrade: 'stack/dist/upgrade.js',
  dlq: 'stack/dist/dlq.js',
  export: 'stack/dist/export.js',
  pacioli: 'stack/dist/pacioli.js',
};
const repository = dirname(dirname(fileURLToPath(import.meta.url)));

// Ctrl-C reaches the whole foreground group at once; this program only waits for the one it runs. The other
// signals come to this process alone, and are passed on.
let current = null;
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => current?.kill(signal));

// npm passes SIGTERM on to the shell between it and this program, and that shell ends without a word.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => process.ppid !== parent && current?.kill('SIGTERM'), 500).unref();
}

function run(command, parameters, stdio) {
  return new Promise((resolve, reject) => {
    current = spawn(command, parameters, { cwd: repository, stdio });
    let output = '';
    for (const stream of [current.stdout, current.stderr]) stream?.on('data', (text) => (output += text));
    current.once('error', reject);
    current.once('close', (code, signal) =>
      resolve({ code: code ?? 128 + constants.signals[signal], output }),
    );
  });
}

/**
 * Runs a command quietly with one line about how long it took; its output is shown when it fails, and all ends. Standard
 * output is the program's alone: it may be JSON that another program reads.
 */
async function step(title, command, ...parameters) {
  const began = performance.now();
  const { code, output } = await run(command, parameters, ['ignore', 'pipe', 'pipe']);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`  ${code === 0 ? '✓' : '✗'} ${title} (${seconds} s)`);
  if (code === 0) return;
  console.error(output);
  process.exit(code);
}

function assertNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  // ESM packages are loaded with require(): Node 20.19, 22.12, and all from 23 on can do that.
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23) return;
  console.error(
    `Pacioli needs Node 20.19 or newer (of 22: 22.12 or newer); this is ${process.versions.node}`,
  );
  process.exit(1);
}

/**
 * Installs the packages when there are none, or others than package-lock.json asks for. Not by `npm ci`: that
 * refuses a lock file without the binaries of every other platform, which not every registry has.
 */
async function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
  const marker = join(repository, 'node_modules', '.pacioli-install');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.error('Packages are installed, this once; it takes about a minute');
  await step('Packages', 'npm', 'install', '--no-save', '--no-audit', '--no-fund');
  writeFileSync(marker, wanted);
}

const [name, ...parameters] = process.argv.slice(2);
const program = programs[name];
if (program === undefined) {
  console.error(`There is no command ${name}; there are ${Object.keys(programs).join(', ')}`);
  process.exit(1);
}
assertNode();
await install();
// The check reads the sources alone.
if (name !== 'check') await step('Build', process.execPath, 'node_modules/typescript/bin/tsc', '--build');
const { code } = await run(process.execPath, [program, ...parameters], 'inherit');
process.exit(code);
