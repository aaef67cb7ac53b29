import { deadLetterTopic, ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import { verifyTopics } from '@pacioli/kafka/topics';
import { OutcomeUnknown, ProducerFenced } from '@pacioli/kafka/transactional-producer';
import { createLog } from '@pacioli/service/log';
import { readFileSync } from 'node:fs';
import { readDeadLetterConfig } from '../config';
import {
  commandOf,
  USAGE,
  UsageError,
  type Command,
  type Position,
  type RedriveCommand,
} from './command-line';
import { deadLettersOf, findDeadLetter, type LaidAside } from './dead-letter-topic';
import { readableEnds, redrivesOf, type Attempt, type Place } from './earlier-redrives';
import { listed, listTable, shownLetter, shownRecord, type Listed } from './printed';
import { hindranceOf, redrive } from './redrive';
import { cameToNothing, LEFT_OUT, outcomeOf } from './redrive-outcome';
import { placeOf, redrivenRequest } from './redriven-request';

const DONE = 0;
const REFUSED = 1;
const COULD_NOT_RUN = 2;

interface Installation {
  readonly kafka: KafkaSettings;
  readonly prefix: string;
  readonly partitions: number;
  readonly deadLetters: TopicReader;
  readonly paymentEvents: TopicReader;
  readonly ledgerEvents: TopicReader;
}

/**
 * Lists and shows dead letters, and sends what one of them asks for again, as it was or corrected: whoever does that vouches
 * for the request. Exit code: 0 when it is done, 1 when it is refused, 2 when it could not run.
 */
async function main(args: string[]): Promise<number> {
  const command = commandOf(args);
  if (command === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const config = readDeadLetterConfig();
  const { INSTALLATION_PREFIX: prefix, TOPIC_PARTITIONS: partitions, KAFKA_BROKERS: brokers } = config;
  const kafka = { brokers, clientId: `${prefix}dlq`, log: createLog('dlq', 'silent') };
  // A book that is sent to another partition than its own would stop the ledger there.
  await verifyTopics(kafka, prefix, partitions);
  const deadLetters = await TopicReader.open(kafka, deadLetterTopic(prefix));
  const paymentEvents = await TopicReader.open(kafka, paymentEventsTopic(prefix));
  const ledgerEvents = await TopicReader.open(kafka, ledgerEventsTopic(prefix));
  try {
    return await run(command, { kafka, prefix, partitions, deadLetters, paymentEvents, ledgerEvents });
  } finally {
    await deadLetters.close();
    await paymentEvents.close();
    await ledgerEvents.close();
  }
}

async function run(command: Command, installation: Installation): Promise<number> {
  switch (command.name) {
    case 'list': {
      const rows = await list(installation);
      print(command.json ? JSON.stringify(rows, null, 2) : listTable(rows));
      return DONE;
    }
    case 'show':
      return withLetter(command.place, installation, async (laidAside) => {
        const attempts = await attemptsOf(laidAside, installation);
        print(shownLetter(laidAside, installation.paymentEvents.topic, attempts));
        return DONE;
      });
    case 'redrive':
      return withLetter(command.place, installation, (laidAside) => resend(laidAside, command, installation));
  }
}

async function list({ partitions, deadLetters, paymentEvents }: Installation): Promise<Listed[]> {
  const rows: Listed[] = [];
  const places: Place[] = [];
  for (const partition of deadLetters.partitions()) {
    for await (const laidAside of deadLettersOf(deadLetters, partition)) {
      // The bytes are let go of: all of them together may be large.
      rows.push(listed(laidAside, partitions));
      places.push({ partition, offset: laidAside.letter.offset, at: laidAside.at });
    }
  }
  const redriven = await redrivesOf(paymentEvents, places, await readableEnds(paymentEvents));
  return rows.map((row, at) => ({
    ...row,
    redriven: redriven.get(placeOf(places[at]!))?.at(-1)?.at ?? null,
  }));
}

async function withLetter(
  place: Position,
  { deadLetters }: Installation,
  use: (laidAside: LaidAside) => Promise<number>,
): Promise<number> {
  const laidAside = await findDeadLetter(deadLetters, place);
  if (laidAside !== undefined) return use(laidAside);
  say(
    `There is no dead letter ${placeOf(place)} in ${deadLetters.topic}: npm run dlq -- list shows them all.`,
  );
  return REFUSED;
}

/** Where each attempt stands, and what became of it; undefined when there was none. */
async function attemptsOf(laidAside: LaidAside, installation: Installation): Promise<string | undefined> {
  const { letter, at } = laidAside;
  const { partition, offset } = letter;
  const { paymentEvents } = installation;
  const ends = await readableEnds(paymentEvents);
  const attempts = (await redrivesOf(paymentEvents, [{ partition, offset, at }], ends)).get(placeOf(letter));
  const told: string[] = [];
  for (const attempt of attempts ?? [])
    told.push(`${attempt.at} (${inWords(await outcomeOf(installation.ledgerEvents, attempt, at))})`);
  return told.length === 0 ? undefined : told.join(', ');
}

const inWords = (outcome: string | undefined): string =>
  outcome === LEFT_OUT
    ? 'left out: its key had an outcome of another request already'
    : (outcome ?? 'no outcome yet');

async function resend(laidAside: LaidAside, command: RedriveCommand, installation: Installation) {
  const { key, headers, dryRun } = command;
  const value = command.value === undefined ? undefined : readFileSync(command.value);
  const after = command.after && placeOf(command.after);
  const { partitions, paymentEvents } = installation;
  const to = { topic: paymentEvents.topic, partitions };
  const request = redrivenRequest(laidAside.letter, { key, value, headers, after }, to);
  const place = placeOf(laidAside.letter);
  if (request.kind === 'refused') {
    say(`${place} is not sent: it could not be decided (${request.reason}): ${request.detail}`);
    return REFUSED;
  }
  const { record } = request;
  const redriven = dryRun
    ? await hindranceOf(laidAside, record, installation, await readableEnds(paymentEvents))
    : await redrive(laidAside, record, installation);
  if (redriven === undefined) {
    print([`${place} would be sent to partition ${record.partition}:`, ...shownRecord(record)].join('\n'));
    return DONE;
  }
  switch (redriven.kind) {
    case 'sent':
      print(`${place} is sent again as ${redriven.operationId}: it stands at ${redriven.at}.`);
      return DONE;
    case 'already':
      print(`${place} was redriven already: ${await standing(redriven, laidAside, installation)}`);
      return DONE;
    case 'refused':
      say(`${place} is not sent: ${redriven.detail}.`);
      return REFUSED;
  }
}

async function standing(
  attempt: Attempt,
  { at }: LaidAside,
  { ledgerEvents }: Installation,
): Promise<string> {
  const outcome = await outcomeOf(ledgerEvents, attempt, at);
  const stands = `it stands at ${attempt.at} (${inWords(outcome)}). Nothing is sent.`;
  return cameToNothing(outcome) ? `${stands} With --after ${attempt.at} another attempt is sent.` : stands;
}

function explained(error: Error): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  const again = 'Run the same again: it tells what became of it, and sends nothing twice.';
  if (error instanceof ProducerFenced)
    return `Somebody else redrives from this partition at this moment; nothing was sent. ${again}`;
  if (error instanceof OutcomeUnknown) return `${error.message}. ${again}`;
  return error.message;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (text: string) => void process.stderr.write(`${text}\n`);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(explained(error as Error));
    process.exitCode = COULD_NOT_RUN;
  },
);
