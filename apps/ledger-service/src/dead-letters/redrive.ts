import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import type { LaidAside } from './dead-letter-topic';
import { redrivesOf, settledEnds, verifyStoodHere } from './earlier-redrives';
import { placeOf } from './redriven-request';

/** Where the request stands in payment-events, and whether it was sent just now or earlier. */
export interface Redriven {
  readonly at: string;
  readonly sent: boolean;
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
  { letter, at }: LaidAside,
  request: OutgoingRecord,
  { kafka, prefix, paymentEvents }: { kafka: KafkaSettings; prefix: string; paymentEvents: TopicReader },
): Promise<Redriven> {
  const { partition, offset } = letter;
  const producer = new TransactionalProducer(kafka, redriveTransactionalId(prefix, partition));
  try {
    await producer.open();
    const ends = await settledEnds(paymentEvents);
    await verifyStoodHere(paymentEvents, letter);
    const earlier = await redrivesOf(paymentEvents, [{ partition, offset, at }], ends);
    const found = earlier.get(placeOf(letter));
    if (found !== undefined) return { at: found, sent: false };
    const [sentAt] = await producer.publish([request]);
    return { at: placeOf({ partition: request.partition, offset: sentAt! }), sent: true };
  } finally {
    await producer.close();
  }
}
