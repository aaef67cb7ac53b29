import { freePorts } from '@pacioli/stack/ports';
import { runProgram } from '@pacioli/stack/program';
import { stopSignal } from '@pacioli/stack/stop-signal';
import { Terminal } from '@pacioli/stack/terminal';
import { until } from '@pacioli/stack/until';
import { type Books, booksOn } from '../books';
import { drain, fill, openBooks } from '../drain';
import { bareReadingSeconds } from '../floor/bare-reading';
import { LARGEST_BATCH, postBatches } from '../growth/batches';
import { connectTo, countOf, databaseUrl } from '../ledger-counts';
import { databaseNames, forgetLeftovers, topicPrefix } from '../leftovers';
import { describeMachine } from '../machine';
import { Product } from '../product';
import { Servers } from '../servers';
import { type ReconcileOptions, readReconcileOptions, SHAPES, type Shape } from './options';
import { type Proofs, proofsTable } from './table';
import { proveUnderLoad, underLoadTable } from './under-load';

const POSTINGS = 2;
/** What is new for an incremental run. */
const ADDED = 20_000;
const SETTLED_WITHIN_MS = 600_000;

/** What `npm run bench:reconcile` runs: fills ledgers, and measures how long it takes to prove them. */
async function main(): Promise<number> {
  const options = readReconcileOptions(process.argv.slice(2));
  const terminal = new Terminal();
  const stopped = stopSignal();
  const servers = await terminal.step('Postgres and Kafka', () => Servers.start(terminal.say));
  try {
    const finished = await Promise.race([measureAll(options, servers, terminal), stopped]);
    return finished === undefined ? 0 : 130;
  } finally {
    await servers.stop();
  }
}

async function measureAll(options: ReconcileOptions, servers: Servers, terminal: Terminal): Promise<void> {
  const proofs: Proofs[] = [];
  for (const shape of SHAPES)
    if (options[shape].length > 0) proofs.push(...(await measureShape(shape, options, servers, terminal)));
  const command = ['npm run bench:reconcile', ...process.argv.slice(2)].join(' ');
  terminal.say(`\n${command}\n${describeMachine()}\n\n${proofsTable(proofs)}`);
}

async function measureShape(
  shape: Shape,
  { [shape]: sizes, underLoad }: ReconcileOptions,
  servers: Servers,
  terminal: Terminal,
): Promise<Proofs[]> {
  await forgetLeftovers(servers.infrastructure);
  const [api, ledger] = (await freePorts(2, 29_100)) as [number, number];
  const ports = { 'payment-api': api, 'ledger-service': ledger };
  const product = await Product.install(servers, databaseNames.product, topicPrefix(), ports, () => []);
  const books = booksOn(product.partitions);
  await openBooks(product, books);
  const post = (postings: number) => POST[shape](product, servers, books, postings / POSTINGS);
  const proofs: Proofs[] = [];
  let has = 0;
  for (const size of sizes) {
    const title = (what: string) => `${what} ${size.toLocaleString('en-GB')} postings of ${shape}`;
    await terminal.step(title('Growing to'), () => post(size - has));
    proofs.push(await terminal.step(title('Proving'), () => measure(shape, size, product, servers, post)));
    has = size + ADDED;
  }
  if (underLoad > 0)
    terminal.say(`\n${underLoadTable(await proveUnderLoad(product, books, underLoad, terminal))}\n`);
  await product.close();
  await forgetLeftovers(servers.infrastructure);
  return proofs;
}

/** How so many transfers come into the ledger. */
const POST: Record<
  Shape,
  (product: Product, servers: Servers, books: Books, transfers: number) => Promise<unknown>
> = {
  singles: async (product, servers, books, transfers) => {
    await fill(product, books, transfers);
    await drain(product, servers, transfers, null);
  },
  batches: async (product, _, books, transfers) => {
    const system = await product.start();
    await postBatches(system.port, books, transfers, LARGEST_BATCH);
    if (!(await until(() => system.isSettled(), { withinMs: SETTLED_WITHIN_MS, everyMs: 50 })))
      throw new Error('The ledger did not publish its outcomes');
    await system.api.stop();
    await system.ledger.stop();
  },
};

async function measure(
  shape: Shape,
  postings: number,
  product: Product,
  { infrastructure: { adminDatabaseUrl } }: Servers,
  post: (postings: number) => Promise<unknown>,
): Promise<Proofs> {
  const database = await connectTo(adminDatabaseUrl, databaseNames.product, 'ledger');
  // What PostgreSQL puts off is not to be paid for by the proof.
  await database.query('vacuum analyze');
  await database.query('checkpoint');
  const has = await countOf(database, 'select count(*) as count from posting');
  if (has !== postings) throw new Error(`There are ${has} postings instead of ${postings}`);
  await database.destroy();
  const reading = await bareReadingSeconds(databaseUrl(adminDatabaseUrl, databaseNames.product));
  const full = await product.prove('full');
  const idle = await product.prove('incremental');
  await post(ADDED);
  const incremental = await product.prove('incremental');
  return {
    ...{ shape, postings, reading, full: full.seconds, peakMb: full.peakMb },
    ...{ idle: idle.seconds, added: ADDED, incremental: incremental.seconds },
  };
}

void runProgram(main);
