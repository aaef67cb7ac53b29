import type { DataSource } from 'typeorm';

/** An outcome as the publisher reads it back. */
export interface OutcomeRow {
  key_id: string;
  book: string;
  decision: bigint;
  topic_offset: bigint;
  recorded_at: Date;
  type: string | null;
  fingerprint: Buffer | null;
  actor_type: string | null;
  actor_id: string | null;
  request_id: string | null;
  traceparent: string | null;
  status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  code: string | null;
  detail: string | null;
  pointer: string | null;
  answer: string | null;
  dead_key: Buffer | null;
  dead_value: Buffer | null;
  dead_headers: Record<string, string | null> | null;
}

const OUTCOMES = `
with sized as (
  select o.key_id, sum(coalesce(octet_length(o.answer), 0) + coalesce(octet_length(d.value), 0)
                       + coalesce(octet_length(d.key), 0) + coalesce(octet_length(d.headers::text), 0))
                   over (order by o.topic_offset rows between unbounded preceding and 1 preceding) as before
    from outcome o left join dead_letter d on d.key_id = o.key_id
   where o.partition = $1 and o.topic_offset >= $2 order by o.topic_offset limit $3
)
select replace(o.key_id::text, '-', '') as key_id, o.book, o.decision, o.topic_offset, o.recorded_at, o.type, o.fingerprint,
       o.actor_type, o.actor_id, o.request_id, o.traceparent, o.status, o.code, o.detail, o.pointer, o.answer,
       d.key as dead_key, d.value as dead_value, d.headers as dead_headers
  from sized join outcome o on o.key_id = sized.key_id left join dead_letter d on d.key_id = o.key_id
 where coalesce(sized.before, 0) < $4 order by o.topic_offset`;

/**
 * Outcomes of a partition from an offset on, in the order of the topic: the first at least, and more while they fit. It
 * takes a connection of the pool, never the writer's own, in whose transaction it would see what is not committed yet.
 */
export const outcomesFrom = (
  source: DataSource,
  partition: number,
  offset: bigint,
  most: { rows: number; bytes: number },
): Promise<OutcomeRow[]> => source.query(OUTCOMES, [partition, offset, most.rows, most.bytes]);
