import 'reflect-metadata';
import { paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { isOfThisRelease, SCHEMA } from '@pacioli/ledger-db/install-database';
import {
  createNextSchema,
  NEXT_SCHEMA,
  refuseServices,
  switchSchemas,
} from '@pacioli/ledger-db/upgrade-database';
import { database } from '@pacioli/postgres/database';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { createLog } from '@pacioli/service/log';
import type { DataSource } from 'typeorm';
import { readUpgradeConfig } from '../config';
import { compareLedgers } from '../replay/canonical-dump';
import { replayPartition } from '../replay/replay-partition';
import { oldColumns } from './old-columns';

const PROGRESS_EVERY_MS = 2_000;
const BATCH = 1_000;

/**
 * Brings a ledger that an earlier release made to this one: the whole topic is decided again into a schema beside it, every
 * column that the ledger has is compared, and the two schemas change places. Nothing is changed before that, so it may be
 * stopped at any time and run again. Exit code: 0 when the ledger is of this release, 1 when the two differ, 2 when it could
 * not run.
 */
async function main(): Promise<number> {
  const { ADMIN_DATABASE_URL, DATABASE_NAME, KAFKA_BROKERS: brokers, ...config } = readUpgradeConfig();
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions } = config;
  const url = Object.assign(new URL(ADMIN_DATABASE_URL), { pathname: `/${DATABASE_NAME}` }).href;
  if (await isOfThisRelease(url)) {
    print(`The ledger in ${DATABASE_NAME} is of this release. Nothing is to be done.`);
    return 0;
  }
  await refuseServices(url);
  await createNextSchema(url);
  const open = (schema: string) =>
    database({ url, schema, applicationName: `${prefix}upgrade`, poolSize: partitions + 4 }).initialize();
  const [old, next] = [await open(SCHEMA), await open(NEXT_SCHEMA)];
  const kafka = { brokers, clientId: `${prefix}upgrade`, log: createLog('upgrade', 'silent') };
  const topic = await TopicReader.open(kafka, paymentEventsTopic(prefix));
  try {
    const decided = await decideAgain(old, next, topic, partitions);
    const snapshot = await Snapshot.open(next);
    const comparison = await compareAll(snapshot).finally(() => snapshot.close());
    const { rows, difference } = comparison;
    print(`${printed(decided)} records decided again, ${printed(rows)} rows compared.`);
    if (difference !== null) {
      print(
        `They differ, first in ${difference.table}:\n  ledger   ${difference.live}\n  by this release ${difference.replayed}`,
      );
      print(`Nothing was changed. What this release decides stands in the schema ${NEXT_SCHEMA}.`);
      return 1;
    }
  } finally {
    await topic.close();
    await next.destroy();
    await old.destroy();
  }
  const kept = await switchSchemas(url);
  print(`The ledger is of this release now. The old one is kept as the schema ${kept}.`);
  return 0;
}

async function decideAgain(
  old: DataSource,
  next: DataSource,
  topic: TopicReader,
  partitions: number,
): Promise<number> {
  const fences = await old.query<{ partition: number; next: bigint }[]>(
    'select partition, next_offset as next from fence where next_offset > 0 order by partition',
  );
  let decided = 0;
  const shown = setInterval(() => say(`${printed(decided)} records decided`), PROGRESS_EVERY_MS);
  const settings = {
    ...{ topic, into: next, partitions, batch: BATCH, signal: new AbortController().signal },
    onDecided: (records: number) => (decided += records),
  };
  try {
    await Promise.all(fences.map(({ partition, next: end }) => replayPartition(partition, end, settings)));
  } finally {
    clearInterval(shown);
  }
  return decided;
}

const compareAll = async (snapshot: Snapshot) =>
  compareLedgers(snapshot, snapshot, await oldColumns(snapshot, SCHEMA, NEXT_SCHEMA));

const printed = (count: number) => count.toLocaleString('en-GB');
const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (line: string) => void process.stderr.write(`${line}\n`);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say((error as Error).message);
    process.exit(2);
  },
);
