import { until } from '@pacioli/stack/until';
import { type Books, eventRecord, openingRecords, randomTransfer } from './books';
import { type PerProcess, cpuPerPayment, readMeter, shareOfOthers } from './meter';
import { peakMemoryMb } from './process-usage';
import type { Product } from './product';
import type { Profiler } from './profiler';
import type { Servers } from './servers';

/** The ledger alone, with a topic that was filled beforehand. */
export interface Drain {
  payments: number;
  /** From the first batch that was posted to the last. */
  postedPerSecond: number;
  /** The same until every outcome was in ledger-events too. */
  publishedPerSecond: number;
  cpuMicros: PerProcess<number>;
  /** Of the ledger, in megabytes. */
  peakMemoryMb: number;
  /** The share of the machine that other programs took; null where that is not known. */
  othersShare: number | null;
}

/** The processes that take part. */
export const drained = ['ledger', 'postgres', 'kafka'] as const;

const drainedWithinMs = 180_000;

/** Opens the books and their accounts. */
export async function openBooks(product: Product, books: Books): Promise<void> {
  const records = openingRecords(books, product.prefix, product.partitions);
  await product.publish(records);
  const ledger = await product.startService('ledger-service');
  await untilOrThrow(async () => (await product.countDecided()) === records.length, 'open the books');
  await ledger.stop();
}

/** Fills the topic with payments for these books. */
export async function fill(product: Product, books: Books, payments: number): Promise<void> {
  await product.publish(transfers(product, books, payments));
}

function* transfers({ prefix, partitions }: Product, books: Books, payments: number) {
  for (let n = 0; n < payments; n += 1) {
    const { book, body } = randomTransfer(books);
    yield eventRecord('transfer.requested.v1', book, body, prefix, partitions);
  }
}

/** Starts the ledger alone, lets it drain the topic, and stops it. Throws when it does not post exactly the payments. */
export async function drain(
  product: Product,
  servers: Servers,
  payments: number,
  profiler: Profiler | null,
): Promise<Drain> {
  const before = await product.countPosted();
  const ledger = await product.startService('ledger-service');
  const pid = ledger.pid!;
  const [postgres, kafka] = [servers.pidOf('postgres'), servers.pidOf('kafka')];
  const pids = { api: null, load: null, ledger: pid, postgres, kafka };
  profiler?.start([ledger.spec.name]);
  const read = async () => ({ posted: (await product.posted()) - before, ...readMeter(pids) });
  let first = await read();
  await untilOrThrow(async () => (first = await read()).posted > 0, 'begin to drain');
  await untilOrThrow(async () => (await product.posted()) - before >= payments, 'drain the topic');
  const posted = performance.now();
  await untilOrThrow(() => product.isPublished(), 'publish its outcomes');
  const published = performance.now();
  profiler?.stop('drain');
  await profiler?.written;
  const last = await read();
  const peak = peakMemoryMb(pid);
  await ledger.stop();
  const counted = (await product.countPosted()) - before;
  if (counted !== payments)
    throw new Error(`Of ${payments} payments in the topic the ledger posted ${counted}`);
  const left = payments - first.posted;
  return {
    payments,
    postedPerSecond: (left / (posted - first.at)) * 1000,
    publishedPerSecond: (left / (published - first.at)) * 1000,
    cpuMicros: cpuPerPayment(first, last, left),
    othersShare: shareOfOthers(first, last, drained),
    peakMemoryMb: peak,
  };
}

async function untilOrThrow(condition: () => Promise<boolean>, what: string): Promise<void> {
  if (await until(condition, { withinMs: drainedWithinMs, everyMs: 20 })) return;
  throw new Error(`The ledger did not ${what} within ${drainedWithinMs / 1000} s`);
}
