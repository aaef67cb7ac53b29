import { fingerprintOf, keyIdOf, operationIdOf } from '@pacioli/contracts/operation-id';
import { paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { createTopics } from '@pacioli/kafka/topics';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { installDatabase } from '@pacioli/ledger-db/install-database';
import { database } from '@pacioli/postgres/database';
import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { LedgerDatabase } from './ledger-database';
import type { Position } from './outcomes/position';
import type { Publication } from './publishing/publisher';

/** Roles belong to the cluster, which all tests share. */
const ROLE_PASSWORD = 'rolepassword-dev-123';
const PARTITIONS = 2;

/** A real database and real topics for one test file, on which the test itself decides in the ledger's place. */
export class LedgerStand {
  readonly log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  readonly prefix = `t${randomBytes(4).toString('hex')}-`;
  readonly kafka: KafkaSettings = {
    ...{ brokers: process.env['TEST_KAFKA_BROKERS']!.split(','), clientId: 'test', log: this.log },
  };
  /** As the API has it. */
  database!: LedgerDatabase;
  readonly topic = paymentEventsTopic(this.prefix);
  private readonly databaseName = `test_${this.prefix.slice(1, -1)}`;
  private readonly ends = new TransactionalProducer(this.kafka, `${this.prefix}ends`);
  private writer!: ReturnType<typeof database>;
  private reader!: TopicReader;
  private decisions = 0;

  async open(): Promise<void> {
    const adminUrl = process.env['TEST_ADMIN_DATABASE_URL']!;
    await installDatabase({ adminUrl, database: this.databaseName, rolePassword: ROLE_PASSWORD });
    await createTopics(this.kafka, this.prefix, PARTITIONS);
    this.database = await LedgerDatabase.open(this.urlOf('pacioli_api'), 'test', 12);
    this.writer = database({ url: this.urlOf('pacioli_ledger'), applicationName: 'test', poolSize: 1 });
    await this.writer.initialize();
    this.reader = await TopicReader.open(this.kafka, this.topic);
  }

  async close(): Promise<void> {
    await this.ends.close();
    await this.reader?.close();
    await this.writer?.destroy();
    await this.database?.onApplicationShutdown();
  }

  urlOf(role: string): string {
    const url = new URL(process.env['TEST_ADMIN_DATABASE_URL']!);
    Object.assign(url, { username: role, password: ROLE_PASSWORD, pathname: `/${this.databaseName}` });
    return url.href;
  }

  publication(key: string, { partition = 0, value = '{}', bytes = 100 } = {}): Publication {
    const keyId = keyIdOf('http', 'acme', key);
    const operationId = operationIdOf(keyId, fingerprintOf('transfer.requested.v1', value));
    return {
      operationId,
      keyId,
      bytes,
      record: { topic: this.topic, partition, key: 'acme', value, headers: {} },
    };
  }

  /**
   * The values of all records on a partition. A commit is answered before its records can be read, so this publishes a
   * record of its own and reads until it comes: what stands before it can be read then.
   */
  async published(partition = 0): Promise<string[]> {
    const end = randomBytes(8).toString('hex');
    const [offset] = await this.ends.publish([
      { topic: this.topic, partition, key: null, value: end, headers: {} },
    ]);
    while ((await this.reader.range(partition)).lastStable <= offset!) await setImmediate();
    const values: string[] = [];
    for await (const records of this.reader.read(partition, 0n, offset!)) {
      values.push(...records.map(({ value }) => value!.toString()));
    }
    return values;
  }

  /** Posts a publication: its outcome, and a fence past its position, in one database transaction. */
  async decide({ keyId, record }: Publication, { partition, offset }: Position): Promise<void> {
    this.decisions += 1;
    const fingerprint = fingerprintOf('transfer.requested.v1', record.value!);
    await this.writer.transaction(async (manager) => {
      await manager.query(
        `insert into outcome (key_id, book, decision, partition, topic_offset, accepted_at, recorded_at, type, fingerprint,
                              status, answer, hash)
         values ($1, 'acme', $2, $3, $4, now(), now(), 'transfer.requested.v1', $5, 'posted', $6, '')`,
        [keyId, this.decisions, partition, offset, fingerprint, `answer ${this.decisions}`],
      );
      await manager.query(
        `insert into fence (partition, next_offset) values ($1, $2)
         on conflict (partition) do update set next_offset = excluded.next_offset`,
        [partition, offset + 1n],
      );
    });
  }

  /** Writes rows in the ledger's place, by statements that have the same parameters, in one database transaction. */
  async write(statements: readonly string[], parameters: unknown[]): Promise<void> {
    await this.writer.transaction(async (manager) => {
      for (const statement of statements) await manager.query(statement, parameters);
    });
  }

  /** Says in the ledger's place that nothing is decided in a partition; null takes it back. */
  async stop(partition: number, why: string | null): Promise<void> {
    await this.writer.query(
      `insert into fence (partition, next_offset, stopped) values ($1, 0, $2)
       on conflict (partition) do update set stopped = excluded.stopped`,
      [partition, why],
    );
  }

  /** Says in the ledger's place that the topic was found to be the one that was decided from. */
  async verify(partition: number): Promise<void> {
    await this.writer.query('update fence set stopped = null, verified = verified + 1 where partition = $1', [
      partition,
    ]);
  }

  /** Ends the connections on which the API listens, and returns once it listens on another. */
  async loseListeners(): Promise<void> {
    const url = new URL(process.env['TEST_ADMIN_DATABASE_URL']!);
    url.pathname = `/${this.databaseName}`;
    const admin = await database({ url: url.href, applicationName: 'test', poolSize: 1 }).initialize();
    const listeners = `from pg_stat_activity where datname = current_database() and query like 'listen %'`;
    const [{ ended }] = await admin.query<[{ ended: number[] }]>(
      `select array_agg(pid) filter (where pg_terminate_backend(pid, 10000)) as ended ${listeners}`,
    );
    const isBack = () => admin.query<unknown[]>(`select ${listeners} and pid <> all ($1)`, [ended]);
    while ((await isBack()).length === 0) await setImmediate();
    await admin.destroy();
  }

  async notify(payload: string): Promise<void> {
    await this.writer.query(`select pg_notify('ledger_outcomes', $1)`, [payload]);
  }
}
