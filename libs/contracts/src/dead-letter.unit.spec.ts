import { deadLetterRecord, readDeadLetter, type DeadLetter } from './dead-letter';
import type { TopicRecord } from './topic-record';

const LETTER = {
  ...{ topic: 'payment-events', partition: 2, offset: 2n ** 53n + 1n, reason: 'body_invalid', detail: 'é' },
  ...{ key: null, value: Buffer.from([0xff]), headers: { odd: Buffer.from([0]), none: null } },
} satisfies DeadLetter;
/** As the topic gives back what was published. */
function stored(letter: DeadLetter & { topic: string }): TopicRecord {
  const { key, value, headers, partition } = deadLetterRecord('payment-events.dlq', letter);
  const sent = Object.entries(headers as Record<string, string | Buffer | null>);
  const bytes = sent.map(([name, one]) => [name, one === null ? null : Buffer.from(one)]);
  const all = Object.fromEntries(bytes) as TopicRecord['headers'];
  return { partition, offset: 0n, timestamp: 0, key: key as null, value: value as Buffer, headers: all };
}
const without = (name: string, record = stored(LETTER)): TopicRecord => ({
  ...record,
  headers: Object.fromEntries(Object.entries(record.headers).filter(([one]) => one !== name)),
});

describe('The record of a dead letter', () => {
  it('is read as what was laid aside', () => {
    expect(readDeadLetter(stored(LETTER))).toEqual(LETTER);
  });

  it('says where it stood itself, whatever the record said', () => {
    const headers = { ...LETTER.headers, dlq_offset: Buffer.from('1'), dlq_redrive_of: Buffer.from('2/1') };
    expect(readDeadLetter(stored({ ...LETTER, headers }))).toEqual({
      ...LETTER,
      headers: { ...LETTER.headers, dlq_redrive_of: Buffer.from('2/1') },
    });
  });

  it.each(['dlq_partition', 'dlq_offset', 'dlq_reason', 'dlq_detail'])(
    "is somebody else's without %s",
    (name) => {
      expect(readDeadLetter(without(name))).toBeUndefined();
    },
  );

  it('need not name its topic, as older ones do not', () => {
    expect(readDeadLetter(without('dlq_topic'))).toEqual({ ...LETTER, topic: undefined });
  });

  it("is somebody else's when it lies on another partition than it says, or at no offset", () => {
    expect(readDeadLetter({ ...stored(LETTER), partition: 3 })).toBeUndefined();
    const headers = { ...stored(LETTER).headers, dlq_offset: Buffer.from('-1') };
    expect(readDeadLetter({ ...stored(LETTER), headers })).toBeUndefined();
  });
});
