import { FxTransferRequest } from './fx-transfer';
import { Many, ManyOf, One, OneOf, Optional, Words } from './field';
import { Capture, Hold, HoldRequest, Void } from './hold';
import { JournalEntry, JournalEntryRequest, Reversal, TransferRequest } from './journal-entry';

class TransferOperation extends TransferRequest {
  @OneOf('transfer') type!: 'transfer';
}

class FxTransferOperation extends FxTransferRequest {
  @OneOf('fx_transfer') type!: 'fx_transfer';
}

class JournalEntryOperation extends JournalEntryRequest {
  @OneOf('journal_entry') type!: 'journal_entry';
}

class ReversalOperation extends Reversal {
  @OneOf('reversal') type!: 'reversal';
}

class HoldOperation extends HoldRequest {
  @OneOf('hold') type!: 'hold';
}

class CaptureOperation extends Capture {
  @OneOf('capture') type!: 'capture';
}

class VoidOperation extends Void {
  @OneOf('void') type!: 'void';
}

/** What can be asked for within a batch: each is one journal entry. */
const OPERATIONS = {
  transfer: TransferOperation,
  fx_transfer: FxTransferOperation,
  journal_entry: JournalEntryOperation,
  reversal: ReversalOperation,
  hold: HoldOperation,
  capture: CaptureOperation,
  void: VoidOperation,
} as const;
export type BatchOperation = InstanceType<(typeof OPERATIONS)[keyof typeof OPERATIONS]>;

/** What a batch may have. Where a chunk of an import ends follows from it, so a release that changes it finds no earlier chunk. */
export const MOST_OPERATIONS = 10_000;
export const MOST_BATCH_BYTES = 8 * 1024 * 1024;
export const MOST_BATCH_POSTINGS = 30_000;
/**
 * Bytes of all results: an answer with more could be larger than a record of ledger-events may be (24 MiB), which could never
 * be published. Postings alone do not bound it, since a result tells all of a hold, whatever was said of it.
 */
export const MOST_BATCH_RESULT_BYTES = 22 * 1024 * 1024;

/** POST /v1/books/{book}/batches, and the body of `batch.requested.v1`. */
export class BatchRequest {
  @ManyOf(OPERATIONS, { minItems: 1, maxItems: MOST_OPERATIONS }) operations!: BatchOperation[];
}

/** What came of an operation, as it would have been answered alone. */
export class BatchResult {
  @OneOf(...(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[])) type!: keyof typeof OPERATIONS;
  @Optional() @One(() => Hold) hold?: Hold;
  @Optional() @One(() => JournalEntry) journal_entry?: JournalEntry;
}

/** The results are in the order of the operations. */
export class Batch {
  @Words() operation!: string;
  @Many(() => BatchResult) results!: BatchResult[];
}
