import { REDRIVE_OF_HEADER, readDeadLetter } from '@pacioli/contracts/dead-letter';
import { parseOperationId, type KeyId } from '@pacioli/contracts/operation-id';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { recordHash } from '@pacioli/kafka/record-hash';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Place } from '@pacioli/service/command-line/place';
import { amountsIn, type AmountIn } from '../topic/amounts-in';
import { headerOf } from '../topic/record-headers';
import type { SourceOf } from './find-by-source';

/** A record, without what it holds but the amounts. */
export interface RecordPlace extends Place {
  readonly appended_at: Date;
  /** Of its value. */
  readonly bytes: number;
  /** SHA-256 of offset, key, value and headers, as the fence keeps it. */
  readonly hash: string;
  /** What it says it is; of a foreign record it may be anything. */
  readonly type: string | null;
  readonly operation: string | null;
  /** What it asks for or tells of. */
  readonly amounts: readonly AmountIn[];
}

/** What a record of payment-events says of its request; nothing of it has been checked. */
export interface Request {
  /** When the API made the event of it, by its own clock. */
  readonly at: Date | null;
  readonly type: string | null;
  readonly rules: string | null;
  readonly source: string | null;
  readonly idempotency_key: string | null;
  readonly actor_type: string | null;
  readonly actor_id: string | null;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  /** The dead letter that was sent again. */
  readonly redrive_of: string | null;
}

/** A client repeats a request within moments, so a duplicate stands close behind: so many offsets are looked at. */
export const LOOKED_AT_FOR_DUPLICATES = 1_000n;

export function placeIn(record: TopicRecord): RecordPlace {
  const { partition, offset, timestamp, value } = record;
  return {
    ...{ partition, offset, appended_at: new Date(timestamp), bytes: value?.length ?? 0 },
    hash: recordHash(record).toString('hex'),
    type: headerOf(record, 'ce_type'),
    operation: headerOf(record, 'ce_subject') ?? headerOf(record, 'ce_id'),
    amounts: amountsIn(record),
  };
}

export function requestIn(record: TopicRecord): Request {
  const of = (name: string) => headerOf(record, name);
  const at = new Date(of('ce_time') ?? '');
  return {
    at: Number.isNaN(at.getTime()) ? null : at,
    ...{ type: of('ce_type'), rules: of('ce_rules'), source: of('ce_source') },
    ...{ idempotency_key: of('ce_idempotencykey'), actor_type: of('ce_authtype'), actor_id: of('ce_authid') },
    ...{ request_id: of('x-request-id'), traceparent: of('traceparent'), redrive_of: of(REDRIVE_OF_HEADER) },
  };
}

const isOfKey = (record: TopicRecord, keyId: KeyId): boolean =>
  parseOperationId(headerOf(record, 'ce_id') ?? '')?.keyId === keyId;

/** The committed record at a position; undefined where there is none. */
export async function recordAt(
  topic: TopicReader,
  { partition, offset }: Place,
): Promise<TopicRecord | undefined> {
  if (!topic.partitions().includes(partition)) return undefined;
  const { earliest, lastStable } = await topic.range(partition);
  if (offset < earliest || offset >= lastStable) return undefined;
  const found: TopicRecord[] = [];
  for await (const records of topic.read(partition, offset, offset + 1n)) found.push(...records);
  return found[0];
}

/** Records of a key behind the one that was decided, close enough to be found cheaply. */
export async function duplicatesBehind(
  topic: TopicReader,
  { partition, offset }: Place,
  keyId: KeyId,
): Promise<TopicRecord[]> {
  const { lastStable } = await topic.range(partition);
  const far = offset + 1n + LOOKED_AT_FOR_DUPLICATES;
  return recordsOfKey(topic, partition, offset + 1n, far < lastStable ? far : lastStable, keyId);
}

/** Records of a key that the ledger has not come to yet. */
export async function undecidedOf(
  topic: TopicReader,
  partition: number,
  fence: bigint,
  keyId: KeyId,
): Promise<TopicRecord[]> {
  const { lastStable } = await topic.range(partition);
  return recordsOfKey(topic, partition, fence, lastStable, keyId);
}

async function recordsOfKey(
  topic: TopicReader,
  partition: number,
  from: bigint,
  to: bigint,
  keyId: KeyId,
): Promise<TopicRecord[]> {
  const found: TopicRecord[] = [];
  for await (const records of topic.read(partition, from, to))
    found.push(...records.filter((record) => isOfKey(record, keyId)));
  return found;
}

export const sourceOfDeadLetter: SourceOf = (record) => readDeadLetter(record)?.offset;
