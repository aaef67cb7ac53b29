import { type Column, renderTable } from '@pacioli/service/terminal-table';
import { reads, type Read, type ReadTimes } from './past-reads';

export interface Size {
  postings: number;
  /** Of them, those of dated entries. */
  dated: number;
  /** While it grew to this size, by batches of 10,000. */
  filledPerSecond: number;
  /** From there on, by batches of 1,000. */
  postedPerSecond: number;
  /** Microseconds of processor for a posting, over the same. */
  ledgerMicros: number | null;
  postgresMicros: number | null;
  reads: Record<Read, ReadTimes>;
  /** Of the largest account's table and indexes, all together, in bytes for a posting. */
  bytesPerPosting: number;
}

const right = (title: string): Column => ({ title, align: 'right' });
const whole = (value: number | null): string =>
  value === null ? '-' : Math.round(value).toLocaleString('en-GB');
const micros = (value: number | null): string => (value === null ? '-' : value.toFixed(1));

export function growthTable(sizes: readonly Size[]): string {
  const writes = renderTable(
    [
      'postings',
      'of them dated',
      'growing to it, postings/s',
      'from there, postings/s',
      'ledger µs',
      'postgres µs',
      'bytes',
    ].map(right),
    sizes.map((size) => [
      ...[whole(size.postings), whole(size.dated), whole(size.filledPerSecond), whole(size.postedPerSecond)],
      ...[micros(size.ledgerMicros), micros(size.postgresMicros), whole(size.bytesPerPosting)],
    ]),
  );
  const names = Object.keys(reads) as Read[];
  const past = renderTable(
    ['postings', ...names.map((name) => `${name} ms`)].map(right),
    sizes.map((size) => [
      whole(size.postings),
      ...names.map((name) => `${size.reads[name].p50Ms.toFixed(1)} / ${size.reads[name].p99Ms.toFixed(1)}`),
    ]),
  );
  return `writes: processor time and database size for a posting\n${writes}\n\nreads of the busiest account, p50 / p99\n${past}`;
}
