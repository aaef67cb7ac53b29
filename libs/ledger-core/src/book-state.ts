import type { PeriodRecord } from './decision-record';
import { CHAIN_START } from './hash-chain';

/** What a decision needs to know of a book, whether it was opened or only asked for. */
export interface BookState {
  readonly id: string;
  readonly opened: boolean;
  /** An IANA zone; empty as long as the book is not opened. */
  readonly timeZone: string;
  readonly closedPeriods: readonly PeriodRecord[];
  /** Number of the newest decision, entry and account; 0 before the first. */
  readonly decisions: bigint;
  readonly entries: bigint;
  readonly accounts: number;
  /** When the newest decision was recorded, in milliseconds since 1970. */
  readonly recordedAt: number;
  /** Hash of the newest decision. */
  readonly hash: Buffer;
}

export const unknownBook = (id: string): BookState => ({
  ...{
    id,
    opened: false,
    timeZone: '',
    closedPeriods: [],
    decisions: 0n,
    entries: 0n,
    accounts: 0,
    recordedAt: 0,
    hash: CHAIN_START,
  },
});
