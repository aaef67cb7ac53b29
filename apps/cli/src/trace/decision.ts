import { operationIdOf, type KeyId } from '@pacioli/contracts/operation-id';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { Query } from '@pacioli/ledger-db/ledger-state';
import type { Place } from '@pacioli/service/command-line/place';
import type { Subject } from './subject';

/** A decision as the row of its outcome tells it. */
export interface Decision extends Place {
  readonly book: string;
  /** Counted in its book. */
  readonly number: bigint;
  readonly key_id: KeyId;
  /** Null for a dead letter, as all that was asked is. */
  readonly operation: string | null;
  readonly type: PaymentEventType | null;
  readonly rules: number | null;
  readonly source: string | null;
  readonly idempotency_key: string | null;
  readonly actor_type: string | null;
  readonly actor_id: string | null;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly accepted_at: Date;
  readonly recorded_at: Date;
  readonly status: 'posted' | 'done' | 'rejected' | 'dead_lettered';
  readonly code: string | null;
  readonly detail: string | null;
  readonly pointer: string | null;
  /** The number of the first entry that it posted. */
  readonly entry: bigint | null;
  readonly hash: string;
}

type DecisionRow = Omit<Decision, 'operation'> & { readonly fingerprint: Buffer | null };

const DECISION = `
select o.book, o.decision as number, encode(uuid_send(o.key_id), 'hex') as key_id, o.partition, o.topic_offset as offset,
       o.type, o.rules, o.source, o.idempotency_key, o.actor_type, o.actor_id, o.request_id, o.traceparent, o.accepted_at,
       o.recorded_at, o.status, o.code, o.detail, o.pointer, o.entry, o.fingerprint, encode(o.hash, 'hex') as hash
  from outcome o`;

/** The id is derived from the key id, which alone is indexed: it leads to the outcome, and that to its entries. */
const OF_ENTRY = `
  join journal_entry e on e.book = o.book and e.number = o.entry + $3
 where o.key_id between $1 and $2 and e.id = $4`;
const OF_ENTRY_NUMBER = `
  join journal_entry e on e.book = o.book and e.decision = o.decision
 where e.book = $1 and e.number = $2`;

/** The decision of what is traced; undefined where there is none. */
export async function decisionOf(query: Query, subject: Subject): Promise<Decision | undefined> {
  switch (subject.kind) {
    case 'operation':
    case 'key':
      return decisionOfKey(query, subject.keyId);
    case 'entry':
      return read(query, OF_ENTRY, [subject.from, subject.to, subject.n, subject.id.slice('je_'.length)]);
    case 'entry_number':
      return read(query, OF_ENTRY_NUMBER, [subject.book, subject.number]);
    case 'place': {
      const { partition, offset } = subject.place;
      return read(query, ' where o.partition = $1 and o.topic_offset = $2', [partition, offset]);
    }
  }
}

export const decisionOfKey = (query: Query, keyId: KeyId): Promise<Decision | undefined> =>
  read(query, ' where o.key_id = $1', [keyId]);

async function read(query: Query, where: string, parameters: unknown[]): Promise<Decision | undefined> {
  const [row] = await query<DecisionRow>(DECISION + where, parameters);
  if (row === undefined) return undefined;
  const { fingerprint, ...decision } = row;
  return { ...decision, operation: fingerprint && operationIdOf(decision.key_id, fingerprint) };
}

/** The offset up to which everything on a partition is decided. */
export async function fenceOf(query: Query, partition: number): Promise<bigint> {
  const rows = await query<{ next: bigint }>('select next_offset as next from fence where partition = $1', [
    partition,
  ]);
  return rows[0]?.next ?? 0n;
}
