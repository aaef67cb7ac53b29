import {
  MOST_BATCH_BYTES,
  MOST_BATCH_POSTINGS,
  MOST_BATCH_RESULT_BYTES,
  MOST_OPERATIONS,
  type BatchOperation,
} from '@pacioli/contracts/batch';
import type { ImportError } from '@pacioli/contracts/import';
import type { Line } from './lines';
import { mostPostingsOf, mostResultBytesOf } from './most-of-an-operation';
import { readOperation } from './read-operation';

/** Lines that follow one another: they are asked for as one batch, or, if any is bad, not at all. */
export interface Chunk {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly operations: readonly BatchOperation[];
  /** The first that is wrong with its lines. */
  readonly errors: readonly ImportError[];
}

const LIMITS = {
  ...{ lines: MOST_OPERATIONS, bytes: MOST_BATCH_BYTES },
  ...{ postings: MOST_BATCH_POSTINGS, results: MOST_BATCH_RESULT_BYTES },
} as const;
/** Of a line, as of the body of any other request. */
export const LONGEST_LINE = 1024 * 1024;
const MOST_ERRORS = 20;
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
  /** Bytes of what the ledger may answer. */
  private results = 0;

  /** Takes a line, and yields what is full before it or with it. */
  *add({ number: line, bytes }: Line): Generator<Chunk> {
    const read =
      bytes === undefined
        ? { errors: [{ pointer: '', detail: `is longer than ${LONGEST_LINE} bytes` }] }
        : readOperation(bytes);
    const length = (bytes?.length ?? 0) + BETWEEN_OPERATIONS;
    const postings = 'operation' in read ? mostPostingsOf(read.operation) : 0;
    const results = 'operation' in read ? mostResultBytesOf(read.operation, length) : 0;
    const isTooMuch =
      this.bytes + length > LIMITS.bytes ||
      this.postings + postings > LIMITS.postings ||
      this.results + results > LIMITS.results;
    if (isTooMuch) yield* this.take();
    if ('operation' in read) this.operations.push(read.operation);
    else for (const error of read.errors) this.report({ line, ...error });
    this.lastLine = line;
    this.bytes += length;
    this.postings += postings;
    this.results += results;
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
    this.results = 0;
    yield { firstLine, lastLine, operations, errors };
  }

  private report(error: ImportError): void {
    if (this.errors.length < MOST_ERRORS) this.errors.push(error);
  }
}
