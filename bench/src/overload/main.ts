import { freePorts } from '@pacioli/stack/ports';
import { runProgram } from '@pacioli/stack/program';
import { stopSignal } from '@pacioli/stack/stop-signal';
import { Terminal } from '@pacioli/stack/terminal';
import { booksOn } from '../books';
import { openBooks } from '../drain';
import { databaseNames, forgetLeftovers, topicPrefix } from '../leftovers';
import { LoadGenerator } from '../load-generator';
import { describeMachine } from '../machine';
import { measure } from '../measurement';
import { Product } from '../product';
import { Servers } from '../servers';
import { failures } from './failures';
import { type OverloadOptions, readOverloadOptions } from './options';
import { overload } from './overload';
import { overloadTable } from './table';

const CLIENTS = 200;
const MEASURED_SECONDS = 8;

/** What `npm run bench:overload` runs: ten times the sustainable rate, and what became of it. Exit code 1 when that is bad. */
async function main(): Promise<number> {
  const options = readOverloadOptions(process.argv.slice(2));
  const terminal = new Terminal();
  const stopped = stopSignal();
  const servers = await terminal.step('Postgres and Kafka', () => Servers.start(terminal.say));
  const load = LoadGenerator.start();
  try {
    const run = overloaded(servers, load, terminal, options);
    const finished = await Promise.race([run, stopped]);
    return typeof finished === 'boolean' ? Number(!finished) : 130;
  } finally {
    load.stop();
    await servers.stop();
  }
}

/** Whether all was well. */
async function overloaded(
  servers: Servers,
  load: LoadGenerator,
  terminal: Terminal,
  { seconds, times, connections }: OverloadOptions,
): Promise<boolean> {
  await forgetLeftovers(servers.infrastructure);
  const [api, ledger] = (await freePorts(2, 29_100)) as [number, number];
  const ports = { 'payment-api': api, 'ledger-service': ledger };
  const product = await Product.install(servers, databaseNames.product, topicPrefix(), ports, () => []);
  const books = booksOn(product.partitions);
  await terminal.step('1,000 accounts in a book on each partition', () => openBooks(product, books));
  const system = await terminal.step('payment-api and ledger-service', () => product.start());
  const bench = { servers, load, books, profiler: null };
  const order = { system, mode: 'accepted', clients: CLIENTS } as const;
  // Not counted: code that is not compiled yet.
  await measure(bench, { ...order, seconds: 2 });
  const usual = await terminal.step('The sustainable rate', () =>
    measure(bench, { ...order, seconds: MEASURED_SECONDS }),
  );
  const sustainable = Math.min(usual.acceptedPerSecond, usual.postedPerSecond);
  const perSecond = Math.round(sustainable * times);
  const result = await terminal.step(`${perSecond} payments a second for ${seconds} s`, () =>
    overload(system, { books, perSecond, seconds, connections }),
  );
  await product.close();
  await forgetLeftovers(servers.infrastructure);
  const command = ['npm run bench:overload', ...process.argv.slice(2)].join(' ');
  terminal.say(`\n${command}\n${describeMachine()}\n\n${overloadTable(sustainable, result)}`);
  const wrong = failures(result, { sustainable, seconds, connections });
  for (const line of wrong) terminal.say(`FAILED  ${line}`);
  return wrong.length === 0;
}

void runProgram(main);
