import { freePorts } from '@pacioli/stack/ports';
import { runProgram } from '@pacioli/stack/program';
import { stopSignal } from '@pacioli/stack/stop-signal';
import { Terminal } from '@pacioli/stack/terminal';
import { until } from '@pacioli/stack/until';
import { type Books, booksOn } from '../books';
import { openBooks } from '../drain';
import { type AdminConnection, connectTo, countOf } from '../ledger-counts';
import { databaseNames, forgetLeftovers, topicPrefix } from '../leftovers';
import { describeMachine } from '../machine';
import { cpuPerPayment, readMeter } from '../meter';
import { Product } from '../product';
import { Servers } from '../servers';
import type { System } from '../system';
import { CLIENTS, LARGEST_BATCH, postBatches } from './batches';
import { readGrowthOptions } from './options';
import { type Recorded, timeReads } from './past-reads';
import { growthTable, type Size } from './table';

/** What is posted to measure the cost of a posting: little beside the size, so that it is that of the size. */
const MEASURED = { transfers: 16_000, largest: 1_000 };
const SETTLED_WITHIN_MS = 600_000;
const POSTINGS = 2;
/** So many transfers take long enough for somebody to wonder. */
const LONG = 200_000;

/** What `npm run bench:growth` runs: fills a ledger, and measures at each size what a posting and a past balance cost. */
async function main(): Promise<number> {
  const { sizes } = readGrowthOptions(process.argv.slice(2));
  const terminal = new Terminal();
  const stopped = stopSignal();
  const servers = await terminal.step('Postgres and Kafka', () => Servers.start(terminal.say));
  try {
    const finished = await Promise.race([grow(sizes, servers, terminal), stopped]);
    return finished === undefined ? 0 : 130;
  } finally {
    await servers.stop();
  }
}

async function grow(sizes: readonly number[], servers: Servers, terminal: Terminal): Promise<void> {
  await forgetLeftovers(servers.infrastructure);
  const [api, ledger] = (await freePorts(2, 29_100)) as [number, number];
  const ports = { 'payment-api': api, 'ledger-service': ledger };
  const product = await Product.install(servers, databaseNames.product, topicPrefix(), ports, () => []);
  const books = booksOn(product.partitions);
  await terminal.step('1,000 accounts in a book on each partition', () => openBooks(product, books));
  const system = await terminal.step('payment-api and ledger-service', () => product.start());
  const database = await connectTo(servers.infrastructure.adminDatabaseUrl, databaseNames.product, 'ledger');
  const measured: Size[] = [];
  for (const size of sizes) {
    const filledPerSecond = await fill(size, system, books, database, terminal);
    const title = `What a posting and a past balance cost at ${size.toLocaleString('en-GB')} postings`;
    const costs = await terminal.step(title, () => measure(system, books, database, servers));
    measured.push({ ...costs, filledPerSecond });
  }
  await database.destroy();
  await product.close();
  await forgetLeftovers(servers.infrastructure);
  const command = ['npm run bench:growth', ...process.argv.slice(2)].join(' ');
  terminal.say(`\n${command}\n${describeMachine()}, ${CLIENTS} clients\n\n${growthTable(measured)}`);
}

/** Answers with how many postings a second it took. */
async function fill(
  size: number,
  system: System,
  books: Books,
  database: AdminConnection,
  terminal: Terminal,
): Promise<number> {
  const has = await countPostings(database);
  const transfers = Math.max(1, Math.ceil((size - has) / POSTINGS));
  const began = performance.now();
  let [posted, shown] = [0, 0];
  const tell = (more: number) => {
    posted += more;
    const tenths = Math.floor((10 * posted) / transfers);
    if (transfers > LONG && tenths > shown) terminal.say(`    ${tenths}0 %`);
    shown = tenths;
  };
  await terminal.step(`Growing to ${size.toLocaleString('en-GB')} postings`, () =>
    postBatches(system.port, books, transfers, LARGEST_BATCH, tell),
  );
  return (transfers * POSTINGS * 1_000) / (performance.now() - began);
}

async function measure(
  system: System,
  books: Books,
  database: AdminConnection,
  servers: Servers,
): Promise<Omit<Size, 'filledPerSecond'>> {
  // Nothing of what came before is to be paid for now: outcomes that are not published yet, and what PostgreSQL puts off.
  if (!(await until(() => system.isSettled(), { withinMs: SETTLED_WITHIN_MS, everyMs: 50 })))
    throw new Error('The ledger did not publish its outcomes');
  await database.query('vacuum analyze');
  await database.query('checkpoint');
  const postings = await countPostings(database);
  const dated = await countOf(
    database,
    'select 2 * count(*) as count from journal_entry where effective_at <> recorded_at',
  );
  const pids = {
    api: null,
    load: null,
    kafka: null,
    ledger: system.ledger.pid!,
    postgres: servers.pidOf('postgres'),
  };
  const before = readMeter(pids);
  await postBatches(system.port, books, MEASURED.transfers, MEASURED.largest);
  await until(() => system.isSettled(), { withinMs: SETTLED_WITHIN_MS, everyMs: 5 });
  const after = readMeter(pids);
  const added = MEASURED.transfers * POSTINGS;
  const { ledger, postgres } = cpuPerPayment(before, after, added);
  const bytes = await countOf(database, 'select pg_database_size(current_database()) as count');
  return {
    ...{ postings, dated, ledgerMicros: ledger, postgresMicros: postgres },
    postedPerSecond: (added * 1_000) / (after.at - before.at),
    bytesPerPosting: bytes / (postings + added),
    reads: await timeReads(system.port, books.names[0]!, await recordedIn(database, books.names[0]!)),
  };
}

/** Entries of two postings each are numbered without gaps, so nothing has to be counted. */
const countPostings = (database: AdminConnection): Promise<number> =>
  countOf(
    database,
    `select ${POSTINGS} * sum(newest.number) as count from book
      cross join lateral (select coalesce(max(number), 0) as number from journal_entry where book = book.id) newest`,
  );

async function recordedIn(database: AdminConnection, book: string): Promise<Recorded> {
  const [row] = await database.query<[{ first: Date; last: Date }]>(
    `select (select recorded_at from journal_entry where book = $1 order by number limit 1) as first,
            (select recorded_at from journal_entry where book = $1 order by number desc limit 1) as last`,
    [book],
  );
  return { from: row.first.getTime(), until: row.last.getTime() };
}

void runProgram(main);
