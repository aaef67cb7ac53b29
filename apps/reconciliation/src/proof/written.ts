import { operationIdOf } from '@pacioli/contracts/operation-id';
import type {
  AccountChangeRow,
  AccountRow,
  EntryRow,
  ExchangeRow,
  HoldChangeRow,
  HoldRow,
  OutcomeRow,
  PeriodRow,
  PostingRow,
} from './journal';

/** An entry with its postings. */
export interface WrittenEntry {
  readonly entry: EntryRow;
  readonly postings: readonly PostingRow[];
}

/**
 * What belongs together in a book: an outcome with the rows that its decision wrote. In a sound ledger there is always an
 * outcome; rows that belong to none come without.
 */
export interface Written {
  readonly outcome: OutcomeRow | null;
  /** In the order of their numbers: one for each operation of a batch, and one of whatever else was posted. */
  readonly entries: readonly WrittenEntry[];
  readonly account: AccountRow | null;
  readonly periods: readonly PeriodRow[];
  readonly changes: readonly AccountChangeRow[];
  readonly holds: readonly HoldRow[];
  readonly holdChanges: readonly HoldChangeRow[];
  readonly exchanges: readonly ExchangeRow[];
}

/** Rows that belong to no outcome come in one of these. */
export const NOTHING_WRITTEN: Written = {
  outcome: null,
  entries: [],
  account: null,
  periods: [],
  changes: [],
  holds: [],
  holdChanges: [],
  exchanges: [],
};

export const decisionName = ({ book, decision, keyId, fingerprint, partition, offset }: OutcomeRow): string =>
  `decision ${book} ${decision} (${
    fingerprint === null ? `record ${partition}-${offset}` : operationIdOf(keyId, fingerprint)
  })`;

export const entryName = ({ book, number, id }: EntryRow): string => `entry ${book} ${number} (${id})`;

export const postingName = ({ book, version, entry, leg }: PostingRow, account: string): string =>
  `posting ${book} ${account} version ${version} (entry ${entry} leg ${leg})`;

export const accountName = ({ book, name, number }: AccountRow): string =>
  `account ${book} ${name} (number ${number})`;

export const periodName = ({ book, period }: PeriodRow): string => `period ${book} ${period}`;

export const holdName = ({ book, entry }: HoldRow): string => `hold ${book} ${entry}`;

export const exchangeName = ({ book, entry }: ExchangeRow): string => `exchange ${book} ${entry}`;

export const changeName = ({ book, revision }: AccountChangeRow, account: string): string =>
  `change ${revision} of account ${book} ${account}`;

/** A time as it is printed everywhere; a row that was tampered with may hold one that no calendar has. */
export function printedMoment(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.valueOf())) return `no time (${milliseconds})`;
  return Number.isInteger(milliseconds)
    ? date.toISOString()
    : `${date.toISOString()} and a part of a millisecond`;
}
