import { operationIdOf } from '@pacioli/contracts/operation-id';
import type { LedgerEvent } from '@pacioli/contracts/ledger-event';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { TopicRecord } from '@pacioli/contracts/topic-record';
import type { TopicReader } from '@pacioli/kafka/topic-reader';
import type { Snapshot } from '@pacioli/postgres/snapshot';
import { EventsAgainstLedger } from './checks/events-against-ledger';
import type { FindingsByBook } from './checks/findings';
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
 * was decided after the snapshot stand at the end, and are left for the next run. Returns the position behind what was matched,
 * which must be no earlier than what any run has proven, an offset in payment-events; and one up to which nothing was wrong.
 */
export async function matchEvents(
  sources: { snapshot: Snapshot; topic: TopicReader; events: TopicReader; signal: AbortSignal },
  partition: number,
  { from, fence, proven }: { from: EventsPosition; fence: bigint; proven: bigint },
  findings: FindingsByBook,
  progress: Progress,
): Promise<{ reached: EventsPosition; sound: EventsPosition }> {
  const { snapshot, topic, events, signal } = sources;
  const check = new EventsAgainstLedger(partition, findings.of);
  const problemsBefore = findings.problems;
  const held = events.partitions().includes(partition) ? await events.range(partition) : NOTHING;
  check.holds(held, from.offset);
  // Asked for after the events: each of them tells of a record that is there by now.
  const asked = topic.partitions().includes(partition) ? (await topic.range(partition)).lastStable : 0n;
  const begin = held.earliest > from.offset ? held.earliest : from.offset;
  const published = publishedOutcomes(snapshot, partition, { from: from.source, to: fence });
  return await withRows(published, async (outcomes) => {
    let [reached, sound] = [from, from];
    let ahead: TopicRecord | undefined;
    for await (const records of events.read(partition, begin, held.lastStable)) {
      signal.throwIfAborted();
      for (const record of records) {
        const source = check.sourceOf(record, asked);
        if (source !== undefined && source >= fence) {
          ahead ??= record;
          continue;
        }
        if (ahead !== undefined) check.outOfOrder(ahead);
        ahead = undefined;
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
      if (findings.problems === problemsBefore) sound = reached;
      progress.events += records.length;
    }
    // Where the fence was set back, it is what is named.
    if (fence >= proven) check.stillTells(reached.source, proven);
    return { reached, sound };
  });
}

/** What a topic holds of a partition that it does not have. */
const NOTHING = { earliest: 0n, lastStable: 0n };

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
