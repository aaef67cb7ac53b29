import 'reflect-metadata';
import { paymentEventsTopic } from '@pacioli/contracts/topics';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { database } from '@pacioli/postgres/database';
import { Snapshot } from '@pacioli/postgres/snapshot';
import { createLog } from '@pacioli/service/log';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { readConfig } from '../config';
import { compareLedgers, type Comparison } from './canonical-dump';
import { replayPartition } from './replay-partition';

const PROGRESS_EVERY_MS = 2_000;
const USAGE = `npm run replay -- --into <database> [--batch 1000]
  --into    a database on the same server, made if it is not there; what was decided into it before stays, and is gone
            on from: name another one to decide everything anew
  --batch   how many records are decided at once, which changes nothing`;

/**
 * Decides the whole of payment-events once more, into another database, and compares it with the ledger, row by row.
 * Exit code: 0 when they are equal, 1 when they differ, 2 when it could not run.
 */
async function main(args: string[]): Promise<number> {
  const { into, batch } = optionsOf(args);
  const {
    DATABASE_URL,
    KAFKA_BROKERS: brokers,
    INSTALLATION_PREFIX: prefix,
    TOPIC_PARTITIONS: partitions,
  } = readConfig();
  if (new URL(DATABASE_URL).pathname === `/${into}`)
    throw new Error(`${into} is the ledger itself: name another database`);
  const kafka = { brokers, clientId: `${prefix}replay`, log: createLog('replay', 'silent') };
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stopped.abort(new Error(`Stopped by ${signal}; run it again to go on.`)));
  }
  const open = (url: string) =>
    database({ url, applicationName: `${prefix}replay`, poolSize: partitions + 4 }).initialize();
  const live = await open(DATABASE_URL);
  const target = await open(Object.assign(new URL(DATABASE_URL), { pathname: `/${into}` }).href);
  const topic = await TopicReader.open(kafka, paymentEventsTopic(prefix));
  const snapshot = await Snapshot.open(live);
  try {
    const fences = await snapshot.query<{ partition: number; next: bigint }>(
      'select partition, next_offset as next from fence where next_offset > 0 order by partition',
    );
    const before = await countOf(target);
    let decided = 0;
    const shown = setInterval(
      () => say(`${decided.toLocaleString('en-GB')} records decided`),
      PROGRESS_EVERY_MS,
    );
    const settings = {
      ...{ topic, into: target, partitions, batch, signal: stopped.signal },
      onDecided: (records: number) => (decided += records),
    };
    try {
      await Promise.all(fences.map(({ partition, next }) => replayPartition(partition, next, settings)));
    } finally {
      clearInterval(shown);
    }
    const replayed = await Snapshot.open(target);
    const comparison = await compareLedgers(snapshot, replayed).finally(() => replayed.close());
    process.stdout.write(`${described(comparison, decided, before)}\n`);
    return comparison.difference === null ? 0 : 1;
  } finally {
    await snapshot.close();
    await topic.close();
    await target.destroy();
    await live.destroy();
  }
}

function optionsOf(args: string[]): { into: string; batch: number } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { into: text, batch: { ...text, default: '1000' } } });
  const { into, batch } = values;
  if (into === undefined || !/^[1-9]\d{0,5}$/.test(batch)) throw new Error(USAGE);
  return { into, batch: Number(batch) };
}

async function countOf(target: DataSource): Promise<number> {
  const [{ count }] = await target.query<[{ count: number }]>(
    'select count(*)::integer as count from outcome',
  );
  return count;
}

function described(
  { digests: [live, replayed], rows, difference }: Comparison,
  decided: number,
  before: number,
): string {
  const kept = `${before.toLocaleString('en-GB')} decisions of an earlier replay were kept: another name begins anew`;
  const lines = [
    ...(before > 0 ? [kept] : []),
    `${decided.toLocaleString('en-GB')} records decided again, ${rows.toLocaleString('en-GB')} rows compared`,
    `ledger    ${live}`,
    `replayed  ${replayed}`,
  ];
  if (difference === null) return [...lines, 'The two are equal.'].join('\n');
  return [
    ...lines,
    `They differ, first in ${difference.table}:`,
    `  ledger    ${difference.live}`,
    `  replayed  ${difference.replayed}`,
  ].join('\n');
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say((error as Error).message);
    process.exit(2);
  },
);
