import type { KeyId } from '@pacioli/contracts/operation-id';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { LedgerDatabase } from '../ledger-database';

/** What was decided under an idempotency key: all that the answer to the write is rendered from. */
export interface Outcome {
  readonly keyId: KeyId;
  /** The end of the operation's id: the first 8 hex digits of the fingerprint. */
  readonly suffix: string;
  readonly status: 'posted' | 'done' | 'rejected';
  readonly code: RefusalCode | null;
  readonly detail: string | null;
  /** The part of the request that a refusal is about, where that is known. */
  readonly pointer: string | null;
  /** The body of the answer, as text; null for a refusal. */
  readonly answer: string | null;
}

const BY_KEY_IDS = `
select encode(uuid_send(key_id), 'hex') as "keyId", encode(substring(fingerprint for 4), 'hex') as suffix,
       status, code, detail, pointer, answer
  from outcome
 where key_id = any($1::uuid[])
   and fingerprint is not null`;

/** How far a partition is decided. */
export interface Fence {
  readonly partition: number;
  /** The offset up to which everything is decided. */
  readonly nextOffset: bigint;
  /** Nothing more is decided until an operator has restored the topic. */
  readonly isStopped: boolean;
  /** How often its topic was found to be the one that was decided from. */
  readonly verified: bigint;
}

const FENCES = `
select partition, next_offset as "nextOffset", stopped is not null as "isStopped", verified from fence`;

/** Reads outcomes for whoever waits, many in one query: never one query per request. */
export class OutcomesStore {
  constructor(private readonly database: LedgerDatabase) {}

  async byKeyIds(keyIds: readonly KeyId[]): Promise<Map<KeyId, Outcome>> {
    // An array literal: key ids are hex digits, so nothing in it needs escapes.
    const rows = await this.database.read<Outcome>(BY_KEY_IDS, [`{${keyIds.join(',')}}`]);
    return new Map(rows.map((row) => [row.keyId, row]));
  }

  /** Of every partition in which anything was decided. */
  fences(): Promise<Fence[]> {
    return this.database.read(FENCES, []);
  }
}
