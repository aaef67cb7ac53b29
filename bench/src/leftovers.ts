import type { Addresses } from '@pacioli/stack/infrastructure/environment';
import { deleteTopics } from './floor/topics';
import { connectTo } from './ledger-counts';

/** Each run begins with empty databases and topics: what an earlier one left would slow this one down, and fill the disk. */
export const databaseNames = { product: 'bench_product', floor: 'bench_floor' } as const;

const anyPrefix = 'bench-';

/** The topics of each run have names of their own, since a name is free again only some time after its topic is deleted. */
export const topicPrefix = (): string => `${anyPrefix}${Date.now().toString(36)}-`;

/** Removes the databases and topics of all runs. */
export async function forgetLeftovers({ adminDatabaseUrl, kafkaBrokers }: Addresses): Promise<void> {
  const admin = await connectTo(adminDatabaseUrl, 'postgres');
  for (const name of Object.values(databaseNames))
    await admin.query(`drop database if exists ${name} with (force)`);
  await admin.destroy();
  await deleteTopics(kafkaBrokers, anyPrefix);
}

export async function makeFloorDatabase({ adminDatabaseUrl }: Addresses): Promise<void> {
  const admin = await connectTo(adminDatabaseUrl, 'postgres');
  await admin.query(`create database ${databaseNames.floor}`);
  await admin.destroy();
}
