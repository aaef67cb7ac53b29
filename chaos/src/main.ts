import { runProgram } from '@pacioli/stack/program';
import { Terminal } from '@pacioli/stack/terminal';
import { ALL_FAULTS } from './faults/all';
import { CRASH_POINTS, type CrashPoint } from './faults/crash-points';
import { Installation } from './installation';
import { readOptions } from './options';
import { reportOf } from './report';
import { run } from './run';

/** What `npm run chaos` runs: an installation of its own is harmed while it works, and then everything is counted. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.faults === 'list') {
    for (const { name } of ALL_FAULTS) console.log(describe(name));
    return 0;
  }
  const terminal = new Terminal();
  const installation = await terminal.step('Postgres and Kafka', () => Installation.open(() => undefined));
  try {
    await terminal.step('Two payment APIs and two ledgers', () => installation.start());
    const result = await run(installation, options, terminal);
    const { text, isSound } = reportOf(result, options);
    terminal.say(`\n${text}`);
    return isSound ? 0 : 1;
  } finally {
    await installation.close(options.keep);
  }
}

function describe(name: string): string {
  const point = name.replace(/^crash /, '') as CrashPoint;
  return point in CRASH_POINTS ? `${name.padEnd(12)} ${CRASH_POINTS[point]}` : name;
}

void runProgram(main);
