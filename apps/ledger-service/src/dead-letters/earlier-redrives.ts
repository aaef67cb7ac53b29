import { REDRIVE_AFTER_HEADER, REDRIVE_OF_HEADER, type DeadLetter } from '@pacioli/contracts/dead-letter';
import { decodePaymentEvent } from '@pacioli/contracts/payment-event';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { setTimeout as pause } from 'node:timers/promises';
import { placeOf } from './redriven-request';

/** Where a dead letter's record stood, and when it was laid aside. */
export type Place = Pick<DeadLetter, 'partition' | 'offset'> & { readonly at: number };

/** A redrive that was sent. */
export interface Attempt {
  /** Its place in payment-events. */
  readonly at: string;
  readonly operationId: string;
}

/** The broker's clock may be set back, and another broker's may differ: nothing that matters here differs by a day. */
export const CLOCKS_DIFFER_MS = 24 * 60 * 60 * 1_000;
/** The transactions of this product last no longer than 10 s, and the broker ends what is abandoned some seconds later. */
const SETTLED_WITHIN_MS = 60_000;

const FIRST = 'first';

/**
 * How dead letters were sent again before `ends`, by the place of each, in the order of the attempts. A corrected key may
 * have led to any partition, so all are read: the dead letter's own from its offset on, the others from the time at which it
 * was laid aside.
 */
export async function redrivesOf(
  paymentEvents: TopicReader,
  letters: readonly Place[],
  ends: ReadonlyMap<number, bigint>,
): Promise<Map<string, Attempt[]>> {
  /** By the dead letter, and by the attempt that it comes after. */
  const found = new Map(letters.map((letter) => [placeOf(letter), new Map<string, Attempt>()]));
  for (const [partition, end] of ends) {
    const from = await startOf(paymentEvents, partition, letters);
    for await (const records of paymentEvents.read(partition, from ?? end, end)) {
      for (const record of records) {
        const attempts = found.get(record.headers[REDRIVE_OF_HEADER]?.toString() ?? '');
        const after = record.headers[REDRIVE_AFTER_HEADER]?.toString() ?? FIRST;
        if (attempts === undefined || attempts.has(after)) continue;
        // Nothing is redriven that can not be decided, so this was written by somebody else.
        if (decodePaymentEvent(record).kind === 'dead_letter') continue;
        attempts.set(after, { at: placeOf(record), operationId: record.headers['ce_id']!.toString() });
      }
    }
  }
  return new Map([...found].map(([place, attempts]) => [place, inOrder(attempts)]));
}

function inOrder(attempts: ReadonlyMap<string, Attempt>): Attempt[] {
  const ordered: Attempt[] = [];
  for (let next = attempts.get(FIRST); next !== undefined; next = attempts.get(next.at)) ordered.push(next);
  return ordered;
}

/** The end of what can be read of each partition now; a transaction that is open may hide what was committed behind it. */
export async function readableEnds(paymentEvents: TopicReader): Promise<Map<number, bigint>> {
  const ends = new Map<number, bigint>();
  for (const partition of paymentEvents.partitions())
    ends.set(partition, (await paymentEvents.range(partition)).lastStable);
  return ends;
}

/** The end of each partition at this moment, once all before it is committed or aborted, so that nothing is hidden. */
export async function settledEnds(paymentEvents: TopicReader): Promise<Map<number, bigint>> {
  const ends = new Map<number, bigint>();
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (const partition of paymentEvents.partitions()) {
    const { highWatermark: end } = await paymentEvents.range(partition);
    while ((await paymentEvents.range(partition)).lastStable < end) {
      if (performance.now() > deadline)
        throw new Error(
          `Nothing was sent: an open transaction hides the end of partition ${partition} of ${paymentEvents.topic}. Try again.`,
        );
      await pause(50);
    }
    ends.set(partition, end);
  }
  return ends;
}

/**
 * Throws when the record of a dead letter is not where it stood. The topic was made anew then, or is another's, and whether the
 * request was sent before can not be found in it.
 */
export async function verifyStoodHere(paymentEvents: TopicReader, letter: DeadLetter): Promise<void> {
  const { partition, offset } = letter;
  const { lastStable } = await paymentEvents.range(partition);
  // Nothing is read beyond the end, where another topic may have it.
  const end = offset < lastStable ? offset + 1n : offset;
  for await (const records of paymentEvents.read(partition, offset, end))
    if (records.some(({ key, value }) => isSame(key, letter.key) && isSame(value, letter.value))) return;
  throw new Error(
    `Nothing was sent: ${paymentEvents.topic} is not the topic on which ${placeOf(letter)} stood. Was it made anew?`,
  );
}

const isSame = (one: Buffer | null, other: Buffer | null): boolean =>
  one === null || other === null ? one === other : one.equals(other);

async function startOf(
  paymentEvents: TopicReader,
  partition: number,
  letters: readonly Place[],
): Promise<bigint | undefined> {
  const starts = letters.filter((letter) => letter.partition === partition).map(({ offset }) => offset);
  const others = letters.filter((letter) => letter.partition !== partition).map(({ at }) => at);
  if (others.length > 0) {
    const since = others.reduce((least, at) => Math.min(least, at)) - CLOCKS_DIFFER_MS;
    starts.push(await paymentEvents.offsetSince(partition, since));
  }
  return starts.reduce<bigint | undefined>(
    (least, offset) => (least === undefined || offset < least ? offset : least),
    undefined,
  );
}
