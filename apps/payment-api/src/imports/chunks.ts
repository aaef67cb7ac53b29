import {
  MOST_BATCH_BYTES,
  MOST_BATCH_POSTINGS,
  MOST_OPERATIONS,
  type BatchOperation,
} from '@pacioli/contracts/batch';
import type { ImportError } from '@pacioli/contracts/import';
import type { Line } from './lines';
import { readOperation } from './read-operation';

/** Lines that follow one another: they are asked for as one batch, or, if any is bad, not at all. */
export interface Chunk {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly operations: readonly BatchOperation[];
  /** The first that is wrong with its lines. */
  readonly errors: readonly ImportError[];
}

const LIMITS = { lines: MOST_OPERATIONS, bytes: MOST_BATCH_BYTES, postings: MOST_BATCH_POSTINGS } as const;
/** Of a line, as of the body of any other request. */
export const LONGEST_LINE = 1024 * 1024;
const MOST_ERRORS = 20;
/** An entry has no more postings, and so has its reversal. */
const MOST_POSTINGS_OF_AN_ENTRY = 1_000;
const AROUND_OPERATIONS = '{"operations":[]}'.length;
const BETWEEN_OPERATIONS = 1;

/** Gathers lines into chunks. Where a chunk ends follows from the lines alone, so that the same file has the same chunks. */
export class Chunks {
  private operations: BatchOperation[] = [];
  private errors: ImportError[] = [];
  private firstLine = 1;
  private lastLine = 0;
  private bytes = AROUND_OPERATIONS;
  private postings = 0;

  /** Takes a line, and yields what is full before it or with it. */
  *add({ number: line, bytes }: Line): Generator<Chunk> {
    const read =
      bytes === undefined
        ? { errors: [{ pointer: '', detail: `is longer than ${LONGEST_LINE} bytes` }] }
        : readOperation(bytes);
    const length = (bytes?.length ?? 0) + BETWEEN_OPERATIONS;
    const postings = 'operation' in read ? mostPostingsOf(read.operation) : 0;
    const isTooMuch = this.bytes + length > LIMITS.bytes || this.postings + postings > LIMITS.postings;
    if (isTooMuch) yield* this.take();
    if ('operation' in read) this.operations.push(read.operation);
    else for (const error of read.errors) this.report({ line, ...error });
    this.lastLine = line;
    this.bytes += length;
    this.postings += postings;
    // A chunk with so many errors is not asked for, whatever follows.
    const isFull = line - this.firstLine + 1 === LIMITS.lines || this.errors.length === MOST_ERRORS;
    if (isFull) yield* this.take();
  }

  /** What has been gathered, if it is anything. */
  *take(): Generator<Chunk> {
    const { firstLine, lastLine, operations, errors } = this;
    if (lastLine < firstLine) return;
    this.operations = [];
    this.errors = [];
    this.firstLine = lastLine + 1;
    this.bytes = AROUND_OPERATIONS;
    this.postings = 0;
    yield { firstLine, lastLine, operations, errors };
  }

  private report(error: ImportError): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(error);
  }
}

/**
 * How many postings the ledger may make of an operation: it refuses batches with too many. How many a reversal has is not
 * in the file, and must not decide where a chunk ends.
 */
function mostPostingsOf(operation: BatchOperation): number {
  switch (operation.type) {
    case 'transfer':
    case 'hold':
    case 'void':
      return 2;
    case 'capture':
      return 4;
    case 'fx_transfer':
      return 5;
    case 'journal_entry':
      return operation.postings.length;
    case 'reversal':
      return MOST_POSTINGS_OF_AN_ENTRY;
  }
}
