import { randomUUID } from 'node:crypto';
import type {
  ReconciliationReport,
  ReconciliationRun,
  ReportStatus,
  RunScope,
} from '@pacioli/contracts/reconciliation-report';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { NotStored, type Lease } from '../lease';
import type { LedgerDatabase } from '../ledger-database';
import { Progress } from './progress';
import { prove, type Proof, type Sources } from './prove';
import { insertRun, newestPartitions } from './runs-store';

export interface RunSettings {
  readonly database: LedgerDatabase;
  readonly kafka: KafkaSettings;
  /** The installation prefix of the topics. */
  readonly prefix: string;
  /** Where threads of their own find the database, in full runs; absent where all have one core. */
  readonly threadsDatabaseUrl?: string;
}

/**
 * Proves the ledger once, all from one snapshot of the database and the topic up to the fences of that snapshot: everything, or
 * what came since the newest run; where there is none, everything, too. Stores the run with a report for each book that it
 * looked at under the lease and returns it.
 * Throws LeaseLost when the lease was lost, RunNotStored when the database refused it, and whatever keeps the run from reading;
 * nothing is stored then.
 */
export async function reconcile(
  { database, kafka, prefix, threadsDatabaseUrl: databaseUrl }: RunSettings,
  asked: RunScope,
  lease: Lease,
  signal: AbortSignal,
  progress = new Progress(),
): Promise<ReconciliationRun> {
  const startedAt = new Date();
  lease.tell(progress);
  const stop = AbortSignal.any([lease.signal, signal]);
  return await withSources(database, kafka, prefix, async (opened) => {
    const newest = await newestPartitions(opened.snapshot);
    const scope = newest === undefined ? 'full' : asked;
    const { brokers } = kafka;
    const threads = databaseUrl === undefined ? null : { databaseUrl, brokers, prefix };
    const proof = await prove({ ...opened, threads, signal: stop, progress }, scope, newest ?? []);
    const run = runOf(scope, proof, startedAt);
    try {
      await lease.guard((query) => insertRun(query, lease.token, run, proof));
    } catch (error) {
      throw error instanceof NotStored ? new RunNotStored(run, error) : error;
    }
    return run;
  });
}

/** A run that the database refused to store, with what it found: that is true all the same. */
export class RunNotStored extends NotStored {
  override readonly name = 'RunNotStored';
  constructor(
    readonly run: ReconciliationRun,
    cause: NotStored,
  ) {
    super(cause.message, { cause });
  }
}

async function withSources<T>(
  database: LedgerDatabase,
  kafka: KafkaSettings,
  prefix: string,
  use: (opened: Pick<Sources, 'snapshot' | 'topic' | 'events'>) => Promise<T>,
): Promise<T> {
  const topic = await openTopic(kafka, paymentEventsTopic(prefix));
  const closing = [topic];
  try {
    const events = await openTopic(kafka, ledgerEventsTopic(prefix));
    closing.push(events);
    const snapshot = await Snapshot.open(database);
    try {
      return await use({ snapshot, topic, events });
    } finally {
      await snapshot.close();
    }
  } finally {
    await Promise.all(closing.map((reader) => reader.close()));
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

function runOf(scope: RunScope, { partitions, books }: Proof, startedAt: Date): ReconciliationRun {
  const id = newId('run');
  const times = { started_at: startedAt.toISOString(), finished_at: new Date().toISOString() };
  const reports = [...books]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([book, { checks, before, after }]): ReconciliationReport => ({
      ...{ id: newId('rpt'), book, run: id, scope },
      ...{ first_decision: (before.decision + 1n).toString(), last_decision: after.decision.toString() },
      ...{ status: statusOf(checks), ...times, checks },
    }));
  const isOk = statusOf(partitions) === 'ok' && statusOf(reports) === 'ok';
  return { id, scope, status: isOk ? 'ok' : 'failed', ...times, reports };
}

const statusOf = (parts: readonly { readonly status: ReportStatus }[]): ReportStatus =>
  parts.every(({ status }) => status === 'ok') ? 'ok' : 'failed';

const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;
