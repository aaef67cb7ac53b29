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
import { replayEnds, untilOf } from './replay-ends';
import { replayPartition } from './replay-partition';

const PROGRESS_EVERY_MS = 2_000;
const USAGE = `npm run replay -- --into <database> [--until <time>|<partition>-<offset>] [--batch 1000] [--json]
  --into    a database on the same server, made if it is not there; what was decided into it before stays, and is gone
            on from: name another one to decide everything anew
  --until   what was appended by 14:32 (today, UTC), by 2026-01-31T14:32:00Z, or up to a record: the ledger as it was then,
            which is not compared (pacioli diff does that)
  --batch   how many records are decided at once, which changes nothing
  --json    the answer as JSON
  --try     says what keeps it from being done, if anything does, and makes nothing
  --help    this`;

/**
 * Decides the whole of payment-events once more, into another database, and compares it with the ledger, row by row; or decides
 * it up to a time, and compares nothing. Exit code: 0 when they are equal, 1 when they differ, 2 when it could not run.
 */
async function main(args: string[]): Promise<number> {
  const { into, batch, until, json, help, isTry } = optionsOf(args);
  if (help) {
    print(USAGE);
    return 0;
  }
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
  const topic = await TopicReader.open(kafka, paymentEventsTopic(prefix));
  const snapshot = await Snapshot.open(live);
  let target: DataSource | undefined;
  try {
    await assertOurs(snapshot, into);
    const ends = await replayEnds(topic, await fencesOf(snapshot), until);
    if (isTry) return 0;
    target = await open(Object.assign(new URL(DATABASE_URL), { pathname: `/${into}` }).href);
    const before = await countOf(target);
    await assertNotBeyond(target, ends, into);
    let decided = 0;
    let progress = (): string => `${counted(decided)} records decided`;
    const shown = setInterval(() => say(progress()), PROGRESS_EVERY_MS);
    const settings = {
      ...{ topic, into: target, partitions, batch, signal: stopped.signal },
      onDecided: (records: number) => (decided += records),
    };
    try {
      await Promise.all([...ends].map(([partition, end]) => replayPartition(partition, end, settings)));
      if (until !== undefined) {
        const places = [...ends].map(([partition, end]) => `${partition}-${end}`);
        const told = { into, decided, kept: before, before: places };
        print(json ? jsonOf(told) : [...keptLines(before), decidedUntil(told)].join('\n'));
        return 0;
      }
      progress = () => `${counted(decided)} records decided; rows are compared`;
      const replayed = await Snapshot.open(target);
      const comparison = await compareLedgers(snapshot, replayed).finally(() => replayed.close());
      print(
        json
          ? jsonOf({ into, decided, kept: before, ...comparison })
          : described(comparison, decided, before),
      );
      return comparison.difference === null ? 0 : 1;
    } finally {
      clearInterval(shown);
    }
  } finally {
    await snapshot.close();
    await topic.close();
    await target?.destroy();
    await live.destroy();
  }
}

function optionsOf(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    into: text,
    until: text,
    batch: { ...text, default: '1000' },
    json: flag,
    help: flag,
    try: flag,
  };
  const { into = '', batch, until, json, help, try: isTry } = parseArgs({ args, options }).values;
  if (!help && (into === '' || !/^[1-9]\d{0,5}$/.test(batch))) throw new Error(USAGE);
  if (!help && !DATABASE_NAME.test(into))
    throw new Error(
      `${into} can be the name of no database here: give one such as replay_1, in small letters`,
    );
  return {
    ...{ into, help, isTry },
    batch: Number(batch),
    until: until === undefined ? until : untilOf(until, new Date()),
    json,
  };
}

/** What install takes for one, too. */
const DATABASE_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** A database that is there already and was not made for a ledger is somebody else's. */
async function assertOurs(snapshot: Snapshot, into: string): Promise<void> {
  const [found] = await snapshot.query<{ owner: string }>(
    'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
    [into],
  );
  if (found !== undefined && found.owner !== 'pacioli_owner')
    throw new Error(`The database ${into} is there already, and is no ledger: name another one`);
}

/** Where deciding goes on, of each partition of which anything was decided. */
async function fencesOf(snapshot: Pick<Snapshot, 'query'>): Promise<Map<number, bigint>> {
  const fences = await snapshot.query<{ partition: number; next: bigint }>(
    'select partition, next_offset as next from fence where next_offset > 0 order by partition',
  );
  return new Map(fences.map(({ partition, next }) => [partition, next]));
}

/** What was decided is never undone, so a database that has seen more can not show what was true before. */
async function assertNotBeyond(
  target: DataSource,
  ends: ReadonlyMap<number, bigint>,
  into: string,
): Promise<void> {
  const fences = await fencesOf({ query: (text) => target.query(text) });
  for (const [partition, next] of fences)
    if (next > (ends.get(partition) ?? 0n))
      throw new Error(
        `${into} was decided further than that, up to ${partition}-${next}: name another database`,
      );
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
  const lines = [
    ...keptLines(before),
    `${counted(decided)} records decided again, ${counted(rows)} rows compared`,
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

function decidedUntil({
  decided,
  into,
  before,
}: {
  decided: number;
  into: string;
  before: string[];
}): string {
  return `${counted(decided)} records decided again: ${into} is the ledger as it was before ${before.join(', ')}.`;
}

const keptLines = (before: number): string[] =>
  before === 0
    ? []
    : [`${counted(before)} decisions of an earlier replay were kept: another name begins anew`];

const counted = (count: number): string => count.toLocaleString('en-GB');

const jsonOf = (answer: object): string => JSON.stringify(answer, null, 2);

const print = (text: string) => void process.stdout.write(`${text}\n`);

const say = (line: string) => void process.stderr.write(`${line}\n`);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say((error as Error).message);
    process.exit(2);
  },
);
