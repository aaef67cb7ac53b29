import { Described, Moment, Nullable, One, OneOf, Words } from './field';

export const OPERATION_STATUSES = ['pending', 'posted', 'done', 'rejected', 'dead_lettered'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** What an operation made, and where to read it. */
export class ResourceLink {
  @Words() type!: string;
  @Words() id!: string;
  @Words() href!: string;
}

/** Who asked, as the CloudEvents auth context names them. */
export class Actor {
  @Words() type!: string;
  @Nullable() @Words() id!: string | null;
}

export class Operation {
  @Words() id!: string;
  @OneOf(...OPERATION_STATUSES) status!: OperationStatus;
  @Nullable() @Words() code!: string | null;
  @Nullable() @One(() => ResourceLink) resource!: ResourceLink | null;
  @Nullable()
  @Described(
    'The entry that it posted. Null for a batch, which may have posted thousands: its answer has them',
  )
  @Words()
  journal_entry!: string | null;
  @Nullable() @One(() => Actor) actor!: Actor | null;
  /** When the broker appended the request. */
  @Nullable() @Moment() accepted_at!: string | null;
  /** When the ledger recorded the outcome: the append time, never earlier than the decision before it in the book. */
  @Nullable() @Moment() recorded_at!: string | null;
}

/** The part of an operation that is known before it is decided. */
export class PendingOperation {
  @Words() id!: string;
  @OneOf('pending') status!: 'pending';
}

/** The body of a 202. */
export class Accepted {
  @One(() => PendingOperation) operation!: PendingOperation;
}
