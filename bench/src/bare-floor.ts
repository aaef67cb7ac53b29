import { join } from 'node:path';
import { createFloorTopics } from './floor/topics';
import { floorSchema } from './floor/schema';
import { type AdminConnection, connectTo, countOf, databaseUrl } from './ledger-counts';
import type { Mode } from './options';
import type { Servers } from './servers';
import type { System } from './system';

/** The bare floor, on the same broker and database server as the product. */
export class BareFloor {
  private constructor(
    private readonly servers: Servers,
    private readonly environment: Record<string, string>,
    private readonly port: number,
    private readonly connection: AdminConnection,
    private readonly nodeOptions: (program: string) => string[],
  ) {}

  /** Makes its tables, in a database that is there, and its topics. */
  static async install(
    servers: Servers,
    databaseName: string,
    prefix: string,
    port: number,
    nodeOptions: (program: string) => string[],
  ): Promise<BareFloor> {
    const { kafkaBrokers, adminDatabaseUrl } = servers.infrastructure;
    const partitions = servers.config.TOPIC_PARTITIONS;
    await createFloorTopics(kafkaBrokers, prefix, partitions);
    const connection = await connectTo(adminDatabaseUrl, databaseName);
    await connection.query(floorSchema);
    const environment = {
      PORT: String(port),
      KAFKA_BROKERS: kafkaBrokers.join(','),
      DATABASE_URL: databaseUrl(adminDatabaseUrl, databaseName),
      TOPIC_PARTITIONS: String(partitions),
      FLOOR_PREFIX: prefix,
    };
    return new BareFloor(servers, environment, port, connection, nodeOptions);
  }

  async start(mode: Mode): Promise<System> {
    const program = (name: string, file: string, readyUrl: string | null) => {
      const env = { ...this.environment, FLOOR_MODE: mode };
      return this.servers.run(
        { name, file: join(__dirname, 'floor', file), env, readyUrl },
        this.nodeOptions(name),
      );
    };
    const ledger = await program('floor-ledger', 'ledger.js', null);
    const api = await program('floor-api', 'api.js', `http://127.0.0.1:${this.port}/ready`);
    return {
      ...{ name: 'floor', port: this.port, api, ledger },
      posted: () => countOf(this.connection, 'select sum(payments) as count from progress'),
      countPosted: () => countOf(this.connection, 'select count(*) from entry where leg = 1'),
      isSettled: () => Promise.resolve(true),
    };
  }

  async close(): Promise<void> {
    await this.connection.destroy();
  }
}
