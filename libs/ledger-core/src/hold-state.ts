import type { Hold, HoldStatus } from '@pacioli/contracts/hold';
import { holdIdOf } from '@pacioli/contracts/operation-id';
import type { EntryRecord, HoldRecord } from './decision-record';
import { inKeyOrder } from './metadata';

/** What a decision needs to know of a hold. */
export interface HoldState extends HoldRecord {
  /** The entry that reserved it, and what was said of it. */
  readonly entryId: string;
  readonly description: string | null;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** When it was recorded, and took effect: no hold can say otherwise. In milliseconds since 1970. */
  readonly createdAt: number;
  /** How often something became of it, and of how much each. */
  readonly revision: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly expired: bigint;
}

/** A hold of which nothing has become yet. */
export const openedHold = (
  record: HoldRecord,
  entry: Pick<EntryRecord, 'id' | 'description' | 'reference' | 'metadata'>,
  createdAt: number,
): HoldState => ({
  ...record,
  ...{ entryId: entry.id, createdAt },
  ...{ description: entry.description, reference: entry.reference, metadata: entry.metadata },
  ...{ revision: 0n, captured: 0n, voided: 0n, expired: 0n },
});

export const remainingOf = ({ amount, captured, voided, expired }: HoldState): bigint =>
  amount - captured - voided - expired;

export function statusOf(hold: HoldState): HoldStatus {
  if (remainingOf(hold) > 0n) return 'open';
  if (hold.captured === hold.amount) return 'captured';
  if (hold.voided === hold.amount) return 'voided';
  return hold.expired === hold.amount ? 'expired' : 'closed';
}

/** A hold as it is answered. */
export const holdAnswer = (hold: HoldState): Hold => ({
  id: holdIdOf(hold.entryId),
  status: statusOf(hold),
  debit: hold.debitName,
  credit: hold.creditName,
  amount: hold.amount.toString(),
  currency: hold.currency,
  captured: hold.captured.toString(),
  voided: hold.voided.toString(),
  expired: hold.expired.toString(),
  remaining: remainingOf(hold).toString(),
  expires_at: hold.expiresAt === null ? null : new Date(hold.expiresAt).toISOString(),
  description: hold.description,
  reference: hold.reference,
  metadata: inKeyOrder(hold.metadata),
  journal_entry: hold.entryId,
  created_at: new Date(hold.createdAt).toISOString(),
});
