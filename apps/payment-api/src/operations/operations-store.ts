import type { OperationStatus } from '@pacioli/contracts/operation';
import type { KeyId } from '@pacioli/contracts/operation-id';
import type { PaymentEventType } from '@pacioli/contracts/payment-event';
import type { LedgerDatabase } from '../ledger-database';
import { NAMED_BY_THE_ANSWER } from './resource';

/** An outcome with all that is told about its operation. */
export interface DecidedOperation {
  readonly keyId: KeyId;
  readonly book: string;
  readonly type: PaymentEventType | null;
  /** 64 hex digits; null for a dead letter. */
  readonly fingerprint: string | null;
  readonly status: Exclude<OperationStatus, 'pending'>;
  readonly code: string | null;
  /** Only where it alone names what was made. */
  readonly answer: string | null;
  readonly actorType: string | null;
  readonly actorId: string | null;
  readonly acceptedAt: Date;
  readonly recordedAt: Date;
}

const BY_KEY_ID = `
select encode(uuid_send(key_id), 'hex') as "keyId", book, type, encode(fingerprint, 'hex') as fingerprint, status, code,
       case when type = any($3) then answer end as answer, actor_type as "actorType", actor_id as "actorId",
       accepted_at as "acceptedAt", recorded_at as "recordedAt"
  from outcome
 where key_id = $1 and book = $2`;

const FENCE = `select next_offset as "nextOffset" from fence where partition = $1`;

export class OperationsStore {
  constructor(private readonly database: LedgerDatabase) {}

  async byKeyId(book: string, keyId: KeyId): Promise<DecidedOperation | undefined> {
    return (await this.database.read<DecidedOperation>(BY_KEY_ID, [keyId, book, NAMED_BY_THE_ANSWER]))[0];
  }

  /** The offset up to which everything on a partition is decided. */
  async fence(partition: number): Promise<bigint> {
    const rows = await this.database.read<{ nextOffset: bigint }>(FENCE, [partition]);
    return rows[0]?.nextOffset ?? 0n;
  }
}
