import { repository } from '@pacioli/stack/config';
import { runProgram } from '@pacioli/stack/program';
import { stopSignal } from '@pacioli/stack/stop-signal';
import { Terminal } from '@pacioli/stack/terminal';
import { renderTable } from '@pacioli/service/terminal-table';
import { partOf } from './campaign/campaign';
import { EvidenceFile } from './campaign/evidence-file';
import { isClean, recordOf, recordOfFailure } from './campaign/run-record';
import type { Invariant } from './checker/invariants';
import { ALL_FAULTS } from './faults/all';
import { CRASH_POINTS, type CrashPoint } from './faults/crash-points';
import { Installation } from './installation';
import { MUTANTS, type Mutant, type MutantName } from './mutants';
import { readOptions, type Options } from './options';
import { problemsOf, reportOf } from './report';
import { run, type Result } from './run';

/** What `npm run chaos` runs: an installation of its own is harmed while it works, and then everything is counted. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.faults === 'list') {
    for (const { name, impossible } of ALL_FAULTS) {
      const why = await impossible?.();
      console.log(why === undefined ? describe(name) : `${name} (can not be made here: ${why})`);
    }
    return 0;
  }
  const terminal = new Terminal();
  const givenUp = stopSignal().then(() => {
    isGivenUp = true;
    terminal.say('Stopping');
    return giveUp();
  });
  return await Promise.race([work(options, terminal), givenUp]);
}

function work(options: Options, terminal: Terminal): Promise<number> {
  if (options.mutants) return tryMutants(options, terminal);
  return options.campaign === undefined
    ? tryOnce(options, terminal)
    : tryAll(new EvidenceFile(options.campaign, repository), options, terminal);
}

/** Whoever presses Ctrl-C leaves nothing running, not even what is just being started. */
async function giveUp(): Promise<number> {
  await (await installation?.catch(() => undefined))?.close(false);
  return 130;
}

let installation: Promise<Installation> | undefined;
let isGivenUp = false;
const never = new Promise<never>(() => undefined);

async function tryOnce(options: Options, terminal: Terminal): Promise<number> {
  const result = await harm(options, terminal);
  terminal.say(`\n${reportOf(result, options)}`);
  return problemsOf(result).length === 0 ? 0 : 1;
}

/** Every run of a campaign that is not made yet. */
async function tryAll(file: EvidenceFile, options: Options, terminal: Terminal): Promise<number> {
  let isSound = true;
  for (const plan of partOf(options.part)) {
    if (file.holds(plan)) continue;
    const own = { ...options, ...plan };
    terminal.say(`\nSeed ${plan.seed}, ${plan.seconds} s of ${plan.faults}`);
    const record = await harm(own, terminal).then(
      (result) => {
        terminal.say(`\n${reportOf(result, own)}`);
        return recordOf(result, own, file.commit);
      },
      (error: Error) => {
        terminal.say(`The run failed: ${error.message}`);
        return recordOfFailure(error, own, file.commit);
      },
    );
    file.add(record);
    isSound &&= isClean(record);
  }
  file.writePage();
  return isSound ? 0 : 1;
}

/** Each bug has three seeds to be found with; what is none must break nothing in one. */
async function tryMutants(options: Options, terminal: Terminal): Promise<number> {
  const rows: string[][] = [];
  let isSound = true;
  for (const mutant of Object.keys(MUTANTS) as MutantName[]) {
    const isBug = MUTANTS[mutant].breaks.length > 0;
    let broken: Invariant[] = [];
    let { seed } = options;
    for (; broken.length === 0 && seed < options.seed + (isBug ? MOST_SEEDS : 1); seed += 1) {
      terminal.say(`\n${mutant}, seed ${seed}`);
      const result = await harm({ ...options, seed, mutant }, terminal);
      broken = isBug ? brokenBy(mutant, result) : anyBroken(result);
    }
    isSound &&= isBug === broken.length > 0;
    rows.push([mutant, broken.length === 0 ? 'broke nothing' : `broke ${broken.join(', ')}`, `${seed - 1}`]);
  }
  const columns = ['bug', 'checker', 'seed'].map((title) => ({ title, align: 'left' }) as const);
  terminal.say(`\n${renderTable(columns, rows)}`);
  return isSound ? 0 : 1;
}

const anyBroken = ({ violations }: Result): Invariant[] => [
  ...new Set(violations.map(({ invariant }) => invariant)),
];

/** The faults under which a bug shows, for as long as they need. */
function bringingOut(mutant: MutantName, { seconds }: Options): Pick<Options, 'faults' | 'seconds'> {
  const { faults, seconds: least = 0 }: Mutant = MUTANTS[mutant];
  return { faults, seconds: Math.max(seconds, least) };
}

/** Those of the invariants that a bug should break which it has broken. */
function brokenBy(mutant: MutantName, { violations }: Result): Invariant[] {
  const expected: readonly Invariant[] = MUTANTS[mutant].breaks;
  return expected.filter((one) => violations.some(({ invariant }) => invariant === one));
}

const MOST_SEEDS = 3;

/** What fails because everything is being ended is no failure, and what is found then is no result: nobody hears of it. */
async function harm(options: Options, terminal: Terminal): Promise<Result> {
  try {
    return await harmInstallation(options, terminal);
  } finally {
    if (isGivenUp) await never;
  }
}

async function harmInstallation(options: Options, terminal: Terminal): Promise<Result> {
  const { mutant } = options;
  installation = Installation.open(() => undefined);
  const opened = await terminal.step('Postgres and Kafka', () => installation!);
  try {
    await terminal.step('Two payment APIs and two ledgers', () => opened.start(mutant));
    return await run(
      opened,
      mutant === undefined ? options : { ...options, ...bringingOut(mutant, options) },
      terminal,
    );
  } finally {
    await opened.close(options.keep);
  }
}

function describe(name: string): string {
  const point = name.replace(/^crash /, '') as CrashPoint;
  return point in CRASH_POINTS ? `${name.padEnd(12)} ${CRASH_POINTS[point]}` : name;
}

void runProgram(main, 2);
