import type { OutgoingRecord, TopicRecord } from './topic-record';

/** A record that can never be decided: where it stood and why, and its key, value and headers as they were. */
export interface DeadLetter extends Pick<TopicRecord, 'key' | 'value' | 'headers'> {
  /** Older dead letters do not name it: it is the payment-events of their installation. */
  readonly topic: string | undefined;
  readonly partition: number;
  readonly offset: bigint;
  readonly reason: string;
  readonly detail: string;
}

/** What is added to the headers of the record; whatever stood there under these names gives way. */
export const DEAD_LETTER_HEADERS = {
  topic: 'dlq_topic',
  partition: 'dlq_partition',
  offset: 'dlq_offset',
  reason: 'dlq_reason',
  detail: 'dlq_detail',
} as const;
const ADDED: ReadonlySet<string> = new Set(Object.values(DEAD_LETTER_HEADERS));

/** Ties a request that was sent again to its dead letter. */
export const REDRIVE_OF_HEADER = 'dlq_redrive_of';
/** Of a further redrive: the place of the one that came to nothing. */
export const REDRIVE_AFTER_HEADER = 'dlq_redrive_after';

/** The record of a dead letter, on the partition on which it stood. */
export function deadLetterRecord(topic: string, letter: DeadLetter & { topic: string }): OutgoingRecord {
  const { partition, key, value } = letter;
  return {
    ...{ topic, partition, key, value },
    headers: {
      // A header may be null, which is sent as it came.
      ...(letter.headers as Record<string, Buffer>),
      [DEAD_LETTER_HEADERS.topic]: letter.topic,
      [DEAD_LETTER_HEADERS.partition]: String(partition),
      [DEAD_LETTER_HEADERS.offset]: String(letter.offset),
      [DEAD_LETTER_HEADERS.reason]: letter.reason,
      [DEAD_LETTER_HEADERS.detail]: letter.detail,
    },
  };
}

/** Reads a record of the dead letter topic; undefined for what somebody else has written there. */
export function readDeadLetter({ partition, key, value, headers }: TopicRecord): DeadLetter | undefined {
  const all = Object.entries(headers);
  const text = (name: string) => all.find(([one]) => one === name)?.[1]?.toString();
  const offset = text(DEAD_LETTER_HEADERS.offset) ?? '';
  const topic = text(DEAD_LETTER_HEADERS.topic);
  const [reason, detail] = [text(DEAD_LETTER_HEADERS.reason), text(DEAD_LETTER_HEADERS.detail)];
  if (reason === undefined || detail === undefined) return undefined;
  if (text(DEAD_LETTER_HEADERS.partition) !== String(partition) || !/^\d{1,18}$/.test(offset))
    return undefined;
  const own = Object.fromEntries(all.filter(([name]) => !ADDED.has(name)));
  return { topic, partition, offset: BigInt(offset), reason, detail, key, value, headers: own };
}
