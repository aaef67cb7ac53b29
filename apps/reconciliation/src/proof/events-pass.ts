import { operationIdOf } from '@pacioli/contracts/operation-id';
import type { LedgerEvent } from '@pacioli/contracts/ledger-event';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { EventsAgainstLedger } from './checks/events-against-ledger';
import type { Findings } from './checks/findings';
import type { Progress } from './progress';
import { withRows } from './row-queue';

/** Where a run goes on in ledger-events, and behind which record of payment-events. */
export interface EventsPosition {
  /** In ledger-events. */
  readonly offset: bigint;
  /** In payment-events. */
  readonly source: bigint;
}

/**
 * Reads one partition of ledger-events and the outcomes of that partition, side by side, from a position on. Events of what
 * was decided after the snapshot are left for the next run. Returns the position behind what was matched.
 */
export async function matchEvents(
  sources: { snapshot: Snapshot; events: TopicReader; signal: AbortSignal },
  partition: number,
  { from, fence }: { from: EventsPosition; fence: bigint },
  findingsOf: (book: string) => Findings,
  progress: Progress,
): Promise<EventsPosition> {
  const { snapshot, events, signal } = sources;
  if (!events.partitions().includes(partition)) return from;
  const check = new EventsAgainstLedger(partition, findingsOf);
  const { earliest, lastStable } = await events.range(partition);
  const begin = earliest > from.offset ? earliest : from.offset;
  const published = publishedOutcomes(snapshot, partition, { from: from.source, to: fence });
  return await withRows(published, async (outcomes) => {
    let reached = from;
    for await (const records of events.read(partition, begin, lastStable)) {
      signal.throwIfAborted();
      for (const record of records) {
        const source = check.sourceOf(record);
        if (source !== undefined && source >= fence) return reached;
        reached = { offset: record.offset + 1n, source: reached.source };
        if (source === undefined) continue;
        let outcome;
        for (; (outcome = await outcomes.peek()) && outcome.sourceOffset < source; outcomes.take())
          check.withoutEvent(outcome);
        if (outcome?.sourceOffset === source) {
          check.agree(record, outcome);
          outcomes.take();
          reached = { ...reached, source: source + 1n };
        } else check.withoutOutcome(record, source);
      }
      progress.events += records.length;
    }
    return reached;
  });
}

/** Outcomes in the order of the topic, with all that is told of them. */
const publishedOutcomes = (
  snapshot: Snapshot,
  partition: number,
  { from, to }: { from: bigint; to: bigint },
): AsyncGenerator<LedgerEvent[], void> =>
  snapshot.rows(
    `select book, decision, key_id, fingerprint, type, status, code, detail, pointer, answer, recorded_at, topic_offset,
            actor_type, actor_id, request_id, traceparent
       from outcome where partition = ${partition} and topic_offset >= ${from} and topic_offset < ${to} order by topic_offset`,
    (row) => {
      const [book, sequence, keyId, fingerprint] = [row.text(), row.bigint(), row.uuid(), row.bytesOrNull()];
      return {
        ...{ book, sequence, partition },
        operationId: fingerprint === null ? null : operationIdOf(keyId, fingerprint),
        requestType: row.textOrNull() as PaymentEventType | null,
        status: row.text() as LedgerEvent['status'],
        code: row.textOrNull(),
        detail: row.textOrNull(),
        pointer: row.textOrNull(),
        answer: row.textOrNull(),
        recordedAt: row.moment(),
        sourceOffset: row.bigint(),
        actorType: row.textOrNull(),
        actorId: row.textOrNull(),
        requestId: row.textOrNull(),
        traceparent: row.textOrNull(),
      };
    },
  );
