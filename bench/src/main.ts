import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '@pacioli/stack/ports';
import { runProgram } from '@pacioli/stack/program';
import { stopSignal } from '@pacioli/stack/stop-signal';
import { Terminal } from '@pacioli/stack/terminal';
import { BareFloor } from './bare-floor';
import { type Books, booksOn } from './books';
import { type Comparison, compare } from './comparison';
import { type Drain, drain, fill, openBooks } from './drain';
import { databaseNames, forgetLeftovers, makeFloorDatabase, topicPrefix } from './leftovers';
import { LoadGenerator } from './load-generator';
import { describeMachine } from './machine';
import { type Mode, type Options, modes, readOptions } from './options';
import { usageOf } from './process-usage';
import { Product } from './product';
import { Profiler } from './profiler';
import { Servers } from './servers';
import type { System } from './system';
import { costTable, drainTable, memoryTable, speedTable } from './table';

/** What `npm run bench` runs: measures the product against the bare floor, and shows where the processor goes. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (process.platform !== 'linux') throw new Error('The benchmark reads /proc, so it runs on Linux alone.');
  const terminal = new Terminal();
  const stopped = stopSignal();
  const servers = await terminal.step('Postgres and Kafka', () => Servers.start(terminal.say));
  const load = LoadGenerator.start();
  try {
    const finished = await Promise.race([run(options, servers, load, terminal), stopped]);
    if (finished !== undefined) return 130;
    await forgetLeftovers(servers.infrastructure);
    return 0;
  } finally {
    load.stop();
    await servers.stop();
  }
}

interface Results {
  machine: string;
  command: string;
  drain: Drain | null;
  comparisons: Comparison[];
  memory: { when: string; mb: { api: number; ledger: number } }[];
}

async function run(
  options: Options,
  servers: Servers,
  load: LoadGenerator,
  terminal: Terminal,
): Promise<void> {
  const command = ['npm run bench', ...process.argv.slice(2)].join(' ');
  const results: Results = { machine: describeMachine(), command, drain: null, comparisons: [], memory: [] };
  const [apiPort, ledgerPort, floorPort, ...inspectorPorts] = (await freePorts(8, 29_100)) as [
    number,
    number,
    number,
  ];
  const profiles = join(servers.dataDirectory, 'profiles');
  const profiler = options.profile ? new Profiler(profiles, inspectorPorts, terminal.say) : null;
  const nodeOptions = (program: string): string[] => profiler?.nodeOptions(program) ?? [];
  const prefix = topicPrefix();

  await forgetLeftovers(servers.infrastructure);
  const ports = { 'payment-api': apiPort, 'ledger-service': ledgerPort };
  const product = await Product.install(servers, databaseNames.product, prefix, ports, nodeOptions);
  const books = booksOn(product.partitions);
  await terminal.step('1,000 accounts in a book on each partition', () => openBooks(product, books));

  if (options.only === undefined || options.only === 'drain') {
    results.drain = await drainFull(options, servers, product, books, profiler, terminal);
  }
  if (options.only !== 'drain') {
    await makeFloorDatabase(servers.infrastructure);
    const floor = await BareFloor.install(servers, databaseNames.floor, prefix, floorPort, nodeOptions);
    const system = await terminal.step('payment-api and ledger-service', () => product.start());
    results.memory.push({ when: 'idle, before any load', mb: memoryOf(system) });
    for (const mode of options.only === undefined ? modes : [options.only]) {
      const bench = { servers, load, books, profiler };
      results.comparisons.push(...(await compareIn(mode, options, bench, system, floor, terminal)));
    }
    results.memory.push({ when: 'after all load', mb: memoryOf(system) });
    await floor.close();
  }
  await product.close();
  terminal.say(`\n${render(results)}`);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, null, 2) + '\n');
}

async function drainFull(
  { payments }: Options,
  servers: Servers,
  product: Product,
  books: Books,
  profiler: Profiler | null,
  terminal: Terminal,
): Promise<Drain> {
  await terminal.step(`${payments} payments in the topic`, () => fill(product, books, payments));
  return await terminal.step('The ledger drains them', () => drain(product, servers, payments, profiler));
}

async function compareIn(
  mode: Mode,
  { clients, seconds, rounds }: Options,
  bench: Parameters<typeof compare>[0],
  product: System,
  bareFloor: BareFloor,
  terminal: Terminal,
): Promise<Comparison[]> {
  const floor = await bareFloor.start(mode);
  const comparisons = await compare(
    bench,
    { product, floor },
    { mode, clients, seconds, rounds },
    terminal.say,
  );
  await floor.api.stop();
  await floor.ledger.stop();
  return comparisons;
}

const memoryOf = ({ api, ledger }: System) => ({
  api: usageOf(api.pid!).memoryMb,
  ledger: usageOf(ledger.pid!).memoryMb,
});

function render({ machine, command, drain, comparisons, memory }: Results): string {
  const sections = modes.flatMap((mode) => {
    const own = comparisons.filter((comparison) => comparison.mode === mode);
    return own.length === 0 ? [] : [speedTable(mode, own), costTable(own)];
  });
  return [
    `${command}\n${machine}`,
    ...sections,
    ...(drain ? [drainTable(drain)] : []),
    ...(memory.length > 0 ? [memoryTable(memory)] : []),
  ].join('\n\n');
}

void runProgram(main);
