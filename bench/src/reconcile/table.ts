import { type Column, renderTable } from '@pacioli/service/terminal-table';
import type { Shape } from './options';

/** What proofs of one ledger took. */
export interface Proofs {
  readonly shape: Shape;
  readonly postings: number;
  /** Seconds of a full run. */
  readonly full: number;
  /** Seconds for reading the rows alone, just before. */
  readonly reading: number;
  /** The largest resident set of the full run, in megabytes. */
  readonly peakMb: number;
  /** Seconds of an incremental run when nothing is new, and of one after so many postings. */
  readonly idle: number;
  readonly added: number;
  readonly incremental: number;
}

const right = (title: string): Column => ({ title, align: 'right' });
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');

export const proofsTable = (proofs: readonly Proofs[]): string =>
  renderTable(
    [
      { title: 'ledger of', align: 'left' },
      ...['postings', 'full s', 'postings/s', 'of bare reading', 'peak MB'].map(right),
      ...['nothing new s', 'new postings', 'incremental s'].map(right),
    ],
    proofs.map(({ shape, postings, full, reading, peakMb, idle, added, incremental }) => [
      ...[shape, whole(postings), full.toFixed(1), whole(postings / full)],
      ...[`${whole((100 * reading) / full)} %`, whole(peakMb)],
      ...[idle.toFixed(2), whole(added), incremental.toFixed(2)],
    ]),
  );
