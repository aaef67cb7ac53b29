import { deadLetterTopic, ledgerEventsTopic, paymentEventsTopic } from '@pacioli/contracts/topics';
import type { KafkaSettings } from '@pacioli/kafka/kafka-settings';
import { TopicReader } from '@pacioli/kafka/topic-reader';
import type { database } from '@pacioli/postgres/database';
import type { Evidence, TopicPartition, TopicRecord } from './evidence';

type Database = ReturnType<typeof database>;

const OUTCOMES = `
select book, decision, partition, topic_offset as "offset", source, idempotency_key as key, type, status::text, code, pointer, answer, entry
  from outcome order by partition, topic_offset`;
const ENTRIES = `
select book, number, decision, 'je_' || encode(uuid_send(id), 'hex') as id, kind::text, posting_count as "postingCount",
       (extract(epoch from effective_at) * 1000)::float8 as "effectiveAt"
  from journal_entry order by book, number`;
const POSTINGS = `
select book, account, version, entry, leg, layer::text, direction::text, amount, currency, debits_posted as debits,
       credits_posted as credits, debits_pending as "debitsPending", credits_pending as "creditsPending"
  from posting order by book, entry, leg`;
const HOLDS = `
select book, entry, decision, debit, credit, amount, currency, (extract(epoch from expires_at) * 1000)::float8 as "expiresAt"
  from hold order by book, entry`;
const HOLD_CHANGES = `
select book, hold, revision, decision, entry, captured, voided, expired from hold_change order by book, hold, revision`;
const EXCHANGES = `
select book, entry, decision, rate, sold, sold_currency as "soldCurrency", bought, bought_currency as "boughtCurrency", exact,
       rounded_off as "roundedOff", residue
  from exchange order by book, entry`;
const ACCOUNT_CHANGES = `
select book, account, revision, decision, status::text, min_balance as min, max_balance as max, reason
  from account_change order by book, account, revision`;
const CLOSED_PERIODS = `
select book, decision, period, (extract(epoch from starts_at) * 1000)::float8 as "startsAt",
       (extract(epoch from ends_at) * 1000)::float8 as "endsAt"
  from closed_period order by book, decision`;
const FENCES = `
select partition, next_offset as "nextOffset", last_offset as "lastOffset" from fence order by partition`;

/** Reads all there is. Nothing may be running that still writes. */
export async function readEvidence(
  source: Database,
  kafka: KafkaSettings,
  prefix: string,
): Promise<Evidence> {
  return {
    outcomes: await source.query(OUTCOMES),
    entries: await source.query(ENTRIES),
    postings: await source.query(POSTINGS),
    holds: await source.query(HOLDS),
    holdChanges: await source.query(HOLD_CHANGES),
    exchanges: await source.query(EXCHANGES),
    accountChanges: await source.query(ACCOUNT_CHANGES),
    closedPeriods: await source.query(CLOSED_PERIODS),
    fences: await source.query(FENCES),
    paymentEvents: await readTopic(kafka, paymentEventsTopic(prefix)),
    ledgerEvents: await readTopic(kafka, ledgerEventsTopic(prefix)),
    deadLetters: await readTopic(kafka, deadLetterTopic(prefix)),
  };
}

async function readTopic(kafka: KafkaSettings, topic: string): Promise<TopicPartition[]> {
  const reader = await TopicReader.open(kafka, topic);
  try {
    const partitions: TopicPartition[] = [];
    for (const partition of reader.partitions()) {
      const { earliest, lastStable, highWatermark } = await reader.range(partition);
      const records: TopicRecord[] = [];
      for await (const some of reader.read(partition, earliest, lastStable)) {
        for (const { offset, timestamp, key, value, headers } of some) {
          const texts = Object.entries(headers).map(([name, bytes]) => [name, bytes?.toString() ?? '']);
          records.push({
            ...{
              partition,
              offset,
              timestamp,
              key: key?.toString() ?? null,
              value: value?.toString() ?? null,
            },
            headers: Object.fromEntries(texts) as Record<string, string>,
          });
        }
      }
      partitions.push({ partition, lastStable, highWatermark, records });
    }
    return partitions;
  } finally {
    await reader.close();
  }
}
