import { createLog } from '@pacioli/service/log';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import { openInstallation } from '@pacioli/stack/installation';
import {
  type ServiceSettings,
  assertBuilt,
  install,
  programOf,
  serviceEnvironment,
} from '@pacioli/stack/services';
import type { SupervisedProcess } from '@pacioli/stack/supervised-process';
import type { RunScope } from '@pacioli/contracts/reconciliation-report';
import { type AdminConnection, connectTo, countOf } from './ledger-counts';
import { proofRun } from './reconcile/proof-run';
import type { Servers } from './servers';
import type { System } from './system';

type Measured = 'payment-api' | 'ledger-service';

/** Entries are numbered without gaps in each book, so the highest numbers add up to how many there are. */
const posted = `select sum(newest.number) as count from book
  cross join lateral (select max(number) as number from journal_entry where book = book.id) newest`;

/** The services as `npm start` runs them, with a database and topics of this benchmark alone. */
export class Product {
  private constructor(
    private readonly servers: Servers,
    private readonly settings: ServiceSettings,
    private readonly connection: AdminConnection,
    /** What Node is told besides, to look into the services. */
    private readonly nodeOptions: (program: string) => string[],
  ) {}

  /** Makes the database and the topics. */
  static async install(
    servers: Servers,
    databaseName: string,
    prefix: string,
    ports: Record<Measured, number>,
    nodeOptions: (program: string) => string[],
  ): Promise<Product> {
    assertBuilt();
    const { infrastructure: addresses, dataDirectory, supervisor } = servers;
    const config = { ...servers.config, INSTALLATION_PREFIX: prefix };
    const installation = openInstallation(dataDirectory);
    // The reconciliation is not on the path of a payment, and does not run here.
    const settings = {
      addresses,
      databaseName,
      installation,
      config,
      ports: { ...ports, reconciliation: 0 },
    };
    await install(settings, supervisor.folders.log);
    const connection = await connectTo(addresses.adminDatabaseUrl, databaseName, 'ledger');
    return new Product(servers, settings, connection, nodeOptions);
  }

  get prefix(): string {
    return this.settings.config.INSTALLATION_PREFIX;
  }

  get partitions(): number {
    return this.settings.config.TOPIC_PARTITIONS;
  }

  /** Both services, for load by HTTP. */
  async start(): Promise<System> {
    const [ledger, api] = await Promise.all([
      this.startService('ledger-service'),
      this.startService('payment-api'),
    ]);
    return {
      ...{ name: 'product', port: this.settings.ports['payment-api'], api, ledger },
      posted: () => this.posted(),
      countPosted: () => this.countPosted(),
      isSettled: () => this.isPublished(),
    };
  }

  async startService(name: Measured): Promise<SupervisedProcess> {
    const readyUrl = `http://127.0.0.1:${this.settings.ports[name]}/health/ready`;
    const env = serviceEnvironment(name, this.settings);
    return await this.servers.run(
      { name, file: programOf(name, 'main.js'), env, readyUrl },
      this.nodeOptions(name),
    );
  }

  /** Proves the ledger by the command that operators use. */
  prove(scope: RunScope): Promise<{ seconds: number; peakMb: number }> {
    const env = serviceEnvironment('reconciliation', this.settings);
    return proofRun(programOf('reconciliation', 'reconcile.js'), env, scope);
  }

  /** Puts records into payment-events, as many in a Kafka transaction as it bears. */
  async publish(records: Iterable<OutgoingRecord>): Promise<void> {
    const brokers = this.servers.infrastructure.kafkaBrokers;
    const settings = { brokers, clientId: 'bench', log: createLog('bench', 'silent') };
    const producer = new TransactionalProducer(settings, `${this.prefix}bench`);
    let batch: OutgoingRecord[] = [];
    for (const record of records) {
      batch.push(record);
      if (batch.length < mostAtOnce) continue;
      await producer.publish(batch);
      batch = [];
    }
    if (batch.length > 0) await producer.publish(batch);
    await producer.close();
  }

  posted(): Promise<number> {
    return countOf(this.connection, posted);
  }

  countPosted(): Promise<number> {
    return countOf(this.connection, 'select count(*) from journal_entry');
  }

  /** Operations that are decided, refusals included. */
  countDecided(): Promise<number> {
    return countOf(this.connection, 'select count(*) from outcome');
  }

  /** Whether every outcome is in ledger-events. */
  async isPublished(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.settings.ports['ledger-service']}/metrics`);
    const lags = [...(await answer.text()).matchAll(/^ledger_publishing_lag_offsets\{.*\} (\d+)$/gm)];
    return lags.length === this.partitions && lags.every(([, lag]) => lag === '0');
  }

  async close(): Promise<void> {
    await this.connection.destroy();
  }
}

/** A transaction makes one record batch for each partition, which the topic lets grow to 16 MiB. */
const mostAtOnce = 10_000;
