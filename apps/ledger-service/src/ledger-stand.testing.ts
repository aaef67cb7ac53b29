import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { paymentEventHeaders, type PaymentEventType } from '@pacioli/contracts/payment-event';
import type { OutgoingRecord, TopicRecord } from '@pacioli/contracts/topic-record';
import {
  deadLetterTopic,
  ledgerEventsTopic,
  partitionOf,
  paymentEventsTopic,
} from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import type { RecordBatch } from '@pacioli/kafka/partition-feed';
import { PartitionServer } from '@pacioli/kafka/partition-server';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { createTopics } from '@pacioli/kafka/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { installDatabase } from '@pacioli/ledger-db/install-database';
import { database } from '@pacioli/postgres/database';
import canonicalize from 'canonicalize';
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import type { DataSource } from 'typeorm';
import { OutcomeNotifier } from './outcome-notifier';
import { PartitionLedgers } from './partition-ledgers';

/** Roles belong to the cluster, which all tests share. */
const ROLE_PASSWORD = 'rolepassword-dev-123';
export const PARTITIONS = 2;

/** A real database and real topics for one test file, and the ledger's own code on them without its process. */
export class LedgerStand {
  readonly prefix = `t${randomBytes(4).toString('hex')}-`;
  private readonly databaseName = `test_${this.prefix.slice(1, -1)}`;
  private readonly adminUrl = process.env['TEST_ADMIN_DATABASE_URL']!;
  readonly kafka: KafkaSettings = {
    brokers: process.env['TEST_KAFKA_BROKERS']!.split(','),
    clientId: 'test',
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
  };
  readonly topic = paymentEventsTopic(this.prefix);
  readonly producer = new TransactionalProducer(this.kafka, `${this.prefix}test`);
  /** The ledger service's role. */
  writer!: DataSource;
  /** A superuser. */
  admin!: DataSource;
  reader!: TopicReader;

  async open(): Promise<void> {
    await installDatabase({
      adminUrl: this.adminUrl,
      database: this.databaseName,
      rolePassword: ROLE_PASSWORD,
    });
    await createTopics(this.kafka, this.prefix, PARTITIONS);
    this.writer = await this.connect('pacioli_ledger', ROLE_PASSWORD);
    const { username, password } = new URL(this.adminUrl);
    this.admin = await this.connect(username, decodeURIComponent(password));
    this.reader = await TopicReader.open(this.kafka, this.topic);
  }

  async close(): Promise<void> {
    await this.reader?.close();
    await this.producer.close();
    await this.writer?.destroy();
    await this.admin?.destroy();
  }

  /** What the programs that make a database read from their environment. */
  installEnvironment(): Record<string, string> {
    return {
      ...{ KAFKA_BROKERS: this.kafka.brokers.join(','), INSTALLATION_PREFIX: this.prefix },
      ...{ TOPIC_PARTITIONS: String(PARTITIONS), DATABASE_NAME: this.databaseName },
      ADMIN_DATABASE_URL: this.adminUrl,
    };
  }

  connect(role: string, password = ROLE_PASSWORD, databaseName = this.databaseName): Promise<DataSource> {
    const url = new URL(this.adminUrl);
    Object.assign(url, { username: role, password, pathname: `/${databaseName}` });
    return database({ url: url.href, applicationName: 'test', poolSize: 6, schema: 'ledger' }).initialize();
  }

  /** An empty database beside the same topics, as a backup from the first day would be restored. */
  async emptyDatabase(suffix: string): Promise<DataSource> {
    const name = `${this.databaseName}_${suffix}`;
    await installDatabase({ adminUrl: this.adminUrl, database: name, rolePassword: ROLE_PASSWORD });
    return this.connect('pacioli_ledger', ROLE_PASSWORD, name);
  }

  /** A superuser on such a database. */
  connectAdmin(suffix: string): Promise<DataSource> {
    const { username, password } = new URL(this.adminUrl);
    return this.connect(username, decodeURIComponent(password), `${this.databaseName}_${suffix}`);
  }

  ledgers(source = this.writer): PartitionLedgers {
    return new PartitionLedgers(source, this.kafka, this.prefix, PARTITIONS, new OutcomeNotifier(source));
  }

  /** Serves all partitions as the service does, without Nest around it. */
  async serve(ledgers: PartitionLedgers): Promise<PartitionServer> {
    const server = new PartitionServer({
      ...{
        kafka: this.kafka,
        groupId: `${this.prefix}ledger-service`,
        topic: this.topic,
        pattern: 'batches',
      },
      ...{ owner: ledgers, log: this.kafka.log },
      onFailed: (error) => {
        throw error;
      },
    });
    server.addHandler('batches', (batch: RecordBatch) => ledgers.handle(batch), true);
    await new Promise<void>((resolve, reject) =>
      server.listen((error?: unknown) => (error instanceof Error ? reject(error) : resolve())),
    );
    return server;
  }

