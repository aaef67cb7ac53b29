import { REDRIVE_AFTER_HEADER } from '@pacioli/contracts/dead-letter';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import type { LaidAside } from './dead-letter-topic';
import { redrivesOf, settledEnds, verifyStoodHere, type Attempt } from './earlier-redrives';
import { cameToNothing, outcomeOf } from './redrive-outcome';
import { placeOf } from './redriven-request';

/** The attempt that was sent just now or earlier, or why none may be sent after the one that is named. */
export type Redriven =
  ({ readonly kind: 'sent' | 'already' } & Attempt) | { readonly kind: 'refused'; readonly detail: string };

interface Topics {
  readonly paymentEvents: TopicReader;
  readonly ledgerEvents: TopicReader;
}

export const redriveTransactionalId = (prefix: string, partition: number): string =>
  `${prefix}dlq-redrive-${partition}`;

/**
 * Sends the request of a dead letter, once, whoever else does the same and wherever an earlier attempt has died: taking
 * the transactional id fences whoever had it and ends what it left open, so what is not found in the topic after that
 * will not come any more. The id belongs to the dead letter's partition, whichever the request goes to.
 *
 * Throws when the topic is not the one on which the dead letter stood, and what a TransactionalProducer throws; the same again
 * tells then what became of it.
 */
export async function redrive(
  laidAside: LaidAside,
  request: OutgoingRecord,
  { kafka, prefix, ...topics }: { kafka: KafkaSettings; prefix: string } & Topics,
): Promise<Redriven> {
  const producer = new TransactionalProducer(
    kafka,
    redriveTransactionalId(prefix, laidAside.letter.partition),
  );
  try {
    await producer.open();
    const ends = await settledEnds(topics.paymentEvents);
    const hindrance = await hindranceOf(laidAside, request, topics, ends);
    if (hindrance !== undefined) return hindrance;
    const [offset] = await producer.publish([request]);
    const at = placeOf({ partition: request.partition, offset: offset! });
    return { kind: 'sent', at, operationId: request.headers['ce_id']!.toString() };
  } finally {
    await producer.close();
  }
}

/**
 * What keeps a request from being sent, as far as payment-events go to `ends`; undefined when it may be. Each attempt is sent
 * once: the first, and the one after each that came to nothing.
 */
export async function hindranceOf(
  { letter, at }: LaidAside,
  request: OutgoingRecord,
  { paymentEvents, ledgerEvents }: Topics,
  ends: ReadonlyMap<number, bigint>,
): Promise<Redriven | undefined> {
  await verifyStoodHere(paymentEvents, letter);
  const { partition, offset } = letter;
  const place = placeOf(letter);
  const attempts = (await redrivesOf(paymentEvents, [{ partition, offset, at }], ends)).get(place) ?? [];
  const after = request.headers[REDRIVE_AFTER_HEADER]?.toString();
  const before = attempts.findIndex((attempt) => attempt.at === after);
  const earlier = attempts[before];
  if (after !== undefined && earlier === undefined)
    return { kind: 'refused', detail: `${after} is no redrive of ${place}` };
  const already = attempts[before + 1];
  if (already !== undefined) return { kind: 'already', ...already };
  if (earlier === undefined) return undefined;
  const outcome = await outcomeOf(ledgerEvents, earlier, at);
  if (cameToNothing(outcome)) return undefined;
  const detail =
    outcome === undefined
      ? `what became of ${after} is not known before the ledger has published an outcome from there on`
      : `${after} was ${outcome}`;
  return { kind: 'refused', detail };
}
