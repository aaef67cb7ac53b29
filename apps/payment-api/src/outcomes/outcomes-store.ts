import type { KeyId } from '@pacioli/contracts/operation-id';
import type { RefusalCode } from '@pacioli/contracts/problem';
import type { LedgerDatabase } from '../ledger-database';

/** What was decided under an idempotency key: all that the answer to the write is rendered from, but for large bodies. */
export interface Outcome {
  readonly keyId: KeyId;
  /** The end of the operation's id: the first 8 hex digits of the fingerprint. */
  readonly suffix: string;
  readonly status: 'posted' | 'done' | 'rejected';
  readonly code: RefusalCode | null;
  readonly detail: string | null;
  /** The part of the request that a refusal is about, where that is known. */
  readonly pointer: string | null;
  /** The body of the answer, as text; null for a refusal, and for what is large: `OutcomesStore.largeAnswer` reads that. */
  readonly answer: string | null;
}

/**
 * Outcomes are looked up many at once, and not all of them are answered with their bodies: that of a batch can have 22 MiB, and
 * anybody may send its key again with another request.
 */
const LARGEST_AT_ONCE = 16 * 1024;

const BY_KEY_IDS = `
select encode(uuid_send(key_id), 'hex') as "keyId", encode(substring(fingerprint for 4), 'hex') as suffix,
       status, code, detail, pointer, case when octet_length(answer) <= ${LARGEST_AT_ONCE} then answer end as answer
  from outcome
 where key_id = any($1::uuid[])
   and fingerprint is not null`;

/**
 * Bytes. An account, a period or a hold is in one piece, since it is not much larger than its request; and the answer to ten
 * thousand transfers in two, since PostgreSQL decompresses all of it for each.
 */
const PIECE = 4 * 1024 * 1024;
/** PostgreSQL would have to count the characters of all that stands before, where it goes to a byte at once. */
const PIECE_OF_ANSWER = `
select substring(convert_to(answer, 'UTF8') from $2::integer for ${PIECE}) as piece from outcome where key_id = $1`;

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
  /** Resolves when no piece of a large answer is being read: all of them together take one connection from what writes need. */
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: LedgerDatabase) {}

  async byKeyIds(keyIds: readonly KeyId[]): Promise<Map<KeyId, Outcome>> {
    // An array literal: key ids are hex digits, so nothing in it needs escapes.
    const rows = await this.database.read<Outcome>(BY_KEY_IDS, [`{${keyIds.join(',')}}`]);
    return new Map(rows.map((row) => [row.keyId, row]));
  }

  /** The body of an answer in pieces, each of which is read when it is asked for: they fit, since an outcome never changes. */
  async *largeAnswer(keyId: KeyId): AsyncGenerator<Buffer> {
    let piece: Buffer;
    let next = 1;
    do {
      piece = await this.piece(keyId, next);
      next += PIECE;
      yield piece;
    } while (piece.length === PIECE);
  }

  private piece(keyId: KeyId, from: number): Promise<Buffer> {
    const reading = this.reading
      .then(() => this.database.read<{ piece: Buffer }>(PIECE_OF_ANSWER, [keyId, from]))
      .then(([row]) => row!.piece);
    this.reading = reading.catch(() => undefined);
    return reading;
  }

  /** Of every partition in which anything was decided. */
  fences(): Promise<Fence[]> {
    return this.database.read(FENCES, []);
  }
}