  /** The name of a partition's database connection, and the transactional id of its publisher: the same in every process. */
  writerOf(partition: number): string {
    return `${partition} ledger ${this.prefix}`;
  }
  publisherOf(partition: number): string {
    return `${this.prefix}ledger-service-${this.topic}-${partition}`;
  }

  /** What was decided in a book, in order. */
  async codes(book: string): Promise<string[]> {
    const rows = await this.admin.query<{ code: string }[]>(
      'select coalesce(code, status::text) as code from outcome where book = $1 order by decision',
      [book],
    );
    return rows.map(({ code }) => code);
  }

  /** The numbers of a book's events in ledger-events, in the order of the topic. */
  async published(book: string, partition = 0): Promise<number[]> {
    const ids = (await this.ledgerEvents(partition)).map(({ headers }) => headers['ce_id']!.toString());
    return ids.filter((id) => id.startsWith(`${book}/`)).map((id) => Number(id.slice(book.length + 1)));
  }

  /** An event as the API would publish it. */
  event(type: PaymentEventType, book: string, key: string, body: object): OutgoingRecord {
    const value = canonicalize(body)!;
    const operationId = operationIdOf(keyIdOf('http', book, key), fingerprintOf(type, value));
    const headers = paymentEventHeaders(type, operationId, new Date(), {
      source: 'http',
      idempotencyKey: key,
      actorType: 'unauthenticated',
      actorId: null,
      requestId: `request-${key}`,
      traceparent: null,
    });
    return { topic: this.topic, partition: partitionOf(book, PARTITIONS), key: book, value, headers };
  }

  /** A book on a partition, with two accounts. */
  opening(book: string): OutgoingRecord[] {
    return [
      this.event('book.requested.v1', book, 'book', { id: book, name: book }),
      this.event('account.requested.v1', book, 'cash', { name: 'cash', type: 'asset', currency: 'GBP' }),
      this.event('account.requested.v1', book, 'owed', { name: 'owed', type: 'liability', currency: 'GBP' }),
    ];
  }

  transfer(book: string, key: string, amount = '100'): OutgoingRecord {
    return this.event('transfer.requested.v1', book, key, {
      debit: 'cash',
      credit: 'owed',
      amount,
      currency: 'GBP',
    });
  }

  /** In a book with its two accounts: four more, and a sale of pounds for euros, of which a residue remains. */
  exchanging(book: string): OutgoingRecord[] {
    const accounts = { euros: 'EUR', 'trading-gbp': 'GBP', 'trading-eur': 'EUR', rest: 'EUR' };
    return [
      ...Object.entries(accounts).map(([name, currency]) =>
        this.event('account.requested.v1', book, name, { name, type: 'equity', currency, min_balance: null }),
      ),
      this.event('fx-transfer.requested.v1', book, 'fx', {
        ...{ debit: 'euros', credit: 'cash', sold: '100', sold_currency: 'GBP', bought_currency: 'EUR' },
        ...{ rate: '1.1750', bought: '117', trading_sold: 'trading-gbp', trading_bought: 'trading-eur' },
        rounding: 'rest',
      }),
    ];
  }

  /** A name of a book that lies on a partition. */
  bookOn(partition: number, name = 'book'): string {
    for (let i = 0; ; i += 1)
      if (partitionOf(`${name}-${i}`, PARTITIONS) === partition) return `${name}-${i}`;
  }

  /** The end of a partition behind all that was published: a commit is answered before its records can be read. */
  async end(partition: number): Promise<bigint> {
    let { lastStable, highWatermark } = await this.reader.range(partition);
    while (lastStable < highWatermark) ({ lastStable, highWatermark } = await this.reader.range(partition));
    return lastStable;
  }

  /** Everything of a partition from an offset on, as one batch. */
  async batchFrom(partition: number, from: bigint) {
    const next = await this.end(partition);
    const records: TopicRecord[] = [];
    for await (const some of this.reader.read(partition, from, next)) records.push(...some);
    return { partition, next, records };
  }

  /** Takes a partition, decides all there is, and says up to where. */
  async decideAll(ledgers: PartitionLedgers, partition: number): Promise<bigint> {
    const from = await ledgers.take(partition, this.reader, () => undefined);
    const batch = await this.batchFrom(partition, from);
    await ledgers.handle(batch);
    return batch.next;
  }

  ledgerEvents(partition: number): Promise<TopicRecord[]> {
    return this.all(ledgerEventsTopic(this.prefix), partition);
  }

  deadLetters(partition: number): Promise<TopicRecord[]> {
    return this.all(deadLetterTopic(this.prefix), partition);
  }

  private async all(topic: string, partition: number): Promise<TopicRecord[]> {
    const reader = await TopicReader.open(this.kafka, topic);
    const { lastStable } = await reader.range(partition);
    const records: TopicRecord[] = [];
    for await (const some of reader.read(partition, 0n, lastStable)) records.push(...some);
    await reader.close();
    return records;
  }
}

/** Looks again until it is so; the test's own time limit ends a wait in vain. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
