import { partitionOf, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { OutgoingRecord } from '@pacioli/contracts/topic-record';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TransactionalProducer } from '@pacioli/kafka/transactional-producer';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';

const HEADERS = {
  ...{ ce_type: 'transfer.requested.v1', ce_id: 'op_x', ce_source: 'poison', ce_rules: '1' },
  ...{ ce_idempotencykey: 'poison', ce_authtype: 'nobody' },
};

/** What others may write into the topic, and no release will ever be able to decide. */
const KINDS: readonly Pick<OutgoingRecord, 'value' | 'headers'>[] = [
  { value: '{"amount"', headers: HEADERS },
  { value: '{"amount":5}', headers: HEADERS },
  { value: '{}', headers: {} },
  { value: null, headers: HEADERS },
  { value: Buffer.from([0xff, 0xfe, 0x00]), headers: HEADERS },
  {
    value: '{"amount":"1","credit":"assets:psp","currency":"GBP","debit":"income:fees"}',
    headers: { ...HEADERS, ce_id: `op_${'0'.repeat(32)}_00000000` },
  },
];

/** Puts a poisoned record into a book now and then. Whether it arrived does not matter: what did is found in the topic. */
export async function poison(
  { kafka, books, random }: { kafka: KafkaSettings; books: readonly string[]; random: Random },
  partitions: number,
  stopped: AbortSignal,
): Promise<void> {
  const producer = new TransactionalProducer(kafka, 'chaos-poison');
  while (!stopped.aborted) {
    await pause(300 + random.below(700), undefined, { signal: stopped }).catch(() => undefined);
    const book = random.pick(books);
    const record = { ...random.pick(KINDS), topic: paymentEventsTopic(''), key: book };
    await producer.publish([{ ...record, partition: partitionOf(book, partitions) }]).catch(() => undefined);
  }
  await producer.close();
}
