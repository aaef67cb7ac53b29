import { parseOperationId } from '@pacioli/contracts/operation-id';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import { partitionOf } from '@pacioli/contracts/topics';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import { printPlace, type Place } from '@pacioli/service/command-line/place';
import { NotFound } from '../not-found';
import { headerOf } from '../topic/record-headers';
import { sourceOfOutcome } from '../topic/source-offset';
import { decisionOf, decisionOfKey, fenceOf, type Decision } from './decision';
import { findBySource } from './find-by-source';
import { laterThan, type Later } from './later';
import { reportsOf, type Report } from './reports';
import type { Subject } from './subject';
import {
  duplicatesBehind,
  placeIn,
  recordAt,
  requestIn,
  sourceOfDeadLetter,
  undecidedOf,
  type RecordPlace,
  type Request,
} from './topic-evidence';
import { writtenBy, type Written } from './written';

/** All that is known of one request, from the topic to the report that covers it. */
export interface Trace {
  /** What a reader must know before the rest. */
  readonly notes: readonly string[];
  readonly operation: string | null;
  readonly book: string | null;
  /** As the record says it, or, where the topic has it no longer, as the ledger does. */
  readonly request: Request;
  readonly record: RecordPlace | null;
  /** Records of the same key close behind; the ledger makes nothing of them. */
  readonly duplicates: readonly RecordPlace[];
  /** Null while it is not decided. */
  readonly decision: Decision | null;
  readonly wrote: Written | null;
  readonly ledger_events: readonly RecordPlace[];
  readonly dead_letters: readonly RecordPlace[];
  readonly later: readonly Later[];
  /** The first that has looked at it and, where that is another, the newest. */
  readonly reports: readonly Report[];
}

export interface Sources {
  /** The ledger, as of one moment. */
  readonly query: Query;
  readonly paymentEvents: TopicReader;
  readonly ledgerEvents: TopicReader;
  readonly deadLetters: TopicReader;
  readonly partitions: number;
}

/** Throws NotFound. */
export async function trace(subject: Subject, sources: Sources): Promise<Trace> {
  const decision = await decisionOf(sources.query, subject);
  if (decision !== undefined) return decided(decision, sources, notesOn(subject, decision));
  switch (subject.kind) {
    case 'place':
      return ofRecord(subject.place, sources);
    case 'key':
      return undecided(subject, [partitionOf(subject.book, sources.partitions)], sources);
    case 'operation':
      return undecided(subject, sources.paymentEvents.partitions(), sources);
    case 'entry':
    case 'entry_number':
      throw new NotFound(`There is no ${subject.name}: no decision in the ledger posted it.`);
  }
}

/** An id may name another request than the one that its key was decided for. */
const notesOn = (subject: Subject, { operation }: Decision): string[] =>
  subject.kind === 'operation' && operation !== subject.id
    ? [`${subject.id} is another request under the key of ${operation}, which was decided before it.`]
    : [];

async function decided(
  decision: Decision,
  { query, paymentEvents, ledgerEvents, deadLetters }: Sources,
  notes: readonly string[],
  asked?: TopicRecord,
): Promise<Trace> {
  const { partition, offset } = decision;
  const record = await recordAt(paymentEvents, decision);
  const behind = await duplicatesBehind(paymentEvents, decision, decision.key_id);
  const isListed = asked === undefined || behind.some((one) => one.offset === asked.offset);
  const wrote = await writtenBy(query, decision);
  const isDead = decision.status === 'dead_lettered';
  return {
    notes: [
      ...notes,
      ...(record === undefined ? [`payment-events has no record at ${printPlace(decision)} any more.`] : []),
    ],
    ...{ operation: decision.operation, book: decision.book },
    request: record === undefined ? requestOf(decision) : requestIn(record),
    record: record === undefined ? null : placeIn(record),
    duplicates: (isListed ? behind : [...behind, asked]).map(placeIn),
    ...{ decision, wrote },
    ledger_events: (await findBySource(ledgerEvents, partition, offset, sourceOfOutcome)).map(placeIn),
    dead_letters: isDead
      ? (await findBySource(deadLetters, partition, offset, sourceOfDeadLetter)).map(placeIn)
      : [],
    later: await laterThan(query, decision, wrote),
    reports: await reportsOf(query, decision, wrote),
  };
}

const requestOf = (decision: Decision): Request => ({
  ...{ at: null, type: decision.type, rules: decision.rules?.toString() ?? null, source: decision.source },
  ...{
    idempotency_key: decision.idempotency_key,
    actor_type: decision.actor_type,
    actor_id: decision.actor_id,
  },
  ...{ request_id: decision.request_id, traceparent: decision.traceparent, redrive_of: null },
});

/** A record without a decision of its own: its key was decided at another, or it is not decided yet. */
async function ofRecord(place: Place, sources: Sources): Promise<Trace> {
  const record = await recordAt(sources.paymentEvents, place);
  if (record === undefined) {
    const topic = sources.paymentEvents.topic;
    throw new NotFound(
      `There is no committed record at ${printPlace(place)} of ${topic}: it is a marker, aborted, or beyond the ends.`,
    );
  }
  const keyId = parseOperationId(headerOf(record, 'ce_id') ?? '')?.keyId;
  const decision = keyId === undefined ? undefined : await decisionOfKey(sources.query, keyId);
  if (decision === undefined) return notDecided(record, [], sources);
  const note = `The record at ${printPlace(place)} is a duplicate: its key was decided at ${printPlace(decision)}.`;
  return decided(decision, sources, [note], record);
}

/** What is recorded and not decided yet stands behind the fence of its partition. */
async function undecided(
  { name, keyId }: Extract<Subject, { kind: 'operation' | 'key' }>,
  partitions: readonly number[],
  sources: Sources,
): Promise<Trace> {
  for (const partition of partitions) {
    const fence = await fenceOf(sources.query, partition);
    const [first, ...others] = await undecidedOf(sources.paymentEvents, partition, fence, keyId);
    if (first !== undefined) return notDecided(first, others, sources);
  }
  const among = partitions.length === 1 ? `partition ${partitions[0]}` : `${partitions.length} partitions`;
  throw new NotFound(
    `There is no ${name}: the ledger has no decision of it, and no undecided record of ${among} of ` +
      `${sources.paymentEvents.topic} is of it.`,
  );
}

async function notDecided(
  record: TopicRecord,
  others: readonly TopicRecord[],
  { query }: Sources,
): Promise<Trace> {
  const fence = await fenceOf(query, record.partition);
  return {
    notes: [`It is not decided: the ledger decides next at ${record.partition}-${fence}.`],
    ...{ operation: headerOf(record, 'ce_id'), book: record.key?.toString() ?? null },
    ...{ request: requestIn(record), record: placeIn(record), duplicates: others.map(placeIn) },
    ...{ decision: null, wrote: null, ledger_events: [], dead_letters: [], later: [], reports: [] },
  };
}
