import { randomUUID } from 'node:crypto';
import type { Check, ReconciliationReport } from '@pacioli/contracts/reconciliation-report';
import { paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { Findings } from './checks/findings';
import { checkDatedTotals } from './dated-totals';
import type { Lease } from './lease';
import type { LedgerDatabase } from './ledger-database';
import { LedgerPass } from './ledger-pass';
import { Progress } from './progress';
import { checkReversals } from './reversals';
import { ledgerStreams } from './journal';
import {
  insertReports,
  listBooks,
  listFences,
  listPartitionsOfOutcomes,
  type BookListing,
  type Fence,
} from './store';
import { matchPartition } from './topic-pass';

export interface RunSettings {
  readonly database: LedgerDatabase;
  readonly kafka: KafkaSettings;
  /** The installation prefix of the topics. */
  readonly prefix: string;
}

/**
 * Proves the ledger once: every book, every check, all from one snapshot of the database and the topic up to the fences of
 * that snapshot. Stores a report per book under the lease and returns them.
 * Throws LeaseLost when the lease was lost, and whatever keeps the run from reading; nothing is stored then.
 */
export async function reconcile(
  { database, kafka, prefix }: RunSettings,
  lease: Lease,
  signal: AbortSignal,
  progress = new Progress(),
): Promise<ReconciliationReport[]> {
  const startedAt = new Date();
  const stop = AbortSignal.any([lease.signal, signal]);
  const checks = await withSources(database, kafka, prefix, (snapshot, topic) =>
    checkAll(snapshot, topic, stop, progress),
  );
  const finishedAt = new Date();
  const reports = [...checks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([book, all]) => reportOf(book, all, startedAt, finishedAt));
  await lease.guard((query) => insertReports(query, lease.token, reports));
  return reports;
}

async function withSources<T>(
  database: LedgerDatabase,
  kafka: KafkaSettings,
  prefix: string,
  use: (snapshot: Snapshot, topic: TopicReader) => Promise<T>,
): Promise<T> {
  const topic = await openTopic(kafka, paymentEventsTopic(prefix));
  try {
    const snapshot = await Snapshot.open(database);
    try {
      return await use(snapshot, topic);
    } finally {
      await snapshot.close();
    }
  } finally {
    await topic.close();
  }
}

async function openTopic(kafka: KafkaSettings, name: string): Promise<TopicReader> {
  try {
    return await TopicReader.open(kafka, name);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`Topic ${name} at ${kafka.brokers.join(', ')} can not be read: ${why}`, { cause: error });
  }
}

/** The checks of every book, and of every partition under the name of what belongs to no book. */
async function checkAll(
  snapshot: Snapshot,
  topic: TopicReader,
  signal: AbortSignal,
  progress: Progress,
): Promise<Map<string, Check[]>> {
  const books = await listBooks(snapshot);
  const fences = await allFences(snapshot);
  progress.allBooks = books.length;
  progress.allRecords = fences.reduce((sum, { nextOffset }) => sum + Number(nextOffset), 0);

  const pass = new LedgerPass(ledgerStreams(snapshot), signal, progress);
  const checks = new Map<string, Check[]>();
  const checkLedger = async (listing: BookListing) => checks.set(listing.book, await pass.check(listing));
  for (const listing of books) {
    await checkLedger(listing);
    progress.books += 1;
  }

  const reversals = await checkReversals(snapshot);
  const dated = await checkDatedTotals(snapshot);
  const findings = new Map<string, Findings>();
  const findingsOf = (book: string) => {
    const known = findings.get(book) ?? new Findings('topic_against_ledger');
    findings.set(book, known);
    return known;
  };
  for (const fence of fences) await matchPartition({ snapshot, topic, signal }, fence, findingsOf, progress);

  // A book may be known to the topic alone, if all of its rows are gone.
  for (const book of findings.keys()) if (!checks.has(book)) await checkLedger({ book, opened: null });
  for (const [book, all] of checks) {
    const aside = [
      reversals.get(book) ?? new Findings('reversals_agree'),
      dated.get(book) ?? new Findings('dated_totals'),
      findingsOf(book),
    ];
    all.push(...aside.map((one) => one.check()));
  }
  return checks;
}

/** Every partition's fence; one that is missing though the partition has outcomes stands before all of them. */
async function allFences(snapshot: Snapshot): Promise<Fence[]> {
  const fences = new Map((await listFences(snapshot)).map((fence) => [fence.partition, fence]));
  for (const partition of await listPartitionsOfOutcomes(snapshot)) {
    if (!fences.has(partition)) {
      fences.set(partition, { partition, nextOffset: 0n, lastOffset: null, lastHash: null });
    }
  }
  return [...fences.values()];
}

function reportOf(book: string, checks: Check[], startedAt: Date, finishedAt: Date): ReconciliationReport {
  return {
    id: `rpt_${randomUUID().replaceAll('-', '')}`,
    book,
    status: checks.every(({ status }) => status === 'ok') ? 'ok' : 'failed',
    started_at: startedAt.toISOString(),
    finished_at: finishedAt.toISOString(),
    checks,
  };
}
