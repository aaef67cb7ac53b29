import { ledgerEventRecord } from '@pacioli/contracts/ledger-event';
import { operationIdOf } from '@pacioli/contracts/operation-id';
import { randomBytes } from 'node:crypto';
import type {
  ReconciliationReport,
  ReconciliationRun,
  RunScope,
} from '@pacioli/contracts/reconciliation-report';
import type { OutgoingRecord, TopicRecord } from '@pacioli/contracts/topic-record';
import { ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { recordHash } from '@pacioli/kafka/record-hash';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { createTopics } from '@pacioli/kafka/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import type { Decided } from '@pacioli/ledger-core/ledger';
import { addDatedTotals } from '@pacioli/ledger-db/dated-totals';
import { installDatabase } from '@pacioli/ledger-db/install-database';
import { createLog } from '@pacioli/service/log';
import { Lease } from '../lease';
import { openLedgerDatabase, type LedgerDatabase } from '../ledger-database';
import { reconcile, type RunSettings } from './run';
import { decideAll, writtenRows, type Forgery } from './sound-book.testing';

/** Roles belong to the cluster, which all tests share. */
const ROLE_PASSWORD = 'rolepassword-dev-123';
export const PARTITIONS = 2;
const TABLES = [
  'outcome',
  'book',
  'closed_period',
  'account',
  'account_change',
  'journal_entry',
  'posting',
  'hold',
  'hold_change',
  'dated_total',
  'exchange',
  'fence',
];

/** A real database and a real topic for one test file, and a ledger that ledger-core decided from one into the other. */
export class ReconciliationStand {
  constructor(private readonly partitions = PARTITIONS) {}

  readonly prefix = `t${randomBytes(4).toString('hex')}-`;
  private readonly databaseName = `test_${this.prefix.slice(1, -1)}`;
  private readonly adminUrl = process.env['TEST_ADMIN_DATABASE_URL']!;
  readonly kafka: KafkaSettings = {
    brokers: process.env['TEST_KAFKA_BROKERS']!.split(','),
    clientId: 'test',
    log: createLog('test', 'silent'),
  };
  readonly topic = paymentEventsTopic(this.prefix);
  /** The decisions of each partition that are written. */
  private readonly decided = new Map<number, readonly Decided[]>();
  private readonly producer = new TransactionalProducer(this.kafka, `${this.prefix}test`);
  /** As a superuser, for whom the ledger's triggers are switched off. */
  admin!: LedgerDatabase;
  /** As the role of the service. */
  reconciler!: LedgerDatabase;

  async open(): Promise<void> {
    const { adminUrl, databaseName: database } = this;
    await installDatabase({ adminUrl, database, rolePassword: ROLE_PASSWORD });
    await createTopics(this.kafka, this.prefix, this.partitions);
    const { username, password } = new URL(adminUrl);
    this.admin = await this.connect(username, password);
    this.reconciler = await this.connect('pacioli_reconciler', ROLE_PASSWORD);
  }

  async close(): Promise<void> {
    await this.producer.close();
    await this.admin?.destroy();
    await this.reconciler?.destroy();
  }

  private connect(role: string, password: string): Promise<LedgerDatabase> {
    const url = new URL(this.adminUrl);
    Object.assign(url, { username: role, password, pathname: `/${this.databaseName}` });
    url.searchParams.set('options', '-c search_path=ledger');
    return openLedgerDatabase(url.href, this.prefix);
  }

  /** Publishes records in one transaction. */
  async publish(
    partition: number,
    records: readonly Pick<TopicRecord, 'key' | 'value' | 'headers'>[],
  ): Promise<void> {
    await this.send(
      records.map(({ key, value, headers }) => ({
        ...{ topic: this.topic, partition, key, value },
        headers: headers as OutgoingRecord['headers'],
      })),
    );
  }

  /**
   * Decides everything that the topic holds and was not decided yet, writes it as the ledger would, and keeps it for `restore`.
   * Before all of it are decided records that were invented: the topic does not hold them.
   */
  async decide(forge?: Forgery, invented: readonly TopicRecord[] = []): Promise<void> {
    const topic = await TopicReader.open(this.kafka, this.topic);
    try {
      for (const partition of topic.partitions()) {
        const lastStable = await settledEnd(topic, partition);
        const records: TopicRecord[] = [];
        for await (const some of topic.read(partition, 0n, lastStable)) records.push(...some);
        const before = this.decided.get(partition)?.length ?? 0;
        const last = records.at(-1);
        records.splice(before, 0, ...invented.filter((record) => record.partition === partition));
        const decided = decideAll(records, this.partitions, forge);
        this.decided.set(partition, decided);
        // An entry and its postings need each other at the end of the transaction.
        await this.admin.transaction((manager) =>
          write((text, parameters) => manager.query(text, parameters), decided.slice(before)),
        );
        const fence = [partition, lastStable, last?.offset ?? null, last ? recordHash(last) : null];
        await this.admin.query(
          `insert into fence values ($1, $2, $3, $4) on conflict (partition) do update
              set next_offset = excluded.next_offset, last_offset = excluded.last_offset, last_hash = excluded.last_hash`,
          fence,
        );
      }
    } finally {
      await topic.close();
    }
    for (const table of TABLES) {
      await this.admin.query(`drop table if exists saved_${table}`);
      await this.admin.query(`create table saved_${table} as table ${table}`);
      await this.admin.query(`alter table ${table} disable trigger all`);
    }
  }

  /** Writes what would have been decided instead of what was, as a superuser can, with all hashes; `restore` undoes it. */
  async forge(partition: number, forge: Forgery): Promise<void> {
    const topic = await TopicReader.open(this.kafka, this.topic);
    const records: TopicRecord[] = [];
    try {
      const end = await settledEnd(topic, partition);
      for await (const some of topic.read(partition, 0n, end)) records.push(...some);
    } finally {
      await topic.close();
    }
    for (const table of TABLES.filter((name) => name !== 'fence'))
      await this.admin.query(`delete from ${table}`);
    await write(
      (text, parameters) => this.admin.query(text, parameters),
      decideAll(records, this.partitions, forge),
    );
  }

  /** The events of what was decided in a partition, as the ledger tells it. */
  events(partition: number): OutgoingRecord[] {
    return (this.decided.get(partition) ?? []).map(({ decision }) => {
      const { request, number: sequence, offset: sourceOffset } = decision;
      return ledgerEventRecord(ledgerEventsTopic(this.prefix), {
        ...{ ...decision, sequence, sourceOffset, partition, requestType: request?.type ?? null },
        operationId: request && operationIdOf(decision.keyId, request.fingerprint),
        ...{ actorType: request?.actorType ?? null, actorId: request?.actorId ?? null },
        ...{ requestId: request?.requestId ?? null, traceparent: request?.traceparent ?? null },
      });
    });
  }

  /** Publishes records of any topic in one transaction, and waits until whoever reads what is committed sees them. */
  async send(records: readonly OutgoingRecord[]): Promise<void> {
    await this.producer.publish([...records]);
    for (const name of new Set(records.map(({ topic }) => topic))) {
      const written = new Set(
        records.filter(({ topic }) => topic === name).map(({ partition }) => partition),
      );
      const topic = await TopicReader.open(this.kafka, name);
      try {
        for (const partition of written) await settledEnd(topic, partition);
      } finally {
        await topic.close();
      }
    }
  }

  /** Undoes whatever was tampered with. */
  async restore(): Promise<void> {
    for (const table of TABLES) {
      await this.admin.query(`delete from ${table}`);
      await this.admin.query(`insert into ${table} table saved_${table}`);
    }
  }

  /** For runs that have threads, as services have with more than one core. */
  get threads(): { threadsDatabaseUrl: string } {
    return { threadsDatabaseUrl: (this.reconciler.options as { url: string }).url };
  }

  /** Runs once, all in this thread. */
  async reconcile(scope: RunScope = 'full'): Promise<ReconciliationReport[]> {
    return (await this.run(scope)).reports;
  }

  async run(
    scope: RunScope,
    threads: Pick<RunSettings, 'threadsDatabaseUrl'> = {},
    signal = new AbortController().signal,
  ): Promise<ReconciliationRun> {
    const lease = await Lease.take(this.reconciler);
    if (!(lease instanceof Lease)) throw new Error(`${lease.holder} has the lease`);
    const settings = { database: this.reconciler, kafka: this.kafka, prefix: this.prefix, ...threads };
    try {
      return await reconcile(settings, scope, lease, signal);
    } finally {
      await lease.release();
    }
  }
}

/** The end of a partition, once the broker has settled every transaction in it: a commit is answered before. */
async function settledEnd(topic: TopicReader, partition: number): Promise<bigint> {
  for (;;) {
    const { lastStable, highWatermark } = await topic.range(partition);
    if (lastStable === highWatermark) return lastStable;
  }
}

type Query = (text: string, parameters: unknown[]) => Promise<unknown>;

/** The rows of decisions, as the ledger writes them. */
async function write(query: Query, decided: readonly Decided[]): Promise<void> {
  const rows = decided.map(writtenRows);
  const entries = rows.flatMap((written) => written.entries);
  const moment = (milliseconds: number) => new Date(milliseconds).toISOString();
  await insert(
    query,
    'book',
    decided.flatMap(({ decision: { openedBook, number, recordedAt } }) =>
      openedBook === null
        ? []
        : {
            ...{ id: openedBook.id, decision: number, name: openedBook.name },
            ...{ time_zone: openedBook.timeZone, created_at: moment(recordedAt) },
          },
    ),
  );
  await insert(
    query,
    'closed_period',
    rows.flatMap(({ periods }) =>
      periods.map((period) => ({
        ...period,
        ...{ starts_at: moment(period.startsAt), ends_at: moment(period.endsAt) },
        closed_at: moment(period.closedAt),
      })),
    ),
  );
  await insert(
    query,
    'account',
    rows.flatMap(({ account }) =>
      account === null
        ? []
        : {
            ...account,
            ...{ min_balance: account.minBalance, max_balance: account.maxBalance },
            created_at: moment(account.createdAt),
          },
    ),
  );
  await insert(
    query,
    'account_change',
    rows.flatMap(({ changes }) =>
      changes.map((change) => ({
        ...change,
        ...{ min_balance: change.minBalance, max_balance: change.maxBalance },
        changed_at: moment(change.changedAt),
      })),
    ),
  );
  await insert(
    query,
    'hold',
    rows.flatMap(({ holds }) =>
      holds.map((hold) => ({ ...hold, expires_at: hold.expiresAt === null ? null : moment(hold.expiresAt) })),
    ),
  );
  await insert(
    query,
    'hold_change',
    rows.flatMap(({ holdChanges }) => holdChanges),
  );
  await insert(
    query,
    'exchange',
    rows.flatMap(({ exchanges }) =>
      exchanges.map((exchange) => ({
        ...exchange,
        ...{ sold_currency: exchange.soldCurrency, bought_currency: exchange.boughtCurrency },
        rounded_off: exchange.roundedOff,
      })),
    ),
  );
  await insert(
    query,
    'journal_entry',
    entries.map(({ entry }) => ({
      ...entry,
      ...{ id: entry.id.slice(3), posting_count: entry.postingCount },
      ...{ recorded_at: moment(entry.recordedAt), effective_at: moment(entry.effectiveAt) },
    })),
  );
  await insert(
    query,
    'posting',
    entries.flatMap(({ postings }) =>
      postings.map(({ totals, ...posting }) => ({
        ...posting,
        ...{ debits_posted: totals.debitsPosted, credits_posted: totals.creditsPosted },
        ...{ debits_pending: totals.debitsPending, credits_pending: totals.creditsPending },
      })),
    ),
  );
  const dated = entries.filter(({ entry }) => entry.effectiveAt !== entry.recordedAt);
  if (dated.length > 0)
    await query(addDatedTotals(dated.map(({ entry: { book, number } }) => ({ book, entry: number }))), []);
  await insert(
    query,
    'outcome',
    rows.map(({ outcome }) => ({
      ...outcome,
      ...{ key_id: outcome.keyId, topic_offset: outcome.offset, idempotency_key: outcome.idempotencyKey },
      ...{ accepted_at: moment(outcome.acceptedAt), recorded_at: moment(outcome.recordedAt) },
      ...{ actor_type: outcome.actorType, actor_id: outcome.actorId, request_id: outcome.requestId },
      fingerprint: outcome.fingerprint && `\\x${outcome.fingerprint.toString('hex')}`,
      hash: `\\x${outcome.hash.toString('hex')}`,
    })),
  );
}

/** One statement a table: the trigger on posting wants all postings of an entry at once. */
async function insert(query: Query, table: string, rows: object[]): Promise<void> {
  const text = JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  await query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
    text,
  ]);
}
